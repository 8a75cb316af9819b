"""Make whole names of halves: the model may see only the family or only the given name.

Owns when a neighbour belongs to a name. The lexicon has to know the family name, and nothing
that follows may say that the neighbour is a label or an ordinary word.
"""

from __future__ import annotations

import re

from nezuku.guard.names.lexicon import COMMON, GIVEN, PERSON, SURNAME
from nezuku.guard.page import Page

_KANJI = re.compile(r"[一-龠々ヶ]+")
_RIGHT = re.compile(
    r"(?P<gap>[ ]?)(?P<rest>[一-龠々]{1,3}|(?<= )[ぁ-ん]{2,4})(?![一-龠々ァ-ヶー:]|[ ]?:)"
)
_LEFT = re.compile(r"(?<![一-龠々])(?P<rest>[一-龠々]{1,3})(?P<gap>[ ])\Z")
_ENDS = re.compile(r"[ \n、，,。/()「」・|\t]|様|さん|氏|殿|です|と申|$")
_TITLES = re.compile(
    r"様|殿|氏|君|部長|課長|係長|主任|社長|専務|常務|次長|室長|店長|所長|会長|先生|医師|教授|選手|議員|弁護士|記者|監督|取締役|社員|家|宅|邸|側|派|軍|流|版|作|著|訳|編|画|発|着|行|間|内|外|上|下|前|後|時|的|系|製|産|式|型|用|社|店|部|課|係|班|組|市|県|区|町|村|郡|駅|線|山|川"
)


def whole(page: Page, start: int, end: int) -> tuple[int, int]:
    """Give the span of the whole name around a span that the model took for a person."""
    text = page.text
    surface = text[start:end]
    if _KANJI.fullmatch(surface) is None:
        return start, end
    known = page.word_classes(start, end - start)
    if known & SURNAME or len(surface) <= 3:
        longer = _to_the_right(page, start, end, known)
        if longer:
            return start, longer
    if known & GIVEN or not known:
        before = _LEFT.search(text, max(0, start - 5), start)
        if before is not None:
            first = before.start("rest")
            size = before.end("rest") - first
            if page.word_classes(first, size) & SURNAME and text[first:start].strip() not in (
                "様",
            ):
                return first, end
    return start, end


def _to_the_right(page: Page, start: int, end: int, known: int) -> int:
    match = _RIGHT.match(page.text, end)
    if match is None or _TITLES.match(match["rest"]):
        return 0
    rest_at, rest = match.start("rest"), match["rest"]
    given = page.word_classes(rest_at, len(rest))
    if match["gap"]:
        if not known & SURNAME or (given & SURNAME and not given & GIVEN):
            return 0
        return match.end() if given & GIVEN or not given & COMMON else 0
    joined = page.word_classes(start, match.end() - start)
    if joined & PERSON:
        return match.end()
    for size in range(min(3, end - start), 0, -1):
        tail = match.end() - start - size
        if (
            page.word_classes(start, size) & SURNAME
            and page.word_classes(start + size, tail) & GIVEN
        ):
            return match.end()
    # A name that no list has: the family name is known, and the rest is no word of its own.
    unknown = not given or given & GIVEN
    return match.end() if known & SURNAME and unknown and _ENDS.match(page.text, match.end()) else 0
