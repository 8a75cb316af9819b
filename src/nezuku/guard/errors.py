"""The one ancestor of everything that the guard raises on purpose.

Each concrete error lives beside the function that raises it.
"""

from __future__ import annotations

from collections.abc import Mapping


class GuardError(Exception):
    """Name a refusal by a stable code and its fields; the web layer has the sentence."""

    def __init__(self, code: str, **fields: str | int | float) -> None:
        super().__init__(code)
        self.code = code
        self.fields: Mapping[str, str | int | float] = dict(fields)

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.fields.items())
        return f"{self.code} ({shown})" if shown else self.code
