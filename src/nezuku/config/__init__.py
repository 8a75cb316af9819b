"""Settings, the ASGI entry and what is wired to what at start."""
