"""Excel workbooks to rows of text: the values that Excel shows, as plain as they can be written.

Owns how a cell's value becomes text. Formulas give their saved results. Merged cells hold their
value in the first cell, as in the file.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import TYPE_CHECKING

from nezuku.foundation.documents.archives import Package, link_id
from nezuku.foundation.documents.errors import DocumentError, FileDamaged

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

# A cell with a formula and no value after it, or an empty one.
_UNCALCULATED = re.compile(rb"(?:</f>|<f\b[^<>]*/>)\s*(?:<v\s*/>|<v></v>)?\s*</c>")


@dataclass(frozen=True, slots=True)
class SheetRows:
    """One sheet: its name, whether Excel hides it, its part in the package, and its rows."""

    name: str
    hidden: bool
    part: str
    rows: Iterator[tuple[str, ...]]


@contextmanager
def opened(data: bytes, package: Package) -> Iterator[tuple[SheetRows, ...]]:
    """This will open a workbook whose package was checked; rows are read as they are asked for.

    Rows stand at their places (empty tuples between), cells at theirs. Raises FileDamaged.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and extensions, which are not read
        # Imported here: it takes longer than reading most files, and most files are not workbooks.
        import openpyxl  # noqa: PLC0415

        with _damaged_if_it_fails():
            workbook = openpyxl.load_workbook(
                BytesIO(data), read_only=True, data_only=True, keep_links=False
            )
        try:
            yield tuple(_sheets(workbook, package))
        finally:
            workbook.close()


@contextmanager
def _damaged_if_it_fails() -> Iterator[None]:
    try:
        yield
    except (DocumentError, MemoryError):
        raise
    except Exception as error:  # the edge to openpyxl, which lets anything through
        raise FileDamaged from error


def _sheets(workbook: Workbook, package: Package) -> Iterator[SheetRows]:
    parts = _parts_by_name(package)
    for name in workbook.sheetnames:
        sheet = workbook[name]
        if name not in parts:
            continue  # a chart sheet has no cells
        yield SheetRows(
            name=name,
            hidden=sheet.sheet_state != "visible",
            part=parts[name],
            rows=_rows(workbook, name),
        )


def _parts_by_name(package: Package) -> dict[str, str]:
    targets = {link.id: link.target for link in package.related(package.main, "worksheet")}
    names: dict[str, str] = {}
    for element in package.xml(package.main).iter():
        link = link_id(element)
        if element.tag.endswith("}sheet") and link in targets:
            names[element.get("name", "")] = targets[link]
    return names


def _rows(workbook: Workbook, name: str) -> Iterator[tuple[str, ...]]:
    sheet = workbook[name]
    with _damaged_if_it_fails():
        # The dimension that a file states may be wrong, and would hide cells.
        sheet.reset_dimensions()
        for row in sheet.iter_rows(values_only=True):
            yield tuple(text_of(value) for value in row)


def text_of(value: object) -> str:
    """A cell's value as text: dates in ISO form, whole numbers bare, 15 digits as in Excel."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            return _number(value)
        case datetime():
            if value.time() == time():
                return value.date().isoformat()
            return value.isoformat(sep=" ", timespec="seconds")
        case date():
            return value.isoformat()
        case time():
            return value.isoformat(timespec="seconds")
        case timedelta():
            seconds = round(value.total_seconds())
            sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
            return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        case _:
            return str(value)


def _number(value: float) -> str:
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return format(value, ".15g")


def uncalculated(package: Package, part: str) -> int:
    """How many formulas of a sheet have no saved result; some programs write none."""
    return len(_UNCALCULATED.findall(package.read(part)))
