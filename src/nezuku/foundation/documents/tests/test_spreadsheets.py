"""Every sheet of a workbook is read, with what hangs on its cells."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import xlsxwriter
from openpyxl.comments import Comment

from nezuku.foundation.documents.extracts import extract
from nezuku.foundation.documents.limits import ExtractLimits
from nezuku.foundation.documents.tests import samples


def test_sheets_comments_and_printed_headers_are_read() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        first = book.active
        first.title = "名簿"
        first.append(["氏名", "電話"])
        first.append([])
        first.append(["山田", "090-1234-5678"])
        first["A3"].comment = Comment("来月退職", "x")
        first.oddHeader.center.text = "社外秘"
        hidden = book.create_sheet("給与")
        hidden.append(["額", 300000])
        hidden.sheet_state = "veryHidden"

    found = extract(samples.workbook(fill), "a.xlsx")
    assert found.pages == 2
    assert (
        "## シート：名簿\n\n| 氏名 | 電話 |\n| --- | --- |\n| 山田 | 090-1234-5678 |" in found.text
    )
    for words in ("来月退職", "社外秘", "## シート：給与（非表示）", "300000"):
        assert words in found.text
    assert [told.code for told in found.warnings] == ["hidden_text", "comments"]


def test_text_boxes_and_charts_are_read() -> None:
    target = BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet("図")
        sheet.write_row(0, 0, [1, 2])
        sheet.insert_textbox(3, 0, "箱の中の名前", {"description": "箱の説明"})
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=図!$A$1:$B$1", "name": "系列の名"})
        chart.set_title({"name": "グラフの題"})
        sheet.insert_chart(5, 0, chart)
    found = extract(target.getvalue(), "a.xlsx")
    for words in ("箱の中の名前", "箱の説明", "グラフの題", "系列の名"):
        assert words in found.text


def test_a_huge_sheet_is_cut_and_not_read_to_its_end() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        for at in range(3000):
            book.active.append([at, "文字"])

    found = extract(samples.workbook(fill), "a.xlsx", limits=ExtractLimits(characters=2000))
    assert found.truncated
    assert found.characters <= 2000
    assert "| 250 | 文字 |" not in found.text
    assert "\n\n| 100" not in found.text
