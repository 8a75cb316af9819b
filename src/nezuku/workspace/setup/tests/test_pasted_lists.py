"""Lists of departments and of addresses, as they come out of Excel, mail programs and heads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nezuku.workspace.setup import departments, invitees
from nezuku.workspace.setup.departments import Row


@pytest.mark.parametrize(
    ("line", "name", "count"),
    [
        ("営業部\t24", "営業部", "24"),
        ("営業部,24", "営業部", "24"),
        ("営業部　２４名", "営業部", "24"),
        ("・製造部（27人）", "製造部", "27"),
        ("品質保証部: 8", "品質保証部", "8"),
        ("情報システム部", "情報システム部", ""),
        ("第2営業部", "第2営業部", ""),
        ("Sales 12", "Sales", "12"),
        ("1", "1", ""),
    ],
)
def test_a_line_is_a_department_with_or_without_its_people(
    line: str, name: str, count: str
) -> None:
    assert departments.pasted(line) == (Row(name, count),)


@given(st.text(max_size=500))
def test_any_text_gives_rows_with_names_and_counts_that_can_be_read(text: str) -> None:
    for row in departments.pasted(text):
        assert row.name.strip()
        assert departments.count_of(row.head_count) is not None


@given(st.text(max_size=20))
def test_a_typed_count_is_a_number_or_none(text: str) -> None:
    count = departments.count_of(text)
    assert count is None or 0 <= count < 10_000_000


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a@example.com", [("a@example.com", "")]),
        ("山田 花子 <Hanako@Example.com>", [("hanako@example.com", "山田 花子")]),
        ("山田 花子\thanako@example.com", [("hanako@example.com", "山田 花子")]),
        ("hanako@example.com,山田 花子", [("hanako@example.com", "山田 花子")]),
        (
            '"山田 花子" <h@example.com>;t@example.com',
            [("h@example.com", "山田 花子"), ("t@example.com", "")],
        ),
        ("a@example.com, b@example.com", [("a@example.com", ""), ("b@example.com", "")]),
        ("ａ＠ｅｘａｍｐｌｅ．ｃｏｍ", [("a@example.com", "")]),
        ("a@example.com\nA@example.com", [("a@example.com", "")]),
        ("山田 花子", [("", "")]),
        ("\n\n", []),
    ],
)
def test_addresses_are_found_with_their_names(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(one.email, one.name) for one in invitees.pasted(text)] == expected


@given(st.text(max_size=400))
def test_each_address_comes_once_and_no_line_is_dropped(text: str) -> None:
    found = invitees.pasted(text)
    emails = [one.email for one in found if one.email]
    assert len(emails) == len(set(emails))
    assert all("@" in email for email in emails)
    assert (
        bool(found) == bool(text.replace(";", "").replace("；", "").strip()) or not text.isascii()
    )
