"""A list that somebody uploads becomes a header and rows, or a sentence that says what to do."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nezuku.foundation.documents import errors
from nezuku.foundation.documents.limits import TableLimits
from nezuku.foundation.documents.sheets import csv_bytes
from nezuku.foundation.documents.tables import Table, read_table
from nezuku.foundation.documents.tests import samples

MORNING = datetime(2026, 4, 1, 9, 30)  # noqa: DTZ001 - as it stands in a sheet


def codes(table: Table) -> list[str]:
    return [told.code for told in table.warnings]


@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_the_delimiter_is_found(sign: str) -> None:
    text = f"氏名{sign}メモ\n山田{sign}あ、い\n鈴木{sign}う\n"
    table = read_table(text.encode(), "名簿.csv")
    assert table.header == ("氏名", "メモ")
    assert table.rows == (("山田", "あ、い"), ("鈴木", "う"))
    assert table.encoding == "utf-8"


def test_excel_may_name_its_delimiter_in_the_first_line() -> None:
    table = read_table(b"sep=;\r\na;b\r\n1,5;2,5\r\n", "x.csv")
    assert table.rows == (("1,5", "2,5"),)


def test_commas_inside_cells_do_not_mislead_a_tab_separated_file() -> None:
    table = read_table("名,a\t住所,b\n山田\t東京,港区\n".encode(), "x.tsv")
    assert table.header == ("名,a", "住所,b")


def test_a_quoted_cell_may_hold_lines_and_quotation_marks() -> None:
    table = read_table('氏名,メモ\r\n山田,"1行目\r\n2行目 ""引用"""\r\n'.encode("cp932"), "x.csv")
    assert table.rows == (("山田", '1行目\r\n2行目 "引用"'),)


def test_empty_rows_and_columns_at_the_end_are_dropped_and_lines_keep_their_numbers() -> None:
    table = read_table("\n氏名,部署,,\n山田,営業,,\n,,,\n鈴木,総務,,\n,,,\n\n".encode(), "x.csv")
    assert table.header == ("氏名", "部署")
    assert table.rows == (("山田", "営業"), ("", ""), ("鈴木", "総務"))
    assert table.first_line == 3
    assert codes(table) == []


def test_ragged_rows_are_padded_and_told() -> None:
    table = read_table(b"a,b,c\n1\n1,2,3,4\n", "x.csv")
    assert table.header == ("a", "b", "c", "")
    assert table.rows == (("1", "", "", ""), ("1", "2", "3", "4"))
    told = {notice.code: notice.fields for notice in table.warnings}
    assert told["rows_padded"] == {"count": 2, "row": 2}
    assert told["header_empty"] == {"count": 1}


