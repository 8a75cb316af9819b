"""What is exported opens right in Japanese Excel, and nothing in it runs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nezuku.foundation.documents import errors, excel_writing
from nezuku.foundation.documents.formulas import is_risky, neutralised, restored
from nezuku.foundation.documents.sheets import (
    ColumnKind,
    csv_bytes,
    iter_csv,
    sheet_name,
    xlsx_bytes,
)

TOKYO = ZoneInfo("Asia/Tokyo")
MOMENT = datetime(2026, 4, 1, 0, 30, tzinfo=UTC)
WALL = datetime(2026, 4, 1)  # noqa: DTZ001 - as it stands in a sheet, without a zone
VALUES = st.text() | st.integers() | st.floats() | st.booleans()
RISKY = [
    "=1+1",
    "+81-3",
    "-a",
    "@x",
    "\tx",
    "\rx",
    "＝1+1",
    "＋1",
    "－a",
    "＠x",
    " =1+1",
    "\u200b=1",
]


def opened(data: bytes) -> openpyxl.worksheet.worksheet.Worksheet:
    return openpyxl.load_workbook(BytesIO(data)).active


def test_csv_has_a_mark_for_excel_and_windows_line_ends() -> None:
    found = csv_bytes(["氏名", "数"], [["山田", 5], ["鈴木, 一", None]])
    assert found.data == '\ufeff氏名,数\r\n山田,5\r\n"鈴木, 一",\r\n'.encode()
    assert found.replaced == 0


def test_cp932_replaces_visibly_and_counts() -> None:
    found = csv_bytes(["氏名"], [["𠮷田 髙橋 ①〜−😀"]], encoding="cp932")
    assert found.data.decode("cp932") == "氏名\r\n〓田 髙橋 ①～－〓\r\n"
    assert found.replaced == 2


def test_letters_written_in_two_parts_become_one_in_cp932() -> None:
    found = csv_bytes(["か\u3099"], [], encoding="cp932")
    assert (found.data.decode("cp932"), found.replaced) == ("が\r\n", 0)


def test_a_sign_that_becomes_a_minus_in_cp932_is_neutralised_too() -> None:
    assert csv_bytes(["\u2212x"], [], encoding="cp932").data.decode("cp932") == "'－x\r\n"


def test_values_are_written_as_excel_reads_them() -> None:
    row = [-5, 2.5, Decimal("1e3"), True, date(2026, 4, 1), MOMENT, WALL, None]
    text = csv_bytes([], [row], zone=TOKYO).data.decode("utf-8-sig")
    assert text == "\r\n-5,2.5,1000,TRUE,2026-04-01,2026-04-01 09:30:00,2026-04-01 00:00:00,\r\n"
    with pytest.raises(ValueError, match="zone"):
        csv_bytes([], [[MOMENT]])


def test_a_huge_export_is_written_while_it_is_read() -> None:
    asked = 0

    def rows() -> Iterator[list[str]]:
        nonlocal asked
        while asked < 100_000:
            asked += 1
            yield ["x" * 100]

    stream = iter(iter_csv(["a"], rows()))
    assert next(stream) == b"\xef\xbb\xbf"
    assert len(next(stream)) < 100_000
    assert asked < 1_000


@pytest.mark.parametrize("text", RISKY)
def test_nothing_that_could_run_begins_a_cell_of_csv(text: str) -> None:
    assert is_risky(text)
    cell = csv_bytes(["a"], [[text]]).data.decode("utf-8-sig").splitlines()[1]
    assert cell.lstrip('"').startswith("'")


def test_plain_numbers_stay_numbers() -> None:
    for text in ("-5", "+81312345678", "-0.5", "5", "山田", "a=b", "1-2"):
        assert neutralised(text) == text


@given(st.text() | st.builds(str.__add__, st.sampled_from(["'", "''", "=", "'=", "－"]), st.text()))
def test_neutralised_text_can_be_restored(text: str) -> None:
    assert restored(neutralised(text)) == text


def test_excel_keeps_text_as_text_and_figures_as_figures() -> None:
    header = ["氏名", "数", "割合", "日", "時"]
    kinds = [
        *(ColumnKind.TEXT, ColumnKind.INTEGER, ColumnKind.PERCENT, ColumnKind.DATE),
        ColumnKind.MOMENT,
    ]
    rows = [["=1+1", 1200, 0.5, date(2026, 4, 1), MOMENT], ["0120", True, None, "https://a.jp", 1]]
    found = xlsx_bytes("利用者/一覧", header, rows, kinds=kinds, zone=TOKYO)
    sheet = opened(found.data)
    assert sheet.title == "利用者 一覧"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:E3"
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=1+1", "s")
    assert sheet["A2"].quotePrefix
    assert (sheet["A3"].value, sheet["A3"].data_type) == ("0120", "s")
    assert (sheet["B2"].value, sheet["B2"].number_format) == (1200, "#,##0")
    assert sheet["B3"].value is True
    assert sheet["C2"].number_format == "0.0%"
    assert sheet["D2"].value == WALL
    assert sheet["E2"].value == WALL.replace(hour=9, minute=30)
    assert sheet["D3"].hyperlink is None
    assert sheet["A2"].font.name == "Yu Gothic"
    assert sheet["A1"].font.bold
    assert found.shortened == 0


@pytest.mark.parametrize("text", RISKY)
def test_no_cell_of_excel_is_a_formula(text: str) -> None:
    sheet = opened(xlsx_bytes("a", ["a"], [[text], ["{=1}"]]).data)
    assert all(cell.data_type == "s" for row in sheet.iter_rows() for cell in row)


def test_long_text_and_long_numbers_keep_what_can_be_kept() -> None:
    found = xlsx_bytes("a", ["a"], [["あ" * 40_000], [12345678901234567890], [float("nan")]])
    sheet = opened(found.data)
    assert found.shortened == 1
    assert len(sheet["A2"].value) == 32_767
    assert sheet["A2"].value.endswith("（以下省略）")
    assert sheet["A3"].value == "12345678901234567890"
    assert sheet["A4"].value == "nan"


def test_what_no_sheet_can_hold_is_a_typed_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel_writing, "MOST_ROWS", 2)
    with pytest.raises(errors.RowsTooMany):
        xlsx_bytes("a", ["a"], [["x"]] * 3)
    with pytest.raises(errors.ColumnsTooMany):
        xlsx_bytes("a", ["a"] * 16_385, [])


@settings(deadline=None)
@given(st.text())
def test_any_title_gives_a_name_that_excel_takes(title: str) -> None:
    name = sheet_name(title)
    assert name
    assert len(name.encode("utf-16-le")) <= 62
    assert not set(name) & set("[]:*?/\\")
    assert not name.startswith("'")
    assert not name.endswith("'")


@given(
    st.lists(
        st.lists(st.text() | st.integers() | st.floats() | st.booleans(), max_size=4), max_size=4
    )
)
def test_any_rows_can_be_written(rows: list[list[str | int | float | bool]]) -> None:
    assert xlsx_bytes("a", ["a", "b"], rows).data.startswith(b"PK")
    for encoding in ("utf-8-sig", "cp932"):
        csv_bytes(["a", "b"], rows, encoding=encoding)
