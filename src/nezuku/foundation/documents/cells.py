"""What a cell of an exported table may hold, and how it reads as text.

Owns the forms of dates, numbers and yes/no in exports.
"""

from __future__ import annotations

import re
from datetime import date, datetime, tzinfo
from decimal import Decimal

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_SURROGATES = re.compile("[\ud800-\udfff]")

#: Text, numbers, yes/no, dates; None is an empty cell.
Cell = str | int | float | Decimal | bool | date | datetime | None


def local_moment(moment: datetime, zone: tzinfo | None) -> datetime:
    """The wall clock of a moment in `zone`, without a zone of its own, as spreadsheets want it.

    A moment without a zone stays as it is; one with a zone needs `zone`, else ValueError.
    """
    if moment.tzinfo is None:
        return moment
    if zone is None:
        raise ValueError("a moment with a time zone needs the zone to show it in")
    return moment.astimezone(zone).replace(tzinfo=None)


def text_of(cell: Cell, zone: tzinfo | None) -> str:
    """A cell as text for CSV, in forms that Excel reads back as the same kind of value."""
    match cell:
        case None:
            return ""
        case bool():
            return "TRUE" if cell else "FALSE"
        case str():
            return cell
        case datetime():
            return local_moment(cell, zone).isoformat(sep=" ", timespec="seconds")
        case date():
            return cell.isoformat()
        case Decimal():
            return format(cell, "f")
        case _:
            return str(cell)


def printable(text: str) -> str:
    """Text without control characters, which no spreadsheet file may hold."""
    return _CONTROLS.sub("", _SURROGATES.sub("\ufffd", text))
