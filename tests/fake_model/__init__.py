"""A fake model server for tests: the real protocol over a real socket, faults by model name.

`server.FakeModel` is the server, `behaviours.BEHAVIOURS` the table of model names.
"""
