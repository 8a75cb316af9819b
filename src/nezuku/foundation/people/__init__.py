"""Members, departments, roles, sign-in, keys for the API."""
