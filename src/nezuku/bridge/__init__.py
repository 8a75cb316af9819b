"""Implements the gateway's ports with the foundation's apps, and starts the engine in a process."""
