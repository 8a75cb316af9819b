"""The text of an attachment: what the guard checks and what a model is sent are this same text.

Owns the choice of the reader, the cut at the limits, and the notices. Nothing but what stands in
`Extract.text` ever leaves the company from a file, so nothing can pass beside the guard.
A server calls `isolation.extract_isolated`; `extract` works in the process that it is called in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from nezuku.foundation.documents.decoding import cleaned, decode
from nezuku.foundation.documents.errors import FileDamaged, FileEmpty, FileTooLarge
from nezuku.foundation.documents.findings import Findings
from nezuku.foundation.documents.kinds import Kind, kind_of
from nezuku.foundation.documents.limits import ExtractLimits
from nezuku.foundation.documents.notices import Notice, notice

#: A reader gives text block by block and counts what else it comes upon.
Reader = Callable[[bytes, ExtractLimits, Findings], Iterator[str]]

# Loaded when needed: a process that reads one PDF should not wait for the parts that read Excel.
_READERS: Mapping[Kind, str] = {
    Kind.DOCX: "nezuku.foundation.documents.wordfiles",
    Kind.XLSX: "nezuku.foundation.documents.spreadsheets",
    Kind.PPTX: "nezuku.foundation.documents.slides",
    Kind.PDF: "nezuku.foundation.documents.pdffiles",
}
_LONGEST_LINE_LOST = 2_000
_LINE_ENDS = re.compile("\r\n|\r|\x85")


@dataclass(frozen=True, slots=True)
class Extract:
    """The text of one file.

    `pages` counts pages, slides or sheets (1 for plain text and Word); `characters` is the length
    of `text`; `truncated` says that the file holds more text than was read.
    """

    kind: Kind
    text: str
    pages: int
    characters: int
    truncated: bool
    warnings: tuple[Notice, ...] = ()


def extract(source: bytes | Path, filename: str, *, limits: ExtractLimits | None = None) -> Extract:
    """This will read the text of a file, or raise the DocumentError that says why it cannot.

    Not for several threads at once (PDFium is not made for that), nor for a server at all.
    `source` is the file's bytes or a path to it; `filename` is the name that its owner gave it.
    """
    limits = limits or ExtractLimits()
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size > limits.bytes:
        raise FileTooLarge(limit=limits.bytes, found=size)
    data = source if isinstance(source, bytes) else source.read_bytes()
    kind = kind_of(data, filename, limits=limits.archive)
    findings = Findings()
    if kind in _READERS:
        reader: Reader = import_module(_READERS[kind]).read
        try:
            blocks, cut = _joined(reader(data, limits, findings), limits.characters)
        except RecursionError as error:  # nested deeper than any person or program writes it
            raise FileDamaged from error
        text, notices = cleaned(blocks)
    else:
        decoded = decode(data)
        text, notices, cut = decoded.text, decoded.notices, False
    text = _LINE_ENDS.sub("\n", text).strip()
    if not text:
        raise FileEmpty
    return _cut(kind, text, cut, limits, findings, notices)


def _joined(blocks: Iterable[str], limit: int) -> tuple[str, bool]:
    """The blocks up to the limit, and whether there was more; what follows is not even read.

    An empty line goes before headings, labelled parts and tables, as Markdown wants it.
    """
    kept: list[str] = []
    length = 0
    for block in blocks:
        apart = block.startswith(("#", "【")) or "\n| --- |" in block
        kept.append(f"\n{block}" if apart and kept else block)
        length += len(kept[-1]) + 1
        if length > limit + 1:
            return "\n".join(kept), True
    return "\n".join(kept), False


def _cut(
    kind: Kind,
    text: str,
    cut: bool,
    limits: ExtractLimits,
    findings: Findings,
    notices: tuple[Notice, ...],
) -> Extract:
    told = [*notices, *findings.notices()]
    if cut or len(text) > limits.characters:
        text, cut = text[: _end_of_line(text, limits.characters)], True
        told.append(notice("text_cut", limit=limits.characters))
    return Extract(
        kind=kind,
        text=text,
        pages=findings.pages,
        characters=len(text),
        truncated=cut or any(found.code == "pages_cut" for found in told),
        warnings=tuple(told),
    )


def _end_of_line(text: str, limit: int) -> int:
    """Where to cut: after a whole line if one ends near, so that no number is cut into two."""
    end = text.rfind("\n", max(limit - _LONGEST_LINE_LOST, 0), limit)
    return end if end > 0 else limit
