"""E-mail addresses, also with the at sign written out. Owns their shape (RFC 5321, practical)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nezuku.guard.findings import Candidate
from nezuku.guard.page import Page

_AT = (
    r"(?:@|\s?[(\[<{]\s?(?:at|@|アット|あっと|アットマーク)\s?[)\]>}]\s?"
    r"|\s?(?:アット|あっと)(?:マーク)?\s?| at )"
)
_DOT = r"(?:\.|\s?[(\[]\s?(?:dot|\.|ドット)\s?[)\]]\s?|ドット| dot )"
_EMAIL = re.compile(
    rf"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9_%+][A-Za-z0-9._%+\-']{{0,63}}{_AT}"
    rf"(?:[A-Za-z0-9](?:[A-Za-z0-9\-]{{0,62}}){_DOT}){{1,6}}[A-Za-z]{{2,24}}(?![A-Za-z0-9\-])",
    re.IGNORECASE,
)


def find(page: Page) -> Iterator[Candidate]:
    """Propose every e-mail address."""
    if "at" not in page.cues:
        return
    for match in _EMAIL.finditer(page.text):
        sure = "@" in match.group()
        yield Candidate(match.start(), match.end(), "email", 0.98 if sure else 0.7, "shape")
