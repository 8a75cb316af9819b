"""When two spellings are the same term, and which terms cannot be meant. Pure.

`folded_term` is the form under which the guard keeps its terms (`nezuku.guard.dictionary`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from nezuku.foundation.policy.everyday import EVERYDAY
from nezuku.guard import FoldedTerm, fold_term

MOST_CHARACTERS = 200
MOST_ALIASES = 20
_SHORTEST_NUMBER = 5
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


def folded_term(text: str) -> str:
    """The form under which two spellings of a term are one, without the legal form."""
    return fold_term(text).key


def refusal(text: str) -> Refusal | None:
    """What speaks against a spelling, or None."""
    read = fold_term(text)
    code = _problem(read)
    return Refusal(code, read.text) if code else None


def is_doubtful(folded: str) -> bool:
    """Whether a folded spelling is so short that it may stand inside of unrelated words."""
    return len(folded) == 2 and _ONLY_KANA_OR_ASCII.fullmatch(folded) is not None


_EVERYDAY = frozenset(fold_term(word).whole for word in EVERYDAY)


def _problem(read: FoldedTerm) -> str:
    folded = read.key
    if not folded:
        return "empty"
    if len(read.text) > MOST_CHARACTERS or len(folded) > MOST_CHARACTERS:
        return "too_long"
    if len(folded) < 2:
        return "one_character"
    if folded.isdecimal() and len(folded) < _SHORTEST_NUMBER:
        return "short_number"
    return "everyday" if folded in _EVERYDAY or read.whole in _EVERYDAY else ""


def split_aliases(text: str) -> tuple[str, ...]:
    """The aliases in one field or cell: separated by 、 , ; | or line ends."""
    return tuple(part.strip() for part in _BETWEEN_ALIASES.split(text) if part.strip())


def spell(text: str, aliases: Iterable[str]) -> Spelling | Refusal:
    """This will make the spelling of a term, or say what speaks against it.

    Aliases that are the same as the text or as each other are dropped.
    """
    read = fold_term(" ".join(text.split()))
    code = _problem(read)
    if code:
        return Refusal(code, read.text)
    seen = {read.key: read.text}
    for alias in aliases:
        other = fold_term(" ".join(alias.split()))
        if not other.text:
            continue
        code = _problem(other)
        if code:
            return Refusal(code, other.text)
        seen.setdefault(other.key, other.text)
    if len(seen) > MOST_ALIASES + 1:
        return Refusal("too_many_aliases", read.text)
    _text, *kept = seen.values()
    return Spelling(read.text, read.key, "\n".join(seen), tuple(kept))
