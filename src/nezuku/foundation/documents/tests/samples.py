"""Real files for the tests of this package, made with the libraries that offices use, or by hand
where a library would refuse to write something so bad."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Protocol

import docx
import openpyxl
import pptx
from docx.oxml import parse_xml

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


class Saved(Protocol):
    def save(self, target: BytesIO) -> object: ...


def bytes_of(document: Saved) -> bytes:
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def word(*lines: str) -> bytes:
    document = docx.Document()
    for line in lines or ("本文です。",):
        document.add_paragraph(line)
    return bytes_of(document)


def word_with(xml_of_body: str) -> bytes:
    """A Word file with raw XML at the end of its body; the prefixes w and mc are known."""
    document = docx.Document()
    body = document.element.body
    wrapped = (
        f'<w:body {W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:v="urn:schemas-microsoft-com:vml"'
        ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        f"{xml_of_body}</w:body>"
    )
    for element in parse_xml(wrapped):
        body.insert(len(body) - 1, element)
    return bytes_of(document)


def workbook(fill: Callable[[openpyxl.Workbook], object] | None = None) -> bytes:
    book = openpyxl.Workbook()
    if fill is None:
        book.active.append(["氏名", "部署"])
        book.active.append(["山田 太郎", "営業部"])
    else:
        fill(book)
    return bytes_of(book)


def slides(*titles: str) -> bytes:
    deck = pptx.Presentation()
    for title in titles or ("題名",):
        deck.slides.add_slide(deck.slide_layouts[5]).shapes.title.text = title
    return bytes_of(deck)


def changed(data: bytes, parts: Mapping[str, bytes | None]) -> bytes:
    """The same archive with parts replaced, added, or (None) left out."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            if entry.filename not in parts:
                new.writestr(entry, old.read(entry), zipfile.ZIP_DEFLATED)
        for name, content in parts.items():
            if content is not None:
                new.writestr(name, content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return archive.read(name)


def pdf(*pages: bytes, trailer: bytes = b"", annotations: bytes = b"") -> bytes:
    """A PDF of hand-written pages; each is a content stream. /F1 is Helvetica, /F2 a Japanese font.

    /F2 is not embedded: its text is UTF-16 (UniJIS-UTF16-H over Adobe-Japan1).
    """
    count = len(pages)
    kids = b" ".join(b"%d 0 R" % (10 + 2 * at) for at in range(count))
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count, kids),
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        4: b"<< /Type /Font /Subtype /Type0 /BaseFont /KozMinPr6N-Regular"
        b" /Encoding /UniJIS-UTF16-H /DescendantFonts [5 0 R] >>",
        5: b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /KozMinPr6N-Regular /DW 1000"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 6 >>"
        b" /FontDescriptor 6 0 R >>",
        6: b"<< /Type /FontDescriptor /FontName /KozMinPr6N-Regular /Flags 4 /Ascent 880"
        b" /Descent -120 /CapHeight 740 /ItalicAngle 0 /StemV 80 /FontBBox [0 -120 1000 880] >>",
    }
    for at, stream in enumerate(pages):
        objects[10 + 2 * at] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> %s >>"
            % (11 + 2 * at, annotations if at == 0 else b"")
        )
        objects[11 + 2 * at] = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream)
    data, places = b"%PDF-1.7\n", {}
    for number, content in objects.items():
        places[number] = len(data)
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    size = max(objects) + 1
    start = len(data)
    data += b"xref\n0 %d\n" % size
    for number in range(size):
        place = places.get(number)
        data += b"%010d %05d %s \n" % (place or 0, 0 if place else 65535, b"n" if place else b"f")
    data += b"trailer\n<< /Size %d /Root 1 0 R %s >>\n" % (size, trailer)
    return data + b"startxref\n%d\n%%%%EOF\n" % start


def line(text: str, y: int = 700) -> bytes:
    """A content stream that shows one line: ASCII in Helvetica, else in the Japanese font."""
    if text.isascii():
        return b"BT /F1 12 Tf 72 %d Td (%s) Tj ET" % (y, text.encode())
    return b"BT /F2 12 Tf 72 %d Td <%s> Tj ET" % (y, text.encode("utf-16-be").hex().encode())


LOCKED = (
    b"/ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]"
    b" /Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -1"
    b" /O <" + b"11" * 32 + b"> /U <" + b"22" * 32 + b"> >>"
)

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
LOCKED_OFFICE = OLD_OFFICE + "EncryptedPackage".encode("utf-16-le") + bytes(512)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
BILLION_LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    b"<w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>"
)
