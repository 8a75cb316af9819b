"""Bytes and name have to agree, and what is refused is refused with advice."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from nezuku.foundation.documents import errors
from nezuku.foundation.documents.kinds import Kind, extension_of, kind_of
from nezuku.foundation.documents.limits import ArchiveLimits
from nezuku.foundation.documents.tests import samples


def test_what_can_be_read_is_known_by_bytes_and_name() -> None:
    for data, name, kind in (
        (samples.word(), "契約書.DOCX", Kind.DOCX),
        (samples.workbook(), "a.xlsx", Kind.XLSX),
        (samples.slides(), "a.pptx", Kind.PPTX),
        (samples.pdf(samples.line("a")), "a.pdf", Kind.PDF),
        (b"a,b", "a.csv", Kind.CSV),
        (b"# a", "a.md", Kind.MD),
        (b"{}", "a.json", Kind.TXT),
    ):
        assert kind_of(data, name) is kind


@pytest.mark.parametrize(
    ("data", "name", "error"),
    [
        (b"", "a.txt", errors.FileEmpty),
        (samples.PNG, "a.png", errors.ImageRefused),
        (samples.PNG, "a.txt", errors.ImageRefused),
        (b"\xff\xd8\xff\xe0" + bytes(20), "a.docx", errors.ImageRefused),
        (b"<svg/>", "a.svg", errors.ImageRefused),
        (samples.OLD_OFFICE, "a.doc", errors.FormatOld),
        (samples.OLD_OFFICE, "a.xls", errors.FormatOld),
        (samples.OLD_OFFICE, "a.xlsx", errors.FormatOld),
        (samples.LOCKED_OFFICE, "a.xlsx", errors.PasswordRefused),
        (b"{\\rtf1 }", "a.rtf", errors.FormatOld),
        (b"{\\rtf1 }", "a.txt", errors.FormatOld),
        (samples.word(), "a.xlsx", errors.ExtensionMismatch),
        (samples.word(), "a.txt", errors.ExtensionMismatch),
        (samples.pdf(samples.line("a")), "a.txt", errors.ExtensionMismatch),
        (b"plain words", "a.pdf", errors.ExtensionMismatch),
        (b"plain words", "a.docx", errors.ExtensionMismatch),
        (bytes(range(256)), "a.docx", errors.FileDamaged),
        (samples.word()[:2000], "a.docx", errors.FileDamaged),
        (b"words", "a.exe", errors.TypeUnsupported),
        (b"words", "name without extension", errors.TypeUnsupported),
        (samples.workbook(), "a.xlsm", errors.MacroRefused),
        (
            samples.changed(samples.workbook(), {"xl/vbaProject.bin": b"x"}),
            "a.xlsx",
            errors.MacroRefused,
        ),
    ],
)
def test_what_is_refused_has_its_error(data: bytes, name: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        kind_of(data, name)


def test_other_archives_are_not_office_files() -> None:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    with pytest.raises(errors.TypeUnsupported):
        kind_of(target.getvalue(), "a.docx")


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = samples.changed(samples.word(), {"word/media/x.xml": b"<a>" + bytes(40 * 2**20)})
    assert len(bomb) < 200_000
    with pytest.raises(errors.UnpacksTooLarge):
        kind_of(bomb, "a.docx")
    with pytest.raises(errors.UnpacksTooLarge):
        kind_of(samples.word(), "a.docx", limits=ArchiveLimits(unpacked_bytes=1000))
    with pytest.raises(errors.UnpacksTooLarge):
        kind_of(samples.word(), "a.docx", limits=ArchiveLimits(entries=3))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_with_entities_is_refused_in_every_part(encoding: str) -> None:
    hostile = samples.BILLION_LAUGHS.decode().replace('"1.0"', f'"1.0" encoding="{encoding}"')
    content = hostile.encode(encoding)
    for data, part, name in (
        (samples.word(), "word/document.xml", "a.docx"),
        (samples.workbook(), "xl/sharedStrings.xml", "a.xlsx"),
        (samples.workbook(), "xl/worksheets/sheet1.xml", "a.xlsx"),
        (samples.slides(), "customXml/whatever.bin", "a.pptx"),
    ):
        with pytest.raises(errors.XmlRefused):
            kind_of(samples.changed(data, {part: content}), name)


def test_a_document_type_cannot_hide_behind_a_long_comment() -> None:
    content = b"<!--" + b" " * 400_000 + b"-->" + samples.BILLION_LAUGHS.partition(b"?>")[2]
    with pytest.raises(errors.XmlRefused):
        kind_of(samples.changed(samples.word(), {"word/document.xml": content}), "a.docx")


def test_two_parts_of_one_name_are_refused() -> None:
    data = BytesIO(samples.word())
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("WORD/document.xml", b"<a/>")
    with pytest.raises(errors.FileDamaged):
        kind_of(data.getvalue(), "a.docx")


def test_the_extension_is_the_last_one() -> None:
    assert extension_of("C:\\fakepath\\見積 v1.2.PDF") == ".pdf"
    assert extension_of(".gitignore") == ""
    assert extension_of("a") == ""
