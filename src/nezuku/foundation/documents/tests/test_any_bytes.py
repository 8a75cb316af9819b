"""Whatever bytes come, what comes back is a text, a table, or one of our errors."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nezuku.foundation.documents.errors import BY_CODE, DocumentError
from nezuku.foundation.documents.extracts import extract
from nezuku.foundation.documents.notices import SENTENCES, notice
from nezuku.foundation.documents.tables import read_table
from nezuku.foundation.documents.tests import samples

NAMES = st.sampled_from(["a.txt", "a.csv", "a.tsv", "a.docx", "a.xlsx", "a.pptx", "a.pdf", "a", ""])
SEEDS = {
    "a.docx": samples.word("山田 太郎", "本文"),
    "a.xlsx": samples.workbook(),
    "a.pptx": samples.slides("題"),
    "a.pdf": samples.pdf(samples.line("text"), samples.line("山田")),
    "a.csv": '氏名,メモ\r\n山田,"あ\r\nい"\r\n'.encode("cp932"),
}
PARTS = {
    "a.docx": ("word/document.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"),
    "a.xlsx": ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"),
    "a.pptx": ("ppt/presentation.xml", "ppt/slides/slide1.xml", "_rels/.rels"),
}


def read_both(data: bytes, name: str) -> None:
    with suppress(DocumentError):
        found = extract(data, name)
        assert found.text
        found.text.encode()
    with suppress(DocumentError):
        table = read_table(data, name)
        assert all(len(row) == len(table.header) for row in table.rows)


@settings(deadline=None)
@given(st.binary(max_size=400), NAMES)
def test_any_bytes(data: bytes, name: str) -> None:
    read_both(data, name)


@settings(deadline=None)
@given(st.text(alphabet='a,;\t"\r\n=あ', max_size=60), st.sampled_from(["a.csv", "a.tsv", "a.txt"]))
def test_any_marks_of_csv(text: str, name: str) -> None:
    read_both(text.encode(), name)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from(sorted(SEEDS)), st.data())
def test_damaged_files(name: str, draw: st.DataObject) -> None:
    data = bytearray(SEEDS[name])
    for _ in range(draw.draw(st.integers(1, 4))):
        data[draw.draw(st.integers(0, len(data) - 1))] = draw.draw(st.integers(0, 255))
    end = draw.draw(st.one_of(st.just(len(data)), st.integers(0, len(data))))
    read_both(bytes(data[:end]), name)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
@given(st.sampled_from(sorted(PARTS)), st.data())
def test_parts_whose_xml_is_changed(name: str, draw: st.DataObject) -> None:
    part = draw.draw(st.sampled_from(PARTS[name]))
    content = samples.part(SEEDS[name], part)
    words = sorted(
        {word for word in content.replace(b"<", b" ").replace(b">", b" ").split() if word}
    )
    old, new = (
        draw.draw(st.sampled_from(words)),
        draw.draw(st.sampled_from([*words, b"", b'x="y"'])),
    )
    changed = samples.changed(SEEDS[name], {part: content.replace(old, new)})
    read_both(changed, name)
    read_both(samples.changed(SEEDS[name], {part: None}), name)


def test_every_error_says_what_to_do_in_a_sentence_of_its_own() -> None:
    fields = {
        **dict.fromkeys(("limit", "found", "row", "line", "pages", "seconds"), 3),
        **dict.fromkeys(("extension", "wanted", "sheet", "sheets"), "x"),
    }
    sentences = set()
    for kind in BY_CODE.values():
        text = kind(**fields).text
        assert text.endswith(("。", "：x"))
        assert "%(" not in text
        sentences.add(text)
    assert len(sentences) == len(BY_CODE)


def test_every_notice_has_its_sentence() -> None:
    fields = {
        **dict.fromkeys(("count", "limit", "row"), 3),
        **dict.fromkeys(("encoding", "names", "pages", "sheet"), "x"),
    }
    for code in SENTENCES:
        assert "%(" not in notice(code, **fields).text
    with pytest.raises(KeyError):
        notice("no such code")
