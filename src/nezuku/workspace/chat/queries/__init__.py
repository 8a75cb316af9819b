"""The reads of chat, one module per noun."""
