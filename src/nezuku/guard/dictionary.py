"""The company's own words: clients, projects, products, and how they may be written.

Owns building, matching and storing up to a million terms. A term is found across width, case,
kana, spaces, middle dots and the legal form of a company.
"""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import ahocorasick_rs

from nezuku.guard.errors import GuardError
from nezuku.guard.findings import Candidate
from nezuku.guard.folding import fold
from nezuku.guard.kinds import KINDS

MOST_TERMS = 1_000_000
_MAGIC = b"nzd1"
_NOISE = " ・･.,、，-‐'’_/\t\n\r"
_HIRAGANA = {code: chr(code + 0x60) for code in range(0x3041, 0x3097)}
_SQUEEZE: dict[int, str | None] = {**_HIRAGANA, **dict.fromkeys(map(ord, _NOISE))}
_NOISE_SET = frozenset(_NOISE)
_FORMS = (
    "株式会社|有限会社|合同会社|合資会社|合名会社|一般社団法人|一般財団法人|公益社団法人|公益財団法人"
    r"|医療法人社団|医療法人財団|医療法人|学校法人|社会福祉法人|特定非営利活動法人|NPO法人|\((?:株|有|同|社|財|医|学)\)"
)
_FORM_AT_START = re.compile(rf"(?:{_FORMS})\s*")
_FORM_AT_END = re.compile(rf"\s*(?:{_FORMS}|,?\s*(?:Inc|Co|Ltd|LLC|K\.K|KK)\.?)$", re.IGNORECASE)
_FORM_BEFORE = re.compile(rf"(?:{_FORMS})\s?$")
_FORM_AFTER = re.compile(rf"\s?(?:{_FORMS})")


class DictionaryError(GuardError):
    """Refuse terms or stored bytes that cannot be a dictionary; ``code`` says why."""


@dataclass(frozen=True, slots=True)
class Term:
    """Name one thing that the company wants found, its kind, its class and its other names."""

    text: str
    kind: str = "company_term"
    level: int = 2
    aliases: tuple[str, ...] = ()


class Dictionary:
    """Match the company's terms in folded text. Immutable; build a new one to change it."""

    def __init__(self, entries: list[tuple[str, str, int]]) -> None:
        """Take (key, kind, level) rows that ``build`` or ``from_bytes`` made."""
        self._classes = sorted({(kind, level) for _, kind, level in entries})
        codes = {known: code for code, known in enumerate(self._classes)}
        # One byte an entry: a million terms cost little beyond their automaton.
        self._codes = bytes(codes[kind, level] for _, kind, level in entries)
        body = json.dumps(entries, ensure_ascii=False, separators=(",", ":")).encode()
        self.version = hashlib.sha256(body).hexdigest()[:12]
        self._stored = _MAGIC + zlib.compress(body, 3)
        self._matcher = ahocorasick_rs.AhoCorasick(
            (key for key, _, _ in entries),
            matchkind=ahocorasick_rs.MatchKind.LeftmostLongest,
            store_patterns=False,
        )

    def __len__(self) -> int:
        return len(self._codes)

    @classmethod
    def build(cls, terms: Iterable[Term]) -> Dictionary:
        """Make a dictionary of the terms; of two alike the stricter wins.

        Raises DictionaryError: dictionary_unknown_kind, dictionary_bad_level,
        dictionary_term_too_short, dictionary_too_large.
        """
        found: dict[str, tuple[str, int]] = {}
        for term in terms:
            if term.kind not in KINDS:
                raise DictionaryError("dictionary_unknown_kind", kind=term.kind)
            if term.level not in (1, 2, 3):
                raise DictionaryError("dictionary_bad_level", term=term.text)
            for name in (term.text, *term.aliases):
                key = _key(name)
                if len(key) < 2:
                    raise DictionaryError("dictionary_term_too_short", term=name)
                if key not in found or found[key][1] < term.level:
                    found[key] = (term.kind, term.level)
            if len(found) > MOST_TERMS:
                raise DictionaryError("dictionary_too_large", most=MOST_TERMS)
        return cls([(key, kind, level) for key, (kind, level) in sorted(found.items())])

    def find(self, text: str) -> Iterator[Candidate]:
        """Give the terms that stand in a folded text."""
        squeezed = text.translate(_SQUEEZE).lower()
        places = [at for at, char in enumerate(text) if char not in _NOISE_SET]
        for index, start, end in self._matcher.find_matches_as_indexes(squeezed):
            first, last = places[start], places[end - 1] + 1
            kind, level = self._classes[self._codes[index]]
            if _glued(text, first, last):
                continue
            before = _FORM_BEFORE.search(text, max(0, first - 12), first)
            after = _FORM_AFTER.match(text, last)
            first = before.start() if before else first
            last = after.end() if after else last
            yield Candidate(first, last, kind, 0.99, "own_term", "", level)

    def to_bytes(self) -> bytes:
        """Give the dictionary in a compact form that ``from_bytes`` reads."""
        return self._stored

    @classmethod
    def from_bytes(cls, data: bytes) -> Dictionary:
        """Read a stored dictionary. Raises DictionaryError: dictionary_unreadable."""
        try:
            if data[:4] != _MAGIC:
                raise ValueError
            rows = json.loads(zlib.decompress(data[4:]))
            entries = [(str(key), str(kind), int(level)) for key, kind, level in rows]
        except (ValueError, TypeError, zlib.error):
            raise DictionaryError("dictionary_unreadable") from None
        if any(kind not in KINDS or level not in (1, 2, 3) for _, kind, level in entries):
            raise DictionaryError("dictionary_unreadable")
        return cls(entries)


def _key(name: str) -> str:
    """Give the form under which a term is stored: folded, squeezed, without legal form."""
    plain = fold(name.strip()).text
    core = _FORM_AT_END.sub("", _FORM_AT_START.sub("", plain, count=1))
    short = core.translate(_SQUEEZE).lower()
    return short if len(short) >= 2 else plain.translate(_SQUEEZE).lower()


def _glued(text: str, start: int, end: int) -> bool:
    """Tell whether a match is a piece of a longer word of the same script."""
    return _same(text[start - 1 : start], text[start]) or _same(text[end - 1], text[end : end + 1])


def _same(left: str, right: str) -> bool:
    if not left or not right:
        return False
    if left.isascii() and right.isascii():
        return left.isalnum() and right.isalnum()
    return "ァ" <= left <= "ヺ" and ("ァ" <= right <= "ヺ" or right == "ー")
