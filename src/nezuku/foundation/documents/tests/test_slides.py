"""Slides are read in their order, with what stands beside and behind them."""

from __future__ import annotations

import pptx
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from nezuku.foundation.documents.extracts import extract
from nezuku.foundation.documents.tests import samples


def test_titles_tables_charts_groups_and_notes_are_read() -> None:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "売上の報告"
    place = (Inches(1), Inches(1), Inches(4), Inches(2))
    table = slide.shapes.add_table(2, 2, *place).table
    table.cell(0, 0).text, table.cell(1, 1).text = "氏名", "山田"
    figures = CategoryChartData()
    figures.categories = ["4月", "5月"]
    figures.add_series("売上", (10, 20.5))
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *place, figures)
    group = slide.shapes.add_group_shape()
    group.shapes.add_textbox(*place).text_frame.text = "組の中"
    slide.notes_slide.notes_text_frame.text = "話すこと"
    found = extract(samples.bytes_of(deck), "a.pptx")
    assert found.pages == 1
    for words in (
        "## スライド 1\n売上の報告",
        "| 氏名 |  |\n| --- | --- |\n|  | 山田 |",
        "|  | 売上 |\n| --- | --- |\n| 4月 | 10 |\n| 5月 | 20.5 |",
        "組の中",
        "【ノート】\n話すこと",
    ):
        assert words in found.text


def test_slides_keep_their_order_and_hidden_ones_are_marked() -> None:
    deck = pptx.Presentation()
    for title in ("一枚目", "二枚目"):
        deck.slides.add_slide(deck.slide_layouts[5]).shapes.title.text = title
    listed = deck.slides._sldIdLst
    listed.append(listed[0])
    deck.slides[0]._element.set("show", "0")
    found = extract(samples.bytes_of(deck), "a.pptx")
    assert found.text.index("二枚目") < found.text.index("一枚目")
    assert "## スライド 1（非表示）\n二枚目" in found.text
    assert [told.code for told in found.warnings] == ["hidden_text"]


def test_a_footer_on_the_layout_is_read_but_not_its_instructions() -> None:
    deck = pptx.Presentation()
    layout = deck.slide_layouts[5]
    shape = deck.slides.add_slide(layout).shapes.add_textbox(0, 0, Inches(1), Inches(1))
    shape.text_frame.text = "社外秘"
    layout.shapes._spTree.append(shape._element)
    deck.slides[0].shapes.title.text = "題"
    found = extract(samples.bytes_of(deck), "a.pptx")
    assert found.text.endswith("【スライドの背景にある文字】\n社外秘")
    assert "Click to edit" not in found.text


def test_comments_of_both_kinds_are_read() -> None:
    data = samples.slides("題")
    relations = samples.part(data, "ppt/slides/_rels/slide1.xml.rels")
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = (
        f'<Relationship Id="rId8" Type="{base}/comments" Target="../comments/c1.xml"/>'
        '<Relationship Id="rId9" Type="http://schemas.microsoft.com/office/2018/10/relationships/'
        'comments" Target="../comments/c2.xml"/></Relationships>'
    )
    old = '<p:cmLst xmlns:p="p"><p:cm><p:text>古い形の指摘</p:text></p:cm></p:cmLst>'
    new = (
        '<n:cmLst xmlns:n="n" xmlns:a="a"><n:cm><n:replyLst><n:reply><n:txBody><a:p><a:r>'
        "<a:t>返信の文</a:t></a:r></a:p></n:txBody></n:reply></n:replyLst><n:txBody><a:p><a:r>"
        "<a:t>新しい形の指摘</a:t></a:r></a:p></n:txBody></n:cm></n:cmLst>"
    )
    found = extract(
        samples.changed(
            data,
            {
                "ppt/slides/_rels/slide1.xml.rels": relations.replace(
                    b"</Relationships>", links.encode()
                ),
                "ppt/comments/c1.xml": old.encode(),
                "ppt/comments/c2.xml": new.encode(),
            },
        ),
        "a.pptx",
    )
    for words in ("【コメント】古い形の指摘", "【コメント】新しい形の指摘", "【コメント】返信の文"):
        assert words in found.text
