"""Rows of text as a Markdown table, the form in which models read tables best.

Owns the escaping: a cell cannot break out of its row, and loses no character.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def markdown_table(rows: Iterable[Sequence[str]], *, head: bool = True) -> str:
    """This will write rows as a table; empty rows and the empty cells at the end are left out.

    The first row is the head; with `head=False` all are rows that continue a table.
    """
    kept = [_trimmed(row) for row in rows if any(cell.strip() for cell in row)]
    if not kept:
        return ""
    width = max(len(row) for row in kept)
    lines = [_line(row, width) for row in kept]
    if head:
        lines.insert(1, "|" + " --- |" * width)
    return "\n".join(lines)


def _trimmed(row: Sequence[str]) -> Sequence[str]:
    width = len(row)
    while width and not row[width - 1].strip():
        width -= 1
    return row[:width]


def _line(row: Sequence[str], width: int) -> str:
    cells = [*map(_cell, row), *[""] * (width - len(row))]
    return "| " + " | ".join(cells) + " |"


def _cell(text: str) -> str:
    lines = text.strip().replace("\r\n", "\n").replace("\r", "\n")
    return lines.replace("|", "\\|").replace("\n", "<br>")