def test_repeated_headers_are_told() -> None:
    assert codes(read_table(b"a,b,a\n1,2,3\n", "x.csv")) == ["header_repeated"]


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", errors.FileEmpty),
        (b"\n,,\n", errors.FileEmpty),
        ("氏名,部署\n".encode(), errors.RowsMissing),
        (b"a,b\n1,\x00\n", errors.NotText),
        (b'a,b\n1,"2\n3,4\n', errors.QuoteUnclosed),
        (samples.PNG, errors.ImageRefused),
    ],
)
def test_what_is_no_table_is_a_typed_error(data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        read_table(data, "x.csv")


def test_an_unclosed_quotation_mark_is_told_with_its_line() -> None:
    with pytest.raises(errors.QuoteUnclosed) as raised:
        read_table(b'a,b\n1,2\n3,"4\n5,6\n', "x.csv")
    assert raised.value.fields == {"line": 3}


def test_a_million_rows_are_refused_with_the_number() -> None:
    data = b"a,b\n" + b"1,2\n" * 1_000_000
    with pytest.raises(errors.RowsTooMany) as raised:
        read_table(data, "x.csv")
    assert raised.value.fields == {"limit": 50_000}


def test_each_limit_has_its_error() -> None:
    limits = TableLimits(bytes=100, rows=2, columns=3, cell_characters=5)
    assert read_table(b"a,b\n1,2\n3,4\n\n\n", "x.csv", limits=limits).rows
    for data, error in (
        (b"a\n" + b"1\n" * 60, errors.FileTooLarge),
        (b"a,b\n1,2\n1,2\n1,2\n", errors.RowsTooMany),
        (b"a,b,c,d\n1,2,3,4\n", errors.ColumnsTooMany),
        (b"a,b\n1,123456\n", errors.CellTooLong),
    ):
        with pytest.raises(error):
            read_table(data, "x.csv", limits=limits)


def test_a_cell_beyond_what_the_parser_takes_is_a_typed_error_too() -> None:
    with pytest.raises(errors.CellTooLong):
        read_table(b'a,b\n1,"' + b"x" * 200_000 + b'"\n', "x.csv")


def test_cells_of_excel_read_as_excel_shows_them() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        sheet = book.active
        sheet.append(["値"])
        for value in (5, 5.0, 0.1 + 0.2, True, date(2026, 4, 1), MORNING):
            sheet.append([value])
        sheet.append([time(9, 5)])
        sheet.append([timedelta(hours=30, minutes=5)])
        sheet.append(["文字"])

    table = read_table(samples.workbook(fill), "x.xlsx")
    assert [row[0] for row in table.rows] == [
        *("5", "5", "0.3", "TRUE", "2026-04-01", "2026-04-01 09:30:00"),
        *("09:05:00", "30:05:00", "文字"),
    ]
    assert table.sheet == "Sheet"
    assert table.encoding is None


def test_the_first_visible_sheet_with_cells_is_read_unless_one_is_named() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        hidden = book.create_sheet("隠し", 0)
        hidden.append(["x"])
        hidden.append(["y"])
        hidden.sheet_state = "hidden"
        names = book.create_sheet("名簿")
        names.append(["氏名"])
        names.append(["山田"])

    data = samples.workbook(fill)
    table = read_table(data, "x.xlsx")
    assert (table.sheet, table.rows) == ("名簿", (("山田",),))
    assert codes(table) == ["other_sheets"]
    assert read_table(data, "x.xlsx", sheet="隠し").rows == (("y",),)
    with pytest.raises(errors.SheetUnknown) as raised:
        read_table(data, "x.xlsx", sheet="ない")
    assert "名簿" in raised.value.fields["sheets"]


def test_merged_cells_and_formulas_without_results_are_tolerated_and_told() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        sheet = book.active
        sheet.append(["氏名", "部署", "計"])
        sheet.append(["山田", None, "=1+1"])
        sheet.merge_cells("A2:B2")
        sheet.append(["鈴木", "総務", 2])

    table = read_table(samples.workbook(fill), "x.xlsx")
    assert table.rows == (("山田", "", ""), ("鈴木", "総務", "2"))
    assert codes(table) == ["formulas_uncalculated"]


def test_a_wrong_dimension_does_not_hide_cells() -> None:
    data = samples.workbook()
    sheet = samples.part(data, "xl/worksheets/sheet1.xml")
    lied = samples.changed(
        data, {"xl/worksheets/sheet1.xml": sheet.replace(b'ref="A1:B2"', b'ref="A1"')}
    )
    assert b'ref="A1"' in samples.part(lied, "xl/worksheets/sheet1.xml")
    assert read_table(lied, "x.xlsx").rows == (("山田 太郎", "営業部"),)


def test_limits_hold_for_excel_too() -> None:
    def far(book: openpyxl.Workbook) -> None:
        book.active["A1"] = "a"
        book.active["A90000"] = "b"

    with pytest.raises(errors.RowsTooMany):
        read_table(samples.workbook(far), "x.xlsx")
    with pytest.raises(errors.ColumnsTooMany):
        read_table(samples.workbook(), "x.xlsx", limits=TableLimits(columns=1))
    with pytest.raises(errors.CellTooLong):
        read_table(samples.workbook(), "x.xlsx", limits=TableLimits(cell_characters=2))


def test_other_files_are_no_tables() -> None:
    for data, name in ((samples.word(), "x.docx"), (samples.pdf(samples.line("a")), "x.pdf")):
        with pytest.raises(errors.TypeIsNoTable):
            read_table(data, name)


CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Co"]), max_size=12)


@settings(deadline=None)
@given(st.data())
def test_any_table_survives_csv(data: st.DataObject) -> None:
    width = data.draw(st.integers(1, 5))
    header = data.draw(
        st.lists(CELLS.filter(str.strip), min_size=width, max_size=width, unique=True)
    )
    row = st.lists(
        CELLS | st.sampled_from(["=1+1", "'@a", "-5", "a\nb", 'x"y', "＝1", ";", "a\tb"])
    )
    rows = data.draw(
        st.lists(row.map(lambda cells: (cells + [""] * width)[:width]), min_size=1, max_size=6)
    )
    rows.append(["終"] * width)
    table = read_table(csv_bytes(header, rows).data, "x.csv")
    assert table.header == tuple(header)
    expected = [
        tuple("" if not any(c.strip() for c in row[i:]) else c for i, c in enumerate(row))
        for row in rows
    ]
    assert table.rows == tuple(expected)
