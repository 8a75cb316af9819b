"""Find tables in plain text: tab, comma and Markdown rows, and HTML. Owns cells and headers.

A header may stand thousands of rows above a cell, so every cell carries the words over it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_RULE_ROW = re.compile(r"[\s|:\-+=]+")
_HTML_CELL = re.compile(r"<t([hd])\b[^<>]{0,200}>([^<>]{0,400})", re.IGNORECASE)
_HTML_ROW = re.compile(r"<tr\b", re.IGNORECASE)
_DIGIT = re.compile(r"[0-9]{3}")


class Cell(NamedTuple):
    """Bound one cell of a table body and name the words at the head of its column."""

    start: int
    end: int
    header: str


def find_cells(text: str) -> Sequence[Cell]:
    """Give the body cells of all tables of a text, in order of their place."""
    cells: list[Cell] = []
    if "\n" in text:
        for delimiter in "\t|,;":
            if delimiter in text:
                cells.extend(_rows(text, delimiter))
    if "<t" in text or "<T" in text:
        cells.extend(_html(text))
    cells.sort(key=lambda cell: (cell.start, cell.end))
    return cells


def _rows(text: str, delimiter: str) -> Iterator[Cell]:
    least = 1 if delimiter in "\t|" else 2
    header: list[str] = []
    place = 0
    for line in text.split("\n"):
        count = line.count(delimiter)
        if count < least:
            if line.strip():
                header = []
        elif not header:
            header = [] if _DIGIT.search(line) else [part.strip() for part in line.split(delimiter)]
        elif abs(count + 1 - len(header)) <= 1 and not (
            delimiter == "|" and _RULE_ROW.fullmatch(line)
        ):
            at = place
            for column, part in enumerate(line.split(delimiter)):
                if column < len(header) and header[column] and part.strip():
                    yield Cell(at, at + len(part), header[column])
                at += len(part) + 1
        place += len(line) + 1


def _html(text: str) -> Iterator[Cell]:
    header: list[str] = []
    column = 0
    rows = [row.start() for row in _HTML_ROW.finditer(text)]
    row = 0
    for match in _HTML_CELL.finditer(text):
        while row < len(rows) and rows[row] < match.start():
            row += 1
            column = 0
        if match.group(1) in "hH":
            if column == 0:
                header = []
            header.append(match.group(2).strip())
        elif column < len(header) and match.group(2).strip():
            yield Cell(match.start(2), match.end(2), header[column])
        column += 1
