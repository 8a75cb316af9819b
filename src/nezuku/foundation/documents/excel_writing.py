"""Excel workbooks that a Japanese office would have made itself: font, frozen header, filters.

Owns formats and column widths. Text is written as text and never as a formula, a link or a number.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from enum import StrEnum
from io import BytesIO
from itertools import chain, islice

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from nezuku.foundation.documents.cells import Cell, local_moment, printable, text_of
from nezuku.foundation.documents.errors import ColumnsTooMany, RowsTooMany
from nezuku.foundation.documents.formulas import is_risky

#: What a sheet can hold (Excel's specifications and limits).
MOST_ROWS, MOST_COLUMNS, MOST_CHARACTERS = 1_048_575, 16_384, 32_767
_EXACT_DIGITS = 15
_FONT = "Yu Gothic"
_MEASURED_ROWS = 200
_NARROWEST, _WIDEST = 8, 60
_SHORTENED = "…（以下省略）"
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


class ColumnKind(StrEnum):
    """How the figures of a column are shown. Text in any column stays text."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    PERCENT = "percent"
    YEN = "yen"
    DATE = "date"
    MOMENT = "moment"


_NUMBER_FORMATS: Mapping[ColumnKind, str] = {
    ColumnKind.TEXT: "General",
    ColumnKind.INTEGER: "#,##0",
    ColumnKind.NUMBER: "#,##0.00",
    ColumnKind.PERCENT: "0.0%",
    ColumnKind.YEN: '"¥"#,##0',
    ColumnKind.DATE: "yyyy/mm/dd",
    ColumnKind.MOMENT: "yyyy/mm/dd hh:mm",
}


@dataclass(frozen=True, slots=True)
class XlsxFile:
    """The bytes of a workbook; `shortened` counts cells longer than Excel can hold."""

    data: bytes
    shortened: int


def xlsx_bytes(
    title: str,
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    kinds: Sequence[ColumnKind] = (),
    zone: tzinfo | None = None,
) -> XlsxFile:
    """This will write a workbook of one sheet named `title`, rows as they come.

    `kinds` says column by column how figures are shown (text where it is shorter than the header);
    `zone` is where moments with a time zone are shown. A cell longer than Excel's 32,767 characters
    is cut with a mark and counted. Raises RowsTooMany, ColumnsTooMany.
    """
    if len(header) > MOST_COLUMNS:
        raise ColumnsTooMany(limit=MOST_COLUMNS, found=len(header), row=1)
    output = BytesIO()
    options = {
        "constant_memory": True,
        "default_format_properties": {"font_name": _FONT, "font_size": 11, "valign": "top"},
    }
    with xlsxwriter.Workbook(output, options) as workbook:
        workbook.set_properties({"title": printable(title)})
        sheet = workbook.add_worksheet(sheet_name(title))
        writer = _Writer(sheet, workbook, kinds, zone)
        writer.write(header, rows)
    return XlsxFile(output.getvalue(), writer.shortened)


def sheet_name(title: str) -> str:
    """A name that Excel accepts for a sheet: no []:*?/\\, 31 characters in UTF-16, not empty."""
    name = _NOT_IN_NAMES.sub(" ", printable(title)).strip().strip("'")
    while len(name.encode("utf-16-le")) > 62:
        name = name[:-1]
    name = name.strip().strip("'")
    return name if name and name.lower() != "history" else "Sheet1"


class _Writer:
    """Writes one sheet from top to bottom."""

    def __init__(
        self,
        sheet: Worksheet,
        workbook: xlsxwriter.Workbook,
        kinds: Sequence[ColumnKind],
        zone: tzinfo | None,
    ) -> None:
        self.shortened = 0
        self._sheet = sheet
        self._kinds = kinds
        self._zone = zone
        self._formats: dict[ColumnKind, Format] = {
            kind: workbook.add_format({"num_format": number})
            for kind, number in _NUMBER_FORMATS.items()
        }
        self._plain = workbook.add_format({"num_format": "@", "text_wrap": True})
        # As if an apostrophe had been typed: stays text when the cell is edited.
        self._risky = workbook.add_format(
            {"num_format": "@", "text_wrap": True, "quote_prefix": True}
        )
        self._head = workbook.add_format(
            {"bold": True, "text_wrap": True, "bg_color": "#E8EEF4", "bottom": 1}
        )

    def write(self, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
        iterator = iter(rows)
        first = list(islice(iterator, _MEASURED_ROWS))
        for column, width in enumerate(self._widths(header, first)):
            self._sheet.set_column(column, column, width)
        for column, name in enumerate(header):
            self._sheet.write_string(0, column, self._fitting(name), self._head)
        line = 0
        for line, row in enumerate(chain(first, iterator), start=1):
            if line > MOST_ROWS:
                raise RowsTooMany(limit=MOST_ROWS)
            if len(row) > MOST_COLUMNS:
                raise ColumnsTooMany(limit=MOST_COLUMNS, found=len(row), row=line + 1)
            for column, cell in enumerate(row):
                self._write(line, column, cell)
        self._sheet.freeze_panes(1, 0)
        self._sheet.repeat_rows(0)
        self._sheet.set_landscape()
        self._sheet.set_paper(9)  # A4
        self._sheet.fit_to_pages(1, 0)
        if header:
            self._sheet.autofilter(0, 0, line, len(header) - 1)

    def _write(self, line: int, column: int, cell: Cell) -> None:
        kind = self._kinds[column] if column < len(self._kinds) else ColumnKind.TEXT
        match cell:
            case None:
                return
            case bool():
                self._sheet.write_boolean(line, column, cell)
            case str():
                text = self._fitting(cell)
                style = self._risky if is_risky(text) else self._plain
                self._sheet.write_string(line, column, text, style)
            case datetime():
                style = self._formats[ColumnKind.MOMENT]
                self._sheet.write_datetime(line, column, local_moment(cell, self._zone), style)
            case date():
                self._sheet.write_datetime(line, column, cell, self._formats[ColumnKind.DATE])
            case _:
                self._number(line, column, cell, self._formats[kind])

    def _number(self, line: int, column: int, number: int | float | Decimal, style: Format) -> None:
        exact = not isinstance(number, int) or len(str(abs(number))) <= _EXACT_DIGITS
        if not exact or not math.isfinite(number):  # Excel would round it, or cannot hold it
            self._sheet.write_string(line, column, text_of(number, None), self._plain)
        else:
            self._sheet.write_number(line, column, float(number), style)

    def _fitting(self, text: str) -> str:
        text = printable(text)
        if len(text.encode("utf-16-le")) <= 2 * MOST_CHARACTERS:
            return text
        self.shortened += 1
        room = MOST_CHARACTERS - len(_SHORTENED)
        kept = text.encode("utf-16-le")[: 2 * room].decode("utf-16-le", errors="ignore")
        return kept + _SHORTENED

    def _widths(self, header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> list[int]:
        """Widths in characters; a full-width character counts two. Room for the filter's arrow."""
        widths = [_width(name) + 3 for name in header]
        for row in rows:
            for column, cell in enumerate(row[: len(widths)]):
                text = cell if isinstance(cell, str) else text_of(cell, self._zone)
                widths[column] = max(widths[column], _width(text) + 2)
        return [min(max(width, _NARROWEST), _WIDEST) for width in widths]


def _width(text: str) -> int:
    longest = max(text[:2000].splitlines(), key=len, default="")[:_WIDEST]
    return sum(1 + (unicodedata.east_asian_width(sign) in "WF") for sign in longest)
