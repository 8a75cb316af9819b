"""The text of PDF files: the text layer of every page, form values and annotations.

Owns the calls to PDFium. A page without text layer is counted, a file without one is an error.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

from nezuku.foundation.documents.errors import FileDamaged, PasswordRefused, TextMissing
from nezuku.foundation.documents.findings import Findings
from nezuku.foundation.documents.limits import ExtractLimits
from nezuku.foundation.documents.notices import notice

_STRING_KEYS = (b"Contents", b"V")
_NUMBERS_TOLD = 20


def read(data: bytes, limits: ExtractLimits, findings: Findings) -> Iterator[str]:
    """This will give the text of each page under a mark with its number.

    Raises FileDamaged, PasswordRefused, TextMissing.
    """
    document = _opened(data)
    pages = len(document)
    findings.pages = pages
    findings.objects_not_read += int(document.count_attachments())
    if pages > limits.pages:
        findings.others.append(notice("pages_cut", count=pages, limit=limits.pages))
    without: list[int] = []
    for number in range(1, min(pages, limits.pages) + 1):
        try:
            text = "\n".join(_page(document, number - 1)).strip()
        except pypdfium2.PdfiumError:
            findings.parts_not_read += 1
            continue
        if text:
            yield f"【{number} ページ】\n{text}"
        else:
            without.append(number)
    if without and len(without) + findings.parts_not_read >= min(pages, limits.pages):
        raise TextMissing(pages=pages)
    if without:
        numbers = "、".join(map(str, without[:_NUMBERS_TOLD])) + "…" * (
            len(without) > _NUMBERS_TOLD
        )
        findings.others.append(notice("pages_without_text", pages=numbers))


def _opened(data: bytes) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise PasswordRefused from error
        raise FileDamaged from error
    if not len(document):
        raise FileDamaged
    return document


def _page(document: pypdfium2.PdfDocument, index: int) -> Iterator[str]:
    page = document[index]
    try:
        layer = page.get_textpage()
        text = str(layer.get_text_range())
        layer.close()
        # PDFium marks a hyphen at a line's end so; the word goes on in the next line.
        yield text.replace("\ufffe\r\n", "").replace("\ufffe", "")
        yield from _annotations(page.raw)
    finally:
        page.close()


def _annotations(page: object) -> Iterator[str]:
    """Texts of notes and of form fields, in the order of the page."""
    for index in range(pdfium.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            for key in _STRING_KEYS:
                if text := _string(annotation, key).strip():
                    yield text
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)


def _string(annotation: object, key: bytes) -> str:
    size = int(pdfium.FPDFAnnot_GetStringValue(annotation, key, None, 0))
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    target = ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR))
    pdfium.FPDFAnnot_GetStringValue(annotation, key, target, size)
    return buffer.raw[: size - 2].decode("utf-16-le", errors="replace")
