"""Folding text for search, with a way back to the original places.

Owns what counts as the same: width, case and compatibility forms (NFKC, then case folding). A
text is folded cluster by cluster, so that a hit in the folded text can be shown on the words as
they were written.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

#: A character with the marks that join it under NFKC: half-width voicing, combining accents.
_CLUSTER = re.compile("[\\s\\S][\u0300-\u036f\u3099\u309a\uff9e\uff9f]*")


def _fold_cluster(cluster: str) -> str:
    return unicodedata.normalize(
        "NFKC", unicodedata.normalize("NFKC", cluster).casefold().replace("\x00", "")
    )


def fold(text: str) -> str:
    """The text as search compares it: ｱﾌﾟﾘ, アプリ and ＡＢＣ, abc are the same."""
    if text.isascii():
        return text.casefold().replace("\x00", "")
    return "".join(_fold_cluster(found.group()) for found in _CLUSTER.finditer(text))


def terms(query: str) -> tuple[str, ...]:
    """The folded words of a query, each once; all of them have to occur."""
    return tuple(dict.fromkeys(fold(query).split()))


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a snippet; `hit` when it is one of the words that were looked for."""

    text: str
    hit: bool


def snippet(
    text: str, wanted: tuple[str, ...], *, before: int = 24, length: int = 110
) -> tuple[Piece, ...]:
    """The surroundings of the first hit, with every hit in them marked.

    `before` and `length` count characters of the original. A text without a hit gives its
    beginning. Line breaks become spaces.
    """
    starts: list[int] = []  # per folded character: where its cluster starts in the original
    ends: list[int] = []
    folded: list[str] = []
    for found in _CLUSTER.finditer(text):
        part = _fold_cluster(found.group())
        folded.append(part)
        starts += [found.start()] * len(part)
        ends += [found.end()] * len(part)
    whole = "".join(folded)
    hits: list[tuple[int, int]] = []
    for term in wanted:
        place = whole.find(term)
        while term and place >= 0:
            hits.append((starts[place], ends[place + len(term) - 1]))
            place = whole.find(term, place + len(term))
    hits.sort()
    first = hits[0][0] if hits else 0
    start = max(0, first - before) if first + length > before + 8 else 0
    end = min(len(text), max(start + length, hits[0][1] if hits else 0))
    pieces: list[Piece] = [Piece("…", hit=False)] if start else []
    place = start
    for hit_start, hit_end in hits:
        if hit_start < place or hit_start >= end:
            continue
        if hit_start > place:
            pieces.append(Piece(_line(text[place:hit_start]), hit=False))
        stop = min(hit_end, max(end, hit_end if hit_start == first else end))
        pieces.append(Piece(_line(text[hit_start:stop]), hit=True))
        place = stop
    if place < end:
        pieces.append(Piece(_line(text[place:end]), hit=False))
    if end < len(text):
        pieces.append(Piece("…", hit=False))
    return tuple(pieces)


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text)
