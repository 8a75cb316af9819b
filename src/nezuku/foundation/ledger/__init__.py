"""The fact spine: exchanges with models, and audit events, both under chains of hashes."""
