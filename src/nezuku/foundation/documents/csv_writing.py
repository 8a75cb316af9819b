"""CSV that opens right in Japanese Excel, with nothing in it that could run.

Owns encodings and quotation. `formulas` says what is neutralised, `cells` how values read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from itertools import chain
from typing import Literal

from nezuku.foundation.documents.cells import Cell, printable, text_of
from nezuku.foundation.documents.formulas import neutralised

Encoding = Literal["utf-8-sig", "cp932"]

_QUOTED = re.compile('[,;\t"\r\n]|^[ \u3000]|[ \u3000]$')
_CHUNK_CHARACTERS = 64 * 1024
#: What stands for a character that CP932 lacks: the geta mark, as printers in Japan use it.
_GETA = "〓"
#: Signs that CP932 has under another code point than other systems use for them.
_SAME_SIGN = str.maketrans(
    {
        "\u301c": "\uff5e",  # wave dash
        "\u2212": "\uff0d",  # minus
        "\u2016": "\u2225",  # double bar
        "\u2014": "\u2015",  # dash
        "\u00a2": "\uffe0",
        "\u00a3": "\uffe1",
        "\u00ac": "\uffe2",
        "\u00a5": "\uffe5",
        "\u00a0": " ",
    }
)


@dataclass(frozen=True, slots=True)
class CsvFile:
    """The bytes of a CSV file; `replaced` counts characters that the encoding does not have."""

    data: bytes
    replaced: int


class CsvStream:
    """An iterator over the bytes of a CSV, for exports too large to hold; `replaced` counts on."""

    def __init__(
        self,
        header: Sequence[str],
        rows: Iterable[Sequence[Cell]],
        encoding: Encoding,
        zone: tzinfo | None,
    ) -> None:
        self.replaced = 0
        self._encoding = encoding
        self._zone = zone
        self._chunks = self._encoded(chain((header,), rows))

    def __iter__(self) -> Iterator[bytes]:
        return self._chunks

    def _encoded(self, rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
        if self._encoding == "utf-8-sig":
            yield b"\xef\xbb\xbf"
        lines: list[str] = []
        length = 0
        for row in rows:
            line = ",".join(self._field(cell) for cell in row) + "\r\n"
            lines.append(line)
            length += len(line)
            if length > _CHUNK_CHARACTERS:
                yield self._bytes(lines)
                lines, length = [], 0
        if lines:
            yield self._bytes(lines)

    def _bytes(self, lines: list[str]) -> bytes:
        return "".join(lines).encode("cp932" if self._encoding == "cp932" else "utf-8")

    def _field(self, cell: Cell) -> str:
        text = text_of(cell, self._zone)
        if not isinstance(cell, str):
            return text
        text = printable(text)
        if self._encoding == "cp932":
            text = self._in_cp932(text)
        text = neutralised(text)
        if _QUOTED.search(text):
            return '"' + text.replace('"', '""') + '"'
        return text

    def _in_cp932(self, text: str) -> str:
        if text.isascii():
            return text
        text = unicodedata.normalize("NFC", text).translate(_SAME_SIGN)
        fitting = []
        for character in text:
            if _fits_cp932(character):
                fitting.append(character)
            else:
                self.replaced += 1
                fitting.append(_GETA)
        return "".join(fitting)


def _fits_cp932(character: str) -> bool:
    if "\x80" <= character <= "\xa0" or "\uf8f0" <= character <= "\uf8f3":
        return False  # bytes that Windows leaves unassigned
    try:
        character.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True


def iter_csv(
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    encoding: Encoding = "utf-8-sig",
    zone: tzinfo | None = None,
) -> CsvStream:
    """This will write a CSV piece by piece while `rows` are read; nothing is held but one piece.

    UTF-8 comes with a byte order mark, by which Excel knows it. Lines end in CR LF. `zone` is where
    moments with a time zone are shown.
    """
    return CsvStream(header, rows, encoding, zone)


def csv_bytes(
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    encoding: Encoding = "utf-8-sig",
    zone: tzinfo | None = None,
) -> CsvFile:
    """This will write a whole CSV; see `iter_csv`."""
    stream = iter_csv(header, rows, encoding=encoding, zone=zone)
    data = b"".join(stream)
    return CsvFile(data, stream.replaced)
