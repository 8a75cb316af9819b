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
_MEAN_SHARD, _MOST_IN_SHARD = 10_000, 20_000
Entry = tuple[str, str, int]
_MAGIC = b"nzd2"
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


@dataclass(frozen=True, slots=True)
class _Shard:
    """Hold some terms that stand together in the order of keys, and their automaton.

    ``digest`` names the keys; ``codes`` has one byte a term, its kind and class.
    """

    digest: bytes
    matcher: ahocorasick_rs.AhoCorasick
    codes: bytes


class Dictionary:
    """Match the company's terms in folded text. Immutable; build a new one to change it."""

    _shards: tuple[_Shard, ...]

    def __init__(self, entries: list[Entry], earlier: Dictionary | None = None) -> None:
        """Take sorted (key, kind, level) rows that ``build`` or ``from_bytes`` made.

        Automata of ``earlier`` whose terms are the same are taken over.
        """
        self._classes = sorted({(kind, level) for _, kind, level in entries})
        codes = {known: code for code, known in enumerate(self._classes)}
        known = {shard.digest: shard.matcher for shard in earlier._shards} if earlier else {}
        digest = hashlib.sha256()
        packer = zlib.compressobj(3)
        stored = [_MAGIC]
        shards: list[_Shard] = []
        # Making an automaton keeps all other threads waiting: so many small ones are made.
        for rows in _cut(entries):
            body = json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            digest.update(body)
            stored.append(packer.compress(body))
            keys = [key for key, _, _ in rows]
            name = hashlib.sha256("\n".join(keys).encode()).digest()
            matcher = known.get(name)
            if matcher is None:
                matcher = ahocorasick_rs.AhoCorasick(keys, store_patterns=False)
            of = bytes(codes[kind, level] for _, kind, level in rows)
            shards.append(_Shard(name, matcher, of))
        self.version = digest.hexdigest()[:12]
        self._stored = b"".join((*stored, packer.flush()))
        self._shards = tuple(shards)

    def __len__(self) -> int:
        return sum(len(shard.codes) for shard in self._shards)

    @classmethod
    def build(cls, terms: Iterable[Term], earlier: Dictionary | None = None) -> Dictionary:
        """Make a dictionary of the terms; of two alike the stricter wins.

        With ``earlier``, the dictionary before a change, only what changed is made anew.
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
                key = fold_term(name).key
                if len(key) < 2:
                    raise DictionaryError("dictionary_term_too_short", term=name)
                if key not in found or found[key][1] < term.level:
                    found[key] = (term.kind, term.level)
            if len(found) > MOST_TERMS:
                raise DictionaryError("dictionary_too_large", most=MOST_TERMS)
        entries = [(key, kind, level) for key, (kind, level) in sorted(found.items())]
        return cls(entries, earlier)

    def find(self, text: str) -> Iterator[Candidate]:
        """Give the terms that stand in a folded text."""
        squeezed = text.translate(_SQUEEZE).lower()
        places = [at for at, char in enumerate(text) if char not in _NOISE_SET]
        done = 0
        for start, end, code in self._matches(squeezed):
            if start < done:
                continue
            done = end
            first, last = places[start], places[end - 1] + 1
            kind, level = self._classes[code]
            if _glued(text, first, last):
                continue
            before = _FORM_BEFORE.search(text, max(0, first - 12), first)
            after = _FORM_AFTER.match(text, last)
            first = before.start() if before else first
            last = after.end() if after else last
            yield Candidate(first, last, kind, 0.99, "own_term", "", level)

    def _matches(self, squeezed: str) -> list[tuple[int, int, int]]:
        """Give start, end and code of all terms, the leftmost and of those the longest first."""
        found = [
            (start, end, shard.codes[index])
            for shard in self._shards
            for index, start, end in shard.matcher.find_matches_as_indexes(
                squeezed, overlapping=True
            )
        ]
        found.sort(key=lambda match: (match[0], -match[1]))
        return found

    def to_bytes(self) -> bytes:
        """Give the dictionary in a compact form that ``from_bytes`` reads."""
        return self._stored

    @classmethod
    def from_bytes(cls, data: bytes, earlier: Dictionary | None = None) -> Dictionary:
        """Read a stored dictionary. Raises DictionaryError: dictionary_unreadable.

        With ``earlier``, the dictionary before a change, only what changed is made anew.
        """
        try:
            if data[:4] != _MAGIC:
                raise ValueError
            entries = [
                (str(key), str(kind), int(level))
                for line in zlib.decompress(data[4:]).split(b"\n")[:-1]
                for key, kind, level in json.loads(line)
            ]
        except (ValueError, TypeError, zlib.error):
            raise DictionaryError("dictionary_unreadable") from None
        if any(kind not in KINDS or level not in (1, 2, 3) for _, kind, level in entries):
            raise DictionaryError("dictionary_unreadable")
        return cls(entries, earlier)


@dataclass(frozen=True, slots=True)
class FoldedTerm:
    """Give the forms of a term: ``key`` without its legal form if enough is left, and ``whole``.

    Two spellings with the same key are the same term. ``text`` is without stray spaces.
    """

    text: str
    key: str
    whole: str


def fold_term(name: str) -> FoldedTerm:
    """Give the forms under which a term is kept and compared: folded, squeezed, in katakana."""
    text = name.strip()
    plain = fold(text).text
    whole = plain.translate(_SQUEEZE).lower()
    core = _FORM_AT_END.sub("", _FORM_AT_START.sub("", plain, count=1))
    short = whole if core == plain else core.translate(_SQUEEZE).lower()
    return FoldedTerm(text, short if len(short) >= 2 else whole, whole)


def _cut(entries: list[Entry]) -> Iterator[list[Entry]]:
    """Cut sorted entries into shards, mostly where they were cut before a term came or went."""
    first = 0
    for place, (key, _, _) in enumerate(entries, start=1):
        size = place - first
        if size == _MOST_IN_SHARD or zlib.crc32(key.encode()) % _MEAN_SHARD == 0:
            yield entries[first:place]
            first = place
    if first < len(entries):
        yield entries[first:]


def _glued(text: str, start: int, end: int) -> bool:
    """Tell whether a match is a piece of a longer word of the same script."""
    return _same(text[start - 1 : start], text[start]) or _same(text[end - 1], text[end : end + 1])


def _same(left: str, right: str) -> bool:
    if not left or not right:
        return False
    if left.isascii() and right.isascii():
        return left.isalnum() and right.isalnum()
    return "ァ" <= left <= "ヺ" and ("ァ" <= right <= "ヺ" or right == "ー")
