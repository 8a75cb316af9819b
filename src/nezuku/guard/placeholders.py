"""The form of a placeholder, ``《氏名1》``, and how to know one again. Owns that grammar.

Inside the brackets stand the word of the kind, the number of the thing, and, for another
spelling of the same thing, a suffix: ``《氏名1姓》`` is the surname of ``《氏名1》``. Models
change width, brackets and spaces, escape or embolden; ``match_at`` accepts those forms. It
never reads beyond the brackets, so what stands around a placeholder is left alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from nezuku.guard.kinds import KINDS

LITERAL = "原文"
SUFFIXES = ("姓", "名", "カナ", "英字", "略", "別")
_LABELS = {kind.placeholder: kind.placeholder for kind in KINDS.values()} | {LITERAL: LITERAL}
_SPELLINGS = {kind.alias.lower(): kind.placeholder for kind in KINDS.values()} | _LABELS
_SPELLINGS |= {label.lower(): label for label in _LABELS}
_SPELLINGS |= {
    "person": "氏名",
    "email address": "メール",
    "phone number": "電話",
    "literal": LITERAL,
}
_PREFIXES = {word[:size] for word in _SPELLINGS for size in range(1, len(word) + 1)}
_ENGLISH_SUFFIXES = {"surname": "姓", "family": "姓", "given": "名"}
_SUFFIX_WORDS = {word: word for word in SUFFIXES} | _ENGLISH_SUFFIXES
_SUFFIX_PREFIXES = {word[:size] for word in _SUFFIX_WORDS for size in range(1, len(word) + 1)}

_CLOSERS = {
    "《": "》≫〉",
    "≪": "≫》",
    "«": "»",
    "⟪": "⟫",
    "〈": "〉》",
    "⟨": "⟩",
    "【": "】",
    "「": "」",
    "『": "』",
    "〔": "〕",
    "[": "]",
    "［": "］",
    "{": "}",
    "｛": "｝",
    "<": ">",
    "＜": "＞",
}
_DOUBLED = "<[{＜〈「"
OPENERS = "".join(_CLOSERS)
CANONICAL = re.compile(
    "《(?:" + "|".join(sorted(map(re.escape, _LABELS), key=len, reverse=True)) + ")"
    "[1-9][0-9]{0,5}(?:(?:姓|名|カナ|英字|略|別)(?:[1-9][0-9]{0,3})?)?》"
)
LONGEST = 96
_MARKUP = "*_`~\\"
_SPACES = " \u3000\u00a0\u200b\t"
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")


@dataclass(frozen=True, slots=True)
class Match:
    """Say how reading went: ``end`` is where the token ends, ``name`` its canonical form.

    ``partial`` is true when the text ended before it could be told.
    """

    end: int = 0
    name: str = ""
    partial: bool = False


NO = Match()
PARTIAL = Match(partial=True)


def form(label: str, number: int, suffix: str = "", variant: int = 1) -> str:
    """Write the placeholder of one spelling of one thing."""
    return f"《{label}{number}{suffix}{variant if variant > 1 else ''}》"


def match_at(text: str, at: int) -> Match:
    """Read one placeholder of any accepted form whose opening bracket stands at ``at``.

    Linear: reads at most ``LONGEST`` characters.
    """
    limit = len(text)
    opener = text[at]
    closers = _CLOSERS.get(opener)
    if closers is None:
        return NO
    stop = min(limit, at + LONGEST)
    place = at + 1
    double = False
    if place < stop and text[place] == opener and opener in _DOUBLED:
        double = True
        place += 1
    place = _skip(text, place, stop)
    word, place = _word(text, place, stop, _PREFIXES)
    if place >= stop:
        return PARTIAL if stop == limit else NO
    label = _SPELLINGS.get(word)
    if label is None:
        return NO
    place = _skip(text, place, stop, extra="-:：#")
    digits_at = place
    while place < stop and text[place] in "0123456789０１２３４５６７８９":
        place += 1
    if place >= stop:
        return PARTIAL if stop == limit else NO
    digits = text[digits_at:place].translate(_WIDE)
    if not digits or digits[0] == "0" or len(digits) > 6:
        return NO
    place = _skip(text, place, stop, extra="-'’")
    suffix, variant = "", ""
    if place < stop and text[place] not in closers:
        word, place = _word(text, place, stop, _SUFFIX_PREFIXES)
        if place >= stop:
            return PARTIAL if stop == limit else NO
        suffix = _SUFFIX_WORDS.get(word, "?")
        number_at = place
        while place < stop and text[place] in "0123456789０１２３４５６７８９":
            place += 1
        variant = text[number_at:place].translate(_WIDE)
        place = _skip(text, place, stop, extra=" name")
    if place >= stop:
        return PARTIAL if stop == limit else NO
    if suffix == "?" or text[place] not in closers:
        return NO
    place += 1
    if double:
        if place >= limit:
            return PARTIAL
        if text[place] != text[place - 1]:
            return NO
        place += 1
    return Match(place, f"《{label}{digits}{suffix}{variant}》")


def _skip(text: str, place: int, stop: int, extra: str = "") -> int:
    while place < stop and (
        text[place] in _SPACES or text[place] in _MARKUP or text[place] in extra
    ):
        place += 1
    return place


def _word(text: str, place: int, stop: int, prefixes: set[str]) -> tuple[str, int]:
    """Read the longest run that still begins one of the words; give it and where it ends."""
    start = place
    while place < stop and text[start : place + 1].lower() in prefixes:
        place += 1
    return text[start:place].lower().rstrip(), place
