"""Birth dates, western and 和暦, and ages. A date alone is nobody's: a label or 生 is needed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nezuku.guard.detectors.shapes import nearest_label
from nezuku.guard.findings import Candidate
from nezuku.guard.page import Page

_MONTHS = (
    "Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    "Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?"
)
_DATE = re.compile(
    r"(?<![0-9A-Za-z])(?:"
    r"(?:(?:明治|大正|昭和|平成|令和|[MTSHR明大昭平令])\s?\.?(?:[0-9]{1,2}|元)|(?:19|"
    r"20)[0-9]{2}|'[0-9]{2})"
    r"(?:\((?:明治|大正|昭和|平成|令和|[MTSHR])(?:[0-9]{1,2}|元)年?\))?"
    r"\s?(?:年の?|[./\-])\s?[0-9]{1,2}\s?(?:月|[./\-])\s?[0-9]{1,2}(?:\s?日)?"
    r"|(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
    rf"|(?:{_MONTHS})\.? [0-9]{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)[0-9]{{2}}"
    rf"|[0-9]{{1,2}}(?:st|nd|rd|th)? (?:{_MONTHS})\.?,? (?:19|20)[0-9]{{2}}"
    r"|[0-9]{1,2}/[0-9]{1,2}/(?:19|20)[0-9]{2}"
    r"|(?:明治|大正|昭和|平成|令和)[元一二三四五六七八九十]{1,4}年[一二三四五六七八九十]{1"
    r",3}月[一二三四五六七八九十]{1,3}日"
    r")(?![0-9]|[/\-][0-9])"
)
_BORN = re.compile(
    r"\s?(?:\([^()\n]{1,12}\))?\s?(?:生(?!産|成|活|命|徒|放|き|か)|うまれ|に?生まれ|出生|誕生)"
)
_AGE = re.compile(r"(?<![0-9A-Za-z])(?:満\s?)?[0-9]{1,3}\s?(?:歳|才)(?!以上|以下|未満|児|台|代)")


def find(page: Page) -> Iterator[Candidate]:
    """Propose every birth date and age."""
    text = page.text
    if not page.label_kinds & {"birth_date"} and "生" not in text and "birth" not in page.lower:
        yield from _ages(text)
        return
    for match in _DATE.finditer(page.text):
        start, end = match.span()
        if _BORN.match(page.text, end):
            yield Candidate(start, end, "birth_date", 0.95, "label", "生")
            continue
        hit, beside = nearest_label(page, start, end)
        if hit is not None and hit.kind == "birth_date":
            yield Candidate(start, end, "birth_date", 0.95 if beside else 0.75, "label", hit.word)
    yield from _ages(text)


def _ages(text: str) -> Iterator[Candidate]:
    if "歳" not in text and "才" not in text:
        return
    for match in _AGE.finditer(text):
        yield Candidate(match.start(), match.end(), "age", 0.8, "shape")
