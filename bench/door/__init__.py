"""The door under load: a fake upstream, a load generator, peers side by side, one table.

Only the standard library is used by what measures (`upstream.py`, `load.py`, `accounting.py`), so
that it costs the machine as little as Python can.
"""
