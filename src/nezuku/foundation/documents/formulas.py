"""Text that a spreadsheet would run as a formula, made harmless on the way out and back.

Owns the rule and its inverse: an apostrophe goes in front, as a person would type it, and an import
takes it off again, so that a list can be exported, edited in Excel and imported unchanged.
Rule: OWASP "CSV Injection", with the full-width signs that Japanese Excel reads as operators.
"""

from __future__ import annotations

import re

_STARTS_FORMULA = re.compile("[\\s\ufeff\u200b\u2060]*[=+\\-@＝＋－＠]|[\t\r\n]")
_QUOTED = re.compile(f"'+(?:{_STARTS_FORMULA.pattern})")
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")


def is_risky(text: str) -> bool:
    """Whether a spreadsheet could take this text for a formula; a plain number is none."""
    return _STARTS_FORMULA.match(text) is not None and _PLAIN_NUMBER.fullmatch(text) is None


def neutralised(text: str) -> str:
    """This will put an apostrophe in front of text that could run. `restored` is the inverse."""
    return f"'{text}" if is_risky(text) or _QUOTED.match(text) else text


def restored(text: str) -> str:
    """This will take off the apostrophe that `neutralised` put on."""
    return text[1:] if _QUOTED.match(text) else text
