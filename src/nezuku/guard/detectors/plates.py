"""Vehicle number plates: place, class number, kana, number (品川 300 あ 12-34)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nezuku.guard.findings import Candidate
from nezuku.guard.page import Page

_PLATE = re.compile(
    r"(?:(?<![一-龠])[一-龠ヶ]{2,4}|なにわ|いわき|つくば|とちぎ|おおさか)\s?[0-9]{2}[0-9A-Z]\s?[あ-んA-Z]\s?(?:[0-9]{1,2}-[0-9]{2}|[・.]{0,3}[0-9]{1,4})(?![0-9])"
)


def find(page: Page) -> Iterator[Candidate]:
    """Propose every number plate."""
    for match in _PLATE.finditer(page.text):
        sure = 0.92 if "-" in match.group() or "・" in match.group() else 0.6
        yield Candidate(*match.span(), "plate", sure, "shape")
