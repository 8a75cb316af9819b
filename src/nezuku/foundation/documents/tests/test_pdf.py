"""The text layer of a PDF is read page by page; pages that are pictures are told."""

from __future__ import annotations

import pytest

from nezuku.foundation.documents import errors
from nezuku.foundation.documents.extracts import extract
from nezuku.foundation.documents.limits import ExtractLimits
from nezuku.foundation.documents.tests import samples


def test_pages_are_read_in_latin_and_japanese() -> None:
    data = samples.pdf(samples.line("Tel 090-1234-5678"), samples.line("山田 太郎 様"))
    found = extract(data, "a.pdf")
    assert found.text == "【1 ページ】\nTel 090-1234-5678\n\n【2 ページ】\n山田 太郎 様"
    assert found.pages == 2
    assert found.warnings == ()


def test_invisible_words_are_read_too() -> None:
    data = samples.pdf(b"BT 3 Tr /F1 12 Tf 72 700 Td (invisible) Tj ET")
    assert "invisible" in extract(data, "a.pdf").text


def test_notes_and_form_fields_are_read() -> None:
    notes = (
        b"/Annots [ << /Type /Annot /Subtype /Text /Rect [0 0 10 10] /Contents (a note) >>"
        b" << /Type /Annot /Subtype /Widget /FT /Tx /T (f) /Rect [0 0 9 9] /V (typed in) >> ]"
    )
    found = extract(samples.pdf(samples.line("body"), annotations=notes), "a.pdf")
    assert "a note" in found.text
    assert "typed in" in found.text


def test_a_page_without_text_is_told_and_a_file_without_any_is_an_error() -> None:
    found = extract(samples.pdf(samples.line("a"), b"", samples.line("c"), b""), "a.pdf")
    assert [(told.code, told.fields) for told in found.warnings] == [
        ("pages_without_text", {"pages": "2、4"})
    ]
    with pytest.raises(errors.TextMissing) as raised:
        extract(samples.pdf(b"0 0 m 10 10 l S", b""), "a.pdf")
    assert raised.value.fields == {"pages": 2}


def test_only_so_many_pages_are_read() -> None:
    pages = [samples.line(f"page {at}") for at in range(1, 6)]
    found = extract(samples.pdf(*pages), "a.pdf", limits=ExtractLimits(pages=2))
    assert "page 2" in found.text
    assert "page 3" not in found.text
    assert found.truncated
    assert [told.code for told in found.warnings] == ["pages_cut"]


def test_a_locked_and_a_broken_file_are_typed_errors() -> None:
    with pytest.raises(errors.PasswordRefused):
        extract(samples.pdf(samples.line("a"), trailer=samples.LOCKED), "a.pdf")
    with pytest.raises(errors.FileDamaged):
        extract(b"%PDF-1.7\n" + bytes(100), "a.pdf")
