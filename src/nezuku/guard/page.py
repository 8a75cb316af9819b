"""One folded text with what several detectors need of it, worked out once.

Owns labels, lines and table columns of the text. Offsets are those of the folded text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from nezuku.guard.cues import find_cues
from nezuku.guard.folding import Folded, fold
from nezuku.guard.labels import Hit, find_labels
from nezuku.guard.names.features import Features, extract
from nezuku.guard.placeholders import CANONICAL
from nezuku.guard.tables import Cell, find_cells

#: Stands where a placeholder of ours stood: no detector reads it as anything.
HOLE = "\ufffc"
_TOKEN = re.compile(r"[0-9A-Za-z]+")


@dataclass
class Page:
    """Hold one text while its detectors run: ``text`` folded, ``lower`` in lower case too."""

    folded: Folded
    text: str = field(init=False)
    lower: str = field(init=False)

    def __post_init__(self) -> None:
        text = self.folded.text
        if "《" in text:
            text = CANONICAL.sub(lambda match: HOLE * len(match.group()), text)
        self.text = text
        self.lower = text.lower()

    @classmethod
    def of(cls, text: str) -> Page:
        """Fold a text and open it as a page."""
        return cls(fold(text))

    @cached_property
    def cues(self) -> Mapping[str, Sequence[int]]:
        """Give for each group of cues that stands in the text where its words begin."""
        return find_cues(self.lower)

    @cached_property
    def token_starts(self) -> Sequence[int]:
        """Give where runs of Latin letters and figures begin."""
        return [match.start() for match in _TOKEN.finditer(self.text)]

    def matches(self, pattern: re.Pattern[str], places: Iterable[int]) -> Iterator[re.Match[str]]:
        """Give what ``pattern.finditer`` would, of a pattern that can begin at ``places`` only."""
        text, match_at, done = self.text, pattern.match, 0
        for place in places:
            if place >= done:
                match = match_at(text, place)
                if match is not None:
                    done = match.end()
                    yield match

    @cached_property
    def labels(self) -> Sequence[Hit]:
        """Give all label words of the text in order."""
        return find_labels(self.lower)

    @cached_property
    def label_kinds(self) -> frozenset[str]:
        """Give the kinds that any label of the text announces."""
        return frozenset(hit.kind for hit in self.labels)

    @cached_property
    def _label_starts(self) -> list[int]:
        return [hit.start for hit in self.labels]

    @cached_property
    def cells(self) -> Sequence[Cell]:
        """Give the cells of every table that has a header row, in order."""
        return find_cells(self.text)

    @cached_property
    def _cell_starts(self) -> list[int]:
        return [cell.start for cell in self.cells]

    @cached_property
    def _headers(self) -> dict[str, Sequence[Hit]]:
        return {}

    @cached_property
    def features(self) -> Features:
        """Give what the name model sees; holds the lexicon's answer for every short window."""
        return extract(self.text)

    def word_classes(self, start: int, length: int) -> int:
        """Give the lexicon classes of the ``length`` characters at ``start``, 0 if no word."""
        windows = self._windows
        if not 1 <= length <= len(windows) or not 0 <= start < len(windows[length - 1]):
            return 0
        return windows[length - 1][start]

    @cached_property
    def _windows(self) -> Sequence[bytes]:
        return [found.tobytes() for found in self.features.windows]

    def cell(self, start: int, end: int) -> Cell | None:
        """Give the table cell that holds the span, if it stands in a table with a header."""
        if not self.cells:
            return None
        at = bisect_right(self._cell_starts, start) - 1
        if at < 0 or self.cells[at].end < end:
            return None
        return self.cells[at]

    def header_tags(self, cell: Cell) -> Sequence[Hit]:
        """Give the labels in the header of a cell's column."""
        known = self._headers.get(cell.header)
        if known is None:
            known = self._headers[cell.header] = find_labels(cell.header.lower())
        return known

    def label_before(self, start: int, reach: int) -> Hit | None:
        """Give the nearest label that ends at most ``reach`` characters before ``start``."""
        at = bisect_right(self._label_starts, start - 1) - 1
        while at >= 0:
            hit = self.labels[at]
            if hit.end <= start:
                return hit if start - hit.end <= reach else None
            at -= 1
        return None

    def label_around(self, start: int, end: int) -> Hit | None:
        """Give the label word that a span is, or is a piece of."""
        at = bisect_right(self._label_starts, start) - 1
        if at >= 0 and self.labels[at].end >= end:
            return self.labels[at]
        return None

    def label_of_kind(self, kind: str, start: int, reach: int) -> Hit | None:
        """Give the nearest label of one kind at most ``reach`` characters before ``start``."""
        at = bisect_right(self._label_starts, start - 1) - 1
        while at >= 0 and start - self.labels[at].end <= reach:
            if self.labels[at].kind == kind:
                return self.labels[at]
            at -= 1
        return None

    def label_after(self, end: int, reach: int) -> Hit | None:
        """Give the nearest label that starts at most ``reach`` characters after ``end``."""
        at = bisect_right(self._label_starts, end - 1)
        if at < len(self.labels) and self.labels[at].start - end <= reach:
            return self.labels[at]
        return None
