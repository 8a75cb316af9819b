"""When two spellings are the same term, and which terms cannot be meant. Pure.

`folded_term` is the form under which the guard keeps its terms (`nezuku.guard.dictionary`):
a test holds the two to the same answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from nezuku.foundation.policy.everyday import EVERYDAY
from nezuku.guard.folding import fold

MOST_CHARACTERS = 200
MOST_ALIASES = 20
_SHORTEST_NUMBER = 5
_HIRAGANA = {code: chr(code + 0x60) for code in range(0x3041, 0x3097)}
_NOISE = " ・･.,、，-‐'’_/\t\n\r"
_SQUEEZE: dict[int, str | None] = {**_HIRAGANA, **dict.fromkeys(map(ord, _NOISE))}
_FORMS = (
    "株式会社|有限会社|合同会社|合資会社|合名会社|一般社団法人|一般財団法人|公益社団法人|公益財団法人"
    r"|医療法人社団|医療法人財団|医療法人|学校法人|社会福祉法人|特定非営利活動法人|NPO法人|\((?:株|有|同|社|財|医|学)\)"
)
_FORM_AT_START = re.compile(rf"(?:{_FORMS})\s*")
_FORM_AT_END = re.compile(rf"\s*(?:{_FORMS}|,?\s*(?:Inc|Co|Ltd|LLC|K\.K|KK)\.?)$", re.IGNORECASE)
_ONLY_KANA_OR_ASCII = re.compile(r"[ァ-ヺー0-9a-z]+")
_BETWEEN_ALIASES = re.compile(r"[、,;；|｜\n\r]+")


@dataclass(frozen=True, slots=True)
class Spelling:
    """A term as it is kept. `searched` has every folded spelling on a line of its own."""

    text: str
    folded: str
    searched: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a spelling cannot be in the dictionary; `code` is a key of `REFUSALS`."""

    code: str
    text: str


#: Codes: nothing left after folding; one character; a short number; a word of every day; too long.
REFUSALS = frozenset(
    {"empty", "one_character", "short_number", "everyday", "too_long", "too_many_aliases"}
)


@dataclass(frozen=True, slots=True)
class _Read:
    """A spelling read once: without stray spaces, folded, and squeezed with its legal form."""

    text: str
    folded: str
    squeezed: str


def folded_term(text: str) -> str:
    """The form under which two spellings of a term are one, without the legal form."""
    return _read(text).folded


def refusal(text: str) -> Refusal | None:
    """What speaks against a spelling, or None."""
    read = _read(text)
    code = _problem(read)
    return Refusal(code, read.text) if code else None


def is_doubtful(folded: str) -> bool:
    """Whether a folded spelling is so short that it may stand inside of unrelated words."""
    return len(folded) == 2 and _ONLY_KANA_OR_ASCII.fullmatch(folded) is not None


def _read(text: str) -> _Read:
    text = text.strip()
    plain = fold(text).text
    squeezed = plain.translate(_SQUEEZE).lower()
    core = _FORM_AT_START.sub("", plain, count=1)
    core = _FORM_AT_END.sub("", core)
    short = squeezed if core == plain else core.translate(_SQUEEZE).lower()
    return _Read(text, short if len(short) >= 2 else squeezed, squeezed)


_EVERYDAY = frozenset(_read(word).squeezed for word in EVERYDAY)


def _problem(read: _Read) -> str:
    folded = read.folded
    if not folded:
        return "empty"
    if len(read.text) > MOST_CHARACTERS or len(folded) > MOST_CHARACTERS:
        return "too_long"
    if len(folded) < 2:
        return "one_character"
    if folded.isdecimal() and len(folded) < _SHORTEST_NUMBER:
        return "short_number"
    return "everyday" if folded in _EVERYDAY or read.squeezed in _EVERYDAY else ""


def split_aliases(text: str) -> tuple[str, ...]:
    """The aliases in one field or cell: separated by 、 , ; | or line ends."""
    return tuple(part.strip() for part in _BETWEEN_ALIASES.split(text) if part.strip())


def spell(text: str, aliases: Iterable[str]) -> Spelling | Refusal:
    """This will make the spelling of a term, or say what speaks against it.

    Aliases that are the same as the text or as each other are dropped.
    """
    read = _read(" ".join(text.split()))
    code = _problem(read)
    if code:
        return Refusal(code, read.text)
    seen = {read.folded: read.text}
    for alias in aliases:
        other = _read(" ".join(alias.split()))
        if not other.text:
            continue
        code = _problem(other)
        if code:
            return Refusal(code, other.text)
        seen.setdefault(other.folded, other.text)
    if len(seen) > MOST_ALIASES + 1:
        return Refusal("too_many_aliases", read.text)
    _text, *kept = seen.values()
    return Spelling(read.text, read.folded, "\n".join(seen), tuple(kept))
