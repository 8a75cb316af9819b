"""The pages about people: translate in, one domain call, translate out."""
