"""How random a string is, and whether it is only a stand-in for a secret. Owns both measures."""

from __future__ import annotations

import math
import re
from collections import Counter

_STAND_IN = re.compile(
    (
        r"x{4,}|\*{3,}|\.{4,}|_{6,}|example|sample|dummy|placeholder|change_?me|your[-_ ]|"
        r"insert|redacted|<[^>]*>|\$\{|\{\{|%\(|todo|0{8,}|1234567890123456|abcdefgh|"
        r"test_?token|my[-_](?:bot|token|secret|key)|~{6,}|-{6,}|={6,}"
    ),
    re.IGNORECASE,
)
_WORDS = re.compile(r"[A-Z]?[a-z]{3,}|[A-Z]{3,}|[0-9]+|[^A-Za-z0-9]+")


def entropy(text: str) -> float:
    """Give the Shannon entropy in bits per character."""
    if not text:
        return 0.0
    size = len(text)
    return -sum(n / size * math.log2(n / size) for n in Counter(text).values())


def stands_in(text: str) -> bool:
    """Tell whether a string only shows where a secret would stand."""
    return _STAND_IN.search(text) is not None or len(set(text.lower())) <= 4


def random_looking(text: str, least: float) -> bool:
    """Tell whether a string looks drawn by lot: entropy, digits, and few words in it."""
    if stands_in(text) or entropy(text) < least:
        return False
    words = sum(len(w) for w in _WORDS.findall(text) if w.isalpha() and len(w) >= 4)
    digits = sum(char.isdigit() for char in text)
    mixed = any(c.islower() for c in text) and any(c.isupper() for c in text)
    if not digits:
        return mixed and words < len(text) * 0.5 and len(text) >= 24
    return words < len(text) * 0.75
