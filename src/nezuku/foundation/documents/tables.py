"""Tables in: a CSV, TSV or Excel file to a header and rows of text, all of one width.

Owns what counts as the header, what is padded or dropped, and the notices about it. What columns
mean is asked with `columns.match_columns`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nezuku.foundation.documents import delimited, formulas, workbooks
from nezuku.foundation.documents.archives import Package
from nezuku.foundation.documents.decoding import cleaned, decode
from nezuku.foundation.documents.errors import (
    CellTooLong,
    ColumnsTooMany,
    FileEmpty,
    FileTooLarge,
    RowsMissing,
    RowsTooMany,
    SheetUnknown,
    TypeIsNoTable,
)
from nezuku.foundation.documents.kinds import Kind, extension_of, kind_of
from nezuku.foundation.documents.limits import TableLimits
from nezuku.foundation.documents.notices import Notice, notice

_TEXT_KINDS = frozenset({Kind.CSV, Kind.TSV, Kind.TXT})


@dataclass(frozen=True, slots=True)
class Table:
    """A header and rows of the same width.

    Row i of `rows` stands in line `first_line + i` of the sheet (for CSV: record, where a quoted
    cell may span lines), so an error about a row can name the line that people see in Excel.
    `encoding` is None for Excel, `sheet` is None for text.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    encoding: str | None
    sheet: str | None
    warnings: tuple[Notice, ...] = ()
    first_line: int = 2


def read_table(
    data: bytes, filename: str, *, limits: TableLimits | None = None, sheet: str | None = None
) -> Table:
    """This will read a table that a person uploads, or raise the DocumentError that says why not.

    Of a workbook it reads the sheet named `sheet`, or else the first visible one that is not empty.
    Empty rows and columns at the end are dropped; empty rows in between stay, so that line numbers
    hold. An apostrophe that our own export put before a formula sign is taken off.
    """
    limits = limits or TableLimits()
    if len(data) > limits.bytes:
        raise FileTooLarge(limit=limits.bytes, found=len(data))
    kind = kind_of(data, filename, limits=limits.archive)
    if kind is Kind.XLSX:
        return _from_workbook(data, limits, sheet)
    if kind not in _TEXT_KINDS:
        raise TypeIsNoTable(extension=extension_of(filename))
    decoded = decode(data)
    rows = delimited.rows_of(
        decoded.text, first_guess="\t" if kind is Kind.TSV else ",", limits=limits
    )
    plain = [tuple(formulas.restored(cell) for cell in row) for row in rows]
    return _squared(plain, decoded.encoding, None, decoded.notices)


def _from_workbook(data: bytes, limits: TableLimits, wanted: str | None) -> Table:
    package = Package(data, limits.archive)
    with workbooks.opened(data, package) as sheets:
        names = [sheet.name for sheet in sheets]
        if wanted is not None and wanted not in names:
            raise SheetUnknown(sheet=wanted, sheets="、".join(names))
        in_order = sorted(sheets, key=lambda sheet: sheet.hidden)
        for sheet in in_order:
            if wanted is not None and sheet.name != wanted:
                continue
            rows = _limited(sheet.rows, limits)
            if not rows:
                continue
            notices = []
            if wanted is None and len(names) > 1:
                notices.append(notice("other_sheets", sheet=sheet.name))
            if count := workbooks.uncalculated(package, sheet.part):
                notices.append(notice("formulas_uncalculated", count=count))
            return _squared(rows, None, sheet.name, notices)
    raise FileEmpty


def _limited(rows: Iterable[tuple[str, ...]], limits: TableLimits) -> list[tuple[str, ...]]:
    """The rows up to the last that is not empty, each cut after its last cell that is not empty."""
    kept: list[tuple[str, ...]] = []
    blank = 0
    for line, row in enumerate(rows, start=1):
        cells = _trimmed(row)
        if not cells:
            blank += 1
            continue
        if line > limits.rows + 1:
            raise RowsTooMany(limit=limits.rows)
        if len(cells) > limits.columns:
            raise ColumnsTooMany(limit=limits.columns, found=len(cells), row=line)
        if any(len(cell) > limits.cell_characters for cell in cells):
            raise CellTooLong(limit=limits.cell_characters, row=line)
        kept.extend([()] * blank)
        kept.append(tuple(cleaned(cell)[0] for cell in cells))
        blank = 0
    return kept


def _trimmed(row: tuple[str, ...]) -> tuple[str, ...]:
    width = len(row)
    while width and not row[width - 1].strip():
        width -= 1
    return row[:width]


def _squared(
    rows: Iterable[tuple[str, ...]],
    encoding: str | None,
    sheet: str | None,
    notices: Iterable[Notice],
) -> Table:
    given = list(rows)
    lines = [_trimmed(row) for row in given]
    while lines and not lines[-1]:
        lines.pop()
    header_at = next((at for at, row in enumerate(lines) if row), None)
    if header_at is None:
        raise FileEmpty
    header, body = lines[header_at], lines[header_at + 1 :]
    if not body:
        raise RowsMissing
    width = max(len(header), *(len(row) for row in body))
    # In text a row that is cut short is a sign of trouble; in a sheet it is a row of empty cells.
    least = len(given[header_at]) if sheet is None else 0
    ragged = [
        line
        for line, row in enumerate(body, start=header_at + 2)
        if row and (len(row) > len(header) or len(given[line - 1]) < least)
    ]
    found = [*notices, *_about_header(header, width)]
    if ragged:
        found.append(notice("rows_padded", count=len(ragged), row=ragged[0]))
    return Table(
        header=_padded(header, width),
        rows=tuple(_padded(row, width) for row in body),
        encoding=encoding,
        sheet=sheet,
        warnings=tuple(found),
        first_line=header_at + 2,
    )


def _padded(row: tuple[str, ...], width: int) -> tuple[str, ...]:
    return row + ("",) * (width - len(row))


def _about_header(header: tuple[str, ...], width: int) -> Iterable[Notice]:
    names = [name.strip() for name in header]
    if empty := names.count("") + width - len(header):
        yield notice("header_empty", count=empty)
    repeated = sorted({name for name in names if name and names.count(name) > 1})
    if repeated:
        yield notice("header_repeated", names="、".join(repeated))
