"""The demo company: what its people did in half a year. No tables; built through real actions."""
