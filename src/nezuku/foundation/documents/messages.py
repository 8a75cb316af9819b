"""What the server and the reading process say to each other: one request, one answer.

Owns the form on the wire: a line of JSON, after it (in a request) the bytes of the file. Answers
are rebuilt field by field; nothing that the reading process sends is run or trusted as a type.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from nezuku.foundation.documents.errors import BY_CODE, DocumentError, ReadingFailed
from nezuku.foundation.documents.extracts import Extract
from nezuku.foundation.documents.kinds import Kind
from nezuku.foundation.documents.limits import (
    ArchiveLimits,
    ExtractLimits,
    ReaderLimits,
    TableLimits,
)
from nezuku.foundation.documents.notices import Notice, notice
from nezuku.foundation.documents.tables import Table

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Request:
    """One file to read: as text with ExtractLimits, as a table with TableLimits."""

    data: bytes
    filename: str
    limits: ExtractLimits | TableLimits
    sheet: str | None = None


def request_bytes(request: Request, reader: ReaderLimits) -> bytes:
    """This will write a request."""
    head = {
        "wanted": "table" if isinstance(request.limits, TableLimits) else "extract",
        "filename": request.filename,
        "sheet": request.sheet,
        "limits": asdict(request.limits),
        "reader": asdict(reader),
    }
    return json.dumps(head).encode() + b"\n" + request.data


def request_of(received: bytes) -> tuple[Request, ReaderLimits]:
    """This will read a request; only the server writes them, so what is wrong is a plain error."""
    line, _, data = received.partition(b"\n")
    head = json.loads(line)
    numbers = dict(head["limits"])
    numbers["archive"] = ArchiveLimits(**numbers["archive"])
    limits = (TableLimits if head["wanted"] == "table" else ExtractLimits)(**numbers)
    request = Request(data, head["filename"], limits, head["sheet"])
    return request, ReaderLimits(**head["reader"])


def answer_bytes(answer: Extract | Table | DocumentError) -> bytes:
    """This will write an answer."""
    body: Json
    if isinstance(answer, DocumentError):
        body = {"error": answer.code, "fields": answer.fields}
    else:
        body = {**asdict(answer), "answer": type(answer).__name__}
    return json.dumps(body, default=str).encode()


def answer_of(received: bytes) -> Extract | Table:
    """This will read an answer, and raise the error that it carries.

    Raises ReadingFailed for anything that is not an answer: the process may be under the control
    of the file that it reads.
    """
    try:
        body = json.loads(received)
        if "error" in body:
            error = BY_CODE[body["error"]](**_fields(body["fields"]))
        elif body["answer"] == "Table":
            return _table(body)
        else:
            return _extract(body)
    except (ValueError, KeyError, TypeError, RecursionError) as broken:
        raise ReadingFailed from broken
    raise error


def _extract(body: Json) -> Extract:
    text = _text(body["text"])
    return Extract(
        kind=Kind(_text(body["kind"])),
        text=text,
        pages=_whole(body["pages"]),
        characters=len(text),
        truncated=body["truncated"] is True,
        warnings=_notices(body["warnings"]),
    )


def _table(body: Json) -> Table:
    header = _row(body["header"])
    rows = tuple(_row(row) for row in _list(body["rows"]))
    if any(len(row) != len(header) for row in rows):
        raise ValueError
    return Table(
        header=header,
        rows=rows,
        encoding=None if body["encoding"] is None else _text(body["encoding"]),
        sheet=None if body["sheet"] is None else _text(body["sheet"]),
        warnings=_notices(body["warnings"]),
        first_line=_whole(body["first_line"]),
    )


def _notices(value: object) -> tuple[Notice, ...]:
    found = []
    for entry in _list(value):
        if not isinstance(entry, dict):
            raise TypeError
        found.append(notice(_text(entry["code"]), **_fields(entry["fields"])))
    return tuple(found)


def _fields(value: object) -> dict[str, int | str]:
    if not isinstance(value, dict):
        raise TypeError
    fields: dict[str, int | str] = {}
    for name, field in value.items():
        fields[_text(name)] = field if isinstance(field, int) else _text(field)
    return fields


def _row(value: object) -> tuple[str, ...]:
    return tuple(_text(cell) for cell in _list(value))


def _list(value: object) -> Sequence[object]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    value.encode()  # a lone surrogate, which JSON can carry, is a UnicodeEncodeError (ValueError)
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError
    return value
