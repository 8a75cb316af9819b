"""Telephone numbers in every Japanese notation and international ones.

Numbering plan: 総務省 電気通信番号計画. With separators or a country code the shape is enough;
bare digits of a fixed line need a label.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nezuku.guard.detectors.shapes import nearest_label
from nezuku.guard.findings import Candidate
from nezuku.guard.page import Page

_GAP = r"(?:\s?-\s?\n?|[ .・]\s?|\n|-\n)"
_OPEN, _CLOSE = r"[(\[]\s?", r"\s?[)\]]\s?-?"
_BEGINNING = re.compile(r"[0+(\[]")
_GLUED = ("tel", "fax", "phone", "mobile")
_SHAPE = re.compile(
    r"(?<![0-9])(?<![0-9][-./])(?:"
    # +81 / 0081 / 010-81
    rf"(?P<abroad>(?:\+|00|010[- ]?)[1-9][0-9]{{0,2}}[- .]?(?:\(0?\)[- "
    rf".]?)?(?:\([0-9]{{1,4}}\)|[0-9]{{1,4}})(?:[- .][0-9]{{2,4}}){{1,3}}|"
    rf"\+[1-9][0-9]{{8,13}})"
    # (03) 1234-5678, 03(1234)5678, 03-1234-5678
    rf"|(?P<split>(?:{_OPEN}0[0-9]{{1,4}}{_CLOSE}[0-9]{{1,4}}{_GAP}?[0-9]{{3,4}}"
    rf"|0[0-9]{{1,4}}{_OPEN}[0-9]{{1,4}}{_CLOSE}[0-9]{{3,4}}"
    rf"|0[0-9]{{1,4}}{_GAP}[0-9]{{1,4}}{_GAP}[0-9]{{3,4}}))"
    r"|(?P<mobile>0[5789]0[0-9]{8})"
    r"|(?P<bare>0[1-9][0-9]{8}))"
    r"(?:\s?(?:\(?内線|ext\.?|#)\s?[:：]?\s?[0-9]{1,5}\)?)?(?![0-9A-Za-z]|[-.][0-9])",
    re.IGNORECASE,
)
#: A spreadsheet took the leading zero: only a label says what the digits are.
_SHORN = re.compile(
    r"(?<![0-9./-])(?<![0-9],)(?:[5789]0[0-9]{8}|[1-9][0-9]{8}|[5789]0-[0-9]{4}-[0-9]{4}"
    r"|[1-9][0-9]{0,3}-[0-9]{1,4}-[0-9]{4})(?![0-9A-Za-z]|[./-][0-9]|,[0-9]{3}(?![0-9]))"
)


def find(page: Page) -> Iterator[Candidate]:
    """Propose every telephone number."""
    yield from _written_out(page)
    for match in _SHORN.finditer(page.text):
        digits = match.group().replace("-", "")
        if len(digits) not in (9, 10) or len(set(digits)) < 3:
            continue
        hit, _ = nearest_label(page, *match.span())
        if hit is not None and hit.kind == "phone":
            yield Candidate(*match.span(), "phone", 0.85, "label", hit.word)


def _written_out(page: Page) -> Iterator[Candidate]:
    places = [match.start() for match in _BEGINNING.finditer(page.text)]
    for match in page.matches(_SHAPE, places) if places else ():
        digits = re.sub(r"[^0-9]", "", re.split(r"内線|ext|#", match.group(), flags=re.I)[0])
        start, end = match.span()
        before = page.lower[max(0, start - 6) : start]
        if before[-1:].isascii() and before[-1:].isalpha() and not before.endswith(_GLUED):
            continue
        if not _plausible(match, digits):
            continue
        hit, beside = nearest_label(page, start, end)
        if hit is not None and hit.kind == "phone":
            yield Candidate(start, end, "phone", 0.97, "label", hit.word)
        elif hit is not None and beside and hit.kind != "phone":
            if match["split"] and hit.kind == "none" and digits[:2] in ("07", "08", "09"):
                yield Candidate(start, end, "phone", 0.6, "shape")
            elif hit.kind != "none" and not match["bare"]:
                yield Candidate(start, end, "phone", 0.7, "shape")
        elif match["bare"] and hit is not None and hit.kind == "bank_account":
            yield Candidate(start, end, "phone", 0.6, "shape")  # payment list: account, telephone
        elif match["split"] or match["abroad"]:
            yield Candidate(start, end, "phone", 0.93, "shape")
        elif match["mobile"]:
            yield Candidate(start, end, "phone", 0.85, "shape")
        elif page.label_of_kind("phone", start, 120) is not None:
            yield Candidate(start, end, "phone", 0.6, "label", "電話")


def _plausible(match: re.Match[str], digits: str) -> bool:
    if match["abroad"]:
        return 9 <= len(digits) <= 15 and (
            match.group()[0] == "+" or digits[:4] in ("0081", "0108")
        )
    if match["split"]:
        if digits[:2] == "00":
            return False
        if digits[:3] in ("050", "070", "080", "090"):
            return len(digits) == 11
        if digits[:4] in ("0120", "0800", "0570", "0990"):
            return len(digits) in (10, 11)
        return len(digits) == 10
    return len(set(digits)) > 2
