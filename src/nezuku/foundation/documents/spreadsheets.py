"""The text of Excel files (.xlsx) as attachments: every sheet as a table, comments, text boxes.

Owns the order and the labels. How cells become text is in `workbooks`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import islice

from nezuku.foundation.documents import drawings, workbooks
from nezuku.foundation.documents.archives import Package, local
from nezuku.foundation.documents.errors import FileDamaged
from nezuku.foundation.documents.findings import Findings
from nezuku.foundation.documents.limits import ExtractLimits
from nezuku.foundation.documents.markdown_tables import markdown_table

_PRINTED = re.compile(rb"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)>([^<]*)<")
#: Codes in printed headers: sections, fonts, sizes, page numbers, dates.
_PRINT_CODES = re.compile(r'&(?:"[^"]*"|K[0-9A-F+-]{6}|[0-9]+|[A-Z])', re.IGNORECASE)
_ROWS_IN_A_PIECE = 100
#: Excel puts this in front of a comment's text for versions that know no threads.
_THREAD_MARK = "[Threaded comment]"


def read(data: bytes, limits: ExtractLimits, findings: Findings) -> Iterator[str]:
    """This will give the text of each sheet, hidden ones too. Raises FileDamaged."""
    package = Package(data, limits.archive)
    with workbooks.opened(data, package) as sheets:
        findings.pages = len(sheets)
        for sheet in sheets:
            yield from _sheet(package, sheet, findings)


def _sheet(package: Package, sheet: workbooks.SheetRows, findings: Findings) -> Iterator[str]:
    findings.hidden_text += sheet.hidden
    yield f"## シート：{sheet.name}（非表示）" if sheet.hidden else f"## シート：{sheet.name}"
    yield from _pieces(sheet.rows)
    findings.formulas_uncalculated += workbooks.uncalculated(package, sheet.part)
    for text in _printed(package.read(sheet.part)):
        yield f"【印刷用のヘッダー・フッター】{text}"
    for relation in package.relations(sheet.part):
        if relation.external or relation.target not in package:
            continue
        try:
            lines = list(_related(package, relation.kind, relation.target, findings))
        except FileDamaged:
            findings.parts_not_read += 1
            continue
        yield from lines


def _pieces(rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    """A table in pieces of a hundred rows, so that a huge sheet stops at the limit of the text."""
    head = True
    while kept := list(islice(filter(any, rows), _ROWS_IN_A_PIECE)):
        yield markdown_table(kept, head=head)
        head = False


def _related(package: Package, kind: str, part: str, findings: Findings) -> Iterator[str]:
    if kind in ("comments", "threadedComment"):
        for comment in package.xml(part).iter():
            if local(comment.tag) not in ("comment", "threadedComment"):
                continue
            text = "".join(piece.text or "" for piece in comment.iter() if _is_words(piece.tag))
            if text.strip() and not text.startswith(_THREAD_MARK):
                findings.comments += 1
                yield f"【コメント {comment.get('ref', '')}】{text.strip()}"
    elif kind == "drawing":
        root = package.xml(part)
        for shape in root.iter():
            if local(shape.tag) == "cNvPr" and (text := drawings.count_shape(shape, findings)):
                yield f"［図の説明：{text}］"
        yield from drawings.paragraphs(root)
        yield from drawings.related_text(package, part, findings)
    elif kind in ("oleObject", "package"):
        findings.objects_not_read += 1


def _is_words(tag: str) -> bool:
    return local(tag) in ("t", "text")


def _printed(sheet: bytes) -> Iterator[str]:
    for found in _PRINTED.findall(sheet):
        text = html.unescape(found.decode("utf-8", errors="replace"))
        text = _PRINT_CODES.sub(" ", text.replace("&&", "＆")).strip()
        if text:
            yield text
