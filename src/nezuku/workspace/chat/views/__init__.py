"""The pages and fragments of chat: each translates in, calls once, translates out."""
