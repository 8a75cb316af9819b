"""CSV and TSV text to rows of text.

Owns the choice of the delimiter, quotation, and the limits while reading. Rows come back ragged,
as they stand in the file; `tables` squares them.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from io import StringIO
from itertools import chain, islice

from nezuku.foundation.documents.errors import (
    CellTooLong,
    ColumnsTooMany,
    FileDamaged,
    QuoteUnclosed,
    RowsTooMany,
)
from nezuku.foundation.documents.limits import TableLimits

_CANDIDATES = (",", "\t", ";")
_SAMPLED_ROWS = 50
#: Excel's own way to name the delimiter in the first line of a file.
_NAMED_DELIMITER = re.compile(r"\ufeff?sep=(.)\r?\n")
#: Fed as a last line. If it does not come back as a row of its own, a quotation mark is still open.
_END = "\ue000end of file\ue000"


def rows_of(text: str, *, first_guess: str, limits: TableLimits) -> Iterator[tuple[str, ...]]:
    """This will give each record as a tuple of cells; an empty line is an empty tuple.

    `first_guess` wins when the text fits several delimiters equally. Raises CellTooLong,
    ColumnsTooMany, QuoteUnclosed, RowsTooMany.
    """
    if named := _NAMED_DELIMITER.match(text):
        delimiter, text = named.group(1), text[named.end() :]
    else:
        delimiter = delimiter_of(text, first_guess=first_guess)
    reader = csv.reader(chain(StringIO(text, newline=""), ("\n", _END)), delimiter=delimiter)
    row, started_at = 0, 1
    try:
        for cells in reader:
            if cells == [_END]:
                return
            row += 1
            _check(cells, row, limits)
            if cells and cells[-1].endswith(_END):
                break
            yield tuple(cells)
            started_at = reader.line_num + 1
    except csv.Error as error:
        if "field limit" in str(error):  # the module's own limit, above any of ours
            raise CellTooLong(limit=limits.cell_characters, row=row + 1) from error
        raise FileDamaged from error
    raise QuoteUnclosed(line=started_at)


def _check(cells: list[str], row: int, limits: TableLimits) -> None:
    if row > limits.rows + 1 and any(cells) and cells[-1:] != [_END]:
        raise RowsTooMany(limit=limits.rows)
    if len(cells) > limits.columns:
        width = max((at for at, cell in enumerate(cells, start=1) if cell.strip()), default=0)
        if width > limits.columns:
            raise ColumnsTooMany(limit=limits.columns, found=width, row=row)
    for cell in cells:
        if len(cell) > limits.cell_characters:
            raise CellTooLong(limit=limits.cell_characters, row=row)


def delimiter_of(text: str, *, first_guess: str = ",") -> str:
    """This will choose the delimiter under which most first records are as wide as the first.

    Deterministic: ties go to the wider table, then to `first_guess`, then comma, tab, semicolon.
    """
    best, best_score = first_guess, (0.0, 1)
    for candidate in sorted(_CANDIDATES, key=lambda sign: sign != first_guess):
        score = _fit(text, candidate)
        if score > best_score:
            best, best_score = candidate, score
    return best


def _fit(text: str, delimiter: str) -> tuple[float, int]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    try:
        widths = [len(cells) for cells in islice(filter(any, reader), _SAMPLED_ROWS)]
    except csv.Error:
        return (0.0, 1)
    if not widths or widths[0] < 2:
        return (0.0, 1)
    return (sum(width == widths[0] for width in widths) / len(widths), widths[0])
