"""Postal codes: 〒, three digits and four; bare ones need an address or a label beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nezuku.guard.detectors.shapes import nearest_label
from nezuku.guard.findings import Candidate
from nezuku.guard.page import Page

_SHAPE = re.compile(
    r"(?P<mark>〒\s?)?(?<![0-9A-Za-z])(?<![0-9][-./])(?P<value>[0-9]{3}(?:\s?-\s?|\s)[0-9]{4}|[0-9]{7})(?![0-9A-Za-z]|[-.][0-9])"
)
_MARK = re.compile("〒")
_PREFECTURE = re.compile(
    r"[\s)\]」】、,|\"':]*(?:住所\s?[:：]?\s?)?(?:北海道|東京都|京都府|大阪府|[一-龠]{2,3}県|[一-龠ヶケ]{1,5}[市区郡])"
)


def find(page: Page) -> Iterator[Candidate]:
    """Propose every postal code, the mark included."""
    places = page.token_starts
    if "〒" in page.text:
        marks = (match.start() for match in _MARK.finditer(page.text))
        places = sorted((*places, *marks))
    for match in page.matches(_SHAPE, places):
        start, end = match.span("value")
        dashed = "-" in match["value"]
        if match["mark"]:
            yield Candidate(start, end, "postal_code", 0.98, "label", "〒")
            continue
        hit, beside = nearest_label(page, start, end)
        if hit is not None and hit.kind == "postal_code":
            yield Candidate(start, end, "postal_code", 0.96, "label", hit.word)
        elif hit is not None and beside:
            continue
        elif dashed and _PREFECTURE.match(page.text, end):
            yield Candidate(start, end, "postal_code", 0.9, "shape")
