"""Markdown of a model, made safe to show. Owns reading, drawing and cleaning; knows no message."""
