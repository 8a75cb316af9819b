"""No word of a Word file is missed, wherever it stands."""

from __future__ import annotations

from io import BytesIO
from struct import pack
from zlib import compress, crc32

import docx
import pytest
from docx.oxml import OxmlElement

from nezuku.foundation.documents import errors
from nezuku.foundation.documents.extracts import Extract, extract
from nezuku.foundation.documents.limits import ExtractLimits
from nezuku.foundation.documents.tests import samples


def read(data: bytes) -> Extract:
    return extract(data, "文書.docx")


def codes(found: Extract) -> dict[str, object]:
    return {told.code: told.fields for told in found.warnings}


def test_paragraphs_headings_and_tables_keep_their_order() -> None:
    document = docx.Document()
    document.add_heading("契約書", 1)
    document.add_paragraph("第1条")
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ("氏名", "電話|内線", "山田\n太郎", ""), strict=True):
        cell.text = text
    document.add_paragraph("以上")
    found = read(samples.bytes_of(document))
    assert found.text == (
        "# 契約書\n第1条\n\n| 氏名 | 電話\\|内線 |\n| --- | --- |\n| 山田<br>太郎 |  |\n以上"
    )
    assert found.characters == len(found.text)
    assert found.warnings == ()


def test_headers_footers_and_comments_are_read() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("本文")
    document.sections[0].header.paragraphs[0].text = "社外秘"
    document.sections[0].footer.paragraphs[0].text = "例株式会社"
    document.add_comment(paragraph.runs, text="山田さんに確認", author="x", initials="x")
    found = read(samples.bytes_of(document))
    for words in ("社外秘", "例株式会社", "山田さんに確認"):
        assert words in found.text
    assert codes(found)["comments"] == {"count": 1}


def test_tables_in_tables_and_in_content_controls_are_read() -> None:
    document = docx.Document()
    inner = document.add_table(1, 1).cell(0, 0).add_table(1, 1)
    inner.cell(0, 0).text = "内側の表"
    assert "内側の表" in read(samples.bytes_of(document)).text
    found = read(
        samples.word_with(
            "<w:sdt><w:sdtContent><w:tbl><w:sdt><w:sdtContent><w:tr><w:tc><w:p><w:r>"
            "<w:t>コントロールの中</w:t></w:r></w:p></w:tc></w:tr></w:sdtContent></w:sdt></w:tbl>"
            "</w:sdtContent></w:sdt>"
        )
    )
    assert "コントロールの中" in found.text


def test_hidden_and_deleted_words_are_read_and_told() -> None:
    found = read(
        samples.word_with(
            "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>隠し文字</w:t></w:r>"
            "<w:del><w:r><w:delText>消した名前</w:delText></w:r></w:del>"
            "<w:ins><w:r><w:t>加えた名前</w:t></w:r></w:ins></w:p>"
        )
    )
    assert "隠し文字［削除された文字：消した名前］加えた名前" in found.text
    assert codes(found) == {"hidden_text": {"count": 1}, "deleted_text": {"count": 1}}


def test_a_text_box_is_read_once_though_it_stands_in_the_file_twice() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>箱の中</w:t></w:r></w:p></w:txbxContent>"
    found = read(
        samples.word_with(
            "<w:p><w:r><mc:AlternateContent>"
            f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing>'
            "</mc:Choice>"
            f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
            "</mc:AlternateContent></w:r></w:p>"
        )
    )
    assert found.text.count("箱の中") == 1


def test_furigana_follow_their_word_and_breaks_are_kept() -> None:
    found = read(
        samples.word_with(
            "<w:p><w:r><w:ruby><w:rt><w:r><w:t>やまだ</w:t></w:r></w:rt>"
            "<w:rubyBase><w:r><w:t>山田</w:t></w:r></w:rubyBase></w:ruby></w:r>"
            "<w:r><w:br/><w:t>090</w:t><w:noBreakHyphen/><w:t>1234</w:t></w:r></w:p>"
        )
    )
    assert "山田（やまだ）\n090-1234" in found.text


def test_words_split_over_runs_and_links_come_back_whole() -> None:
    found = read(
        samples.word_with(
            "<w:p><w:r><w:t>090-12</w:t></w:r><w:hyperlink><w:r><w:t>34-5678</w:t></w:r>"
            "</w:hyperlink></w:p>"
        )
    )
    assert "090-1234-5678" in found.text


def test_text_outside_of_any_paragraph_is_read_too() -> None:
    document = docx.Document()
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "段落の外"
    run.append(text)
    document.element.body.insert(0, run)
    assert "段落の外" in read(samples.bytes_of(document)).text


def test_footnotes_are_read() -> None:
    data = samples.word("本文")
    relations = samples.part(data, "word/_rels/document.xml.rels")
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    link = f'<Relationship Id="rId99" Type="{kind}" Target="footnotes.xml"/></Relationships>'
    notes = (
        f'<w:footnotes {samples.W}><w:footnote w:id="2"><w:p><w:r><w:t>注の中の名前</w:t></w:r>'
        "</w:p></w:footnote></w:footnotes>"
    )
    found = read(
        samples.changed(
            data,
            {
                "word/footnotes.xml": notes.encode(),
                "word/_rels/document.xml.rels": relations.replace(
                    b"</Relationships>", link.encode()
                ),
            },
        )
    )
    assert "[2] 注の中の名前" in found.text


def test_pictures_are_counted_and_their_descriptions_read() -> None:
    document = docx.Document()
    document.add_paragraph("図")

    def chunk(kind: bytes, body: bytes) -> bytes:
        return pack(">I", len(body)) + kind + body + pack(">I", crc32(kind + body))

    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    png += chunk(b"IDAT", compress(b"\0\0")) + chunk(b"IEND", b"")
    shape = document.add_picture(BytesIO(png))
    shape._inline.docPr.set("descr", "顧客の写真")
    found = read(samples.bytes_of(document))
    assert "［図の説明：顧客の写真］" in found.text
    assert codes(found)["images_not_read"] == {"count": 1}


def test_a_long_text_is_cut_after_a_whole_line_and_told() -> None:
    found = extract(
        samples.word(*(f"{at} 行目 090-1234-5678" for at in range(1000))),
        "a.docx",
        limits=ExtractLimits(characters=1005),
    )
    assert found.truncated
    assert found.text.endswith("090-1234-5678")
    assert codes(found)["text_cut"] == {"limit": 1005}


def test_an_empty_document_and_a_broken_one_are_typed_errors() -> None:
    with pytest.raises(errors.FileEmpty):
        read(samples.bytes_of(docx.Document()))
    with pytest.raises(errors.FileDamaged):
        read(samples.changed(samples.word(), {"word/document.xml": b"<w:document"}))
