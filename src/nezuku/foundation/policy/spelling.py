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


def squeezed(text: str) -> str:
    """The text without width, case, kana and punctuation; the legal form stays."""
    return fold(text.strip()).text.translate(_SQUEEZE).lower()


def folded_term(text: str) -> str:
    """The form under which two spellings of a term are one, without the legal form."""
    plain = fold(text.strip()).text
    core = _FORM_AT_END.sub("", _FORM_AT_START.sub("", plain, count=1))
    short = core.translate(_SQUEEZE).lower()
    return short if len(short) >= 2 else plain.translate(_SQUEEZE).lower()


_EVERYDAY = frozenset(map(squeezed, EVERYDAY))


def refusal(text: str) -> Refusal | None:
    """What speaks against a spelling, or None."""
    folded = folded_term(text)
    code = ""
    if not folded:
        code = "empty"
    elif len(text.strip()) > MOST_CHARACTERS or len(folded) > MOST_CHARACTERS:
        code = "too_long"
    elif len(folded) < 2:
        code = "one_character"
    elif folded.isdecimal() and len(folded) < _SHORTEST_NUMBER:
        code = "short_number"
    elif folded in _EVERYDAY or squeezed(text) in _EVERYDAY:
        code = "everyday"
    return Refusal(code, text.strip()) if code else None


def is_doubtful(text: str) -> bool:
    """Whether a spelling is so short that it may stand inside of unrelated words."""
    folded = folded_term(text)
    return len(folded) == 2 and _ONLY_KANA_OR_ASCII.fullmatch(folded) is not None


def split_aliases(text: str) -> tuple[str, ...]:
    """The aliases in one field or cell: separated by 、 , ; | or line ends."""
    return tuple(part.strip() for part in _BETWEEN_ALIASES.split(text) if part.strip())


def spell(text: str, aliases: Iterable[str]) -> Spelling | Refusal:
    """This will make the spelling of a term, or say what speaks against it.

    Aliases that are the same as the text or as each other are dropped.
    """
    text = " ".join(text.split())
    problem = refusal(text)
    if problem is not None:
        return problem
    folded = folded_term(text)
    seen = {folded: text}
    kept: list[str] = []
    for alias in aliases:
        alias = " ".join(alias.split())
        if not alias:
            continue
        problem = refusal(alias)
        if problem is not None:
            return problem
        key = folded_term(alias)
        if key not in seen:
            seen[key] = alias
            kept.append(alias)
    if len(kept) > MOST_ALIASES:
        return Refusal("too_many_aliases", text)
    return Spelling(text, folded, "\n".join(seen), tuple(kept))
