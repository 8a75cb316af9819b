"""The pages and fragments of chat, by what the person does. Each translates in, calls, translates out."""
