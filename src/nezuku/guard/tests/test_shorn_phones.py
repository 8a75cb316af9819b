"""Telephone numbers that lost their leading zero in a spreadsheet are found under their label."""

from __future__ import annotations

import pytest

from nezuku.guard import Guard


def phones(text: str) -> list[str]:
    return [f.text for f in Guard().inspect(text).findings if f.kind == "phone"]


@pytest.mark.parametrize(
    "text",
    [
        "氏名,電話番号,部署\n佐藤花子,9012345678,営業\n鈴木一郎,8098765432,製造\n",
        "氏名\t携帯\n佐藤花子\t9012345678\n鈴木一郎\t8098765432\n",
        "| 氏名 | 電話番号 |\n|---|---|\n| 佐藤花子 | 9012345678 |\n| 鈴木一郎 | 8098765432 |\n",
        "電話番号：9012345678\n携帯電話：8098765432",
    ],
)
def test_the_label_says_what_the_digits_are(text: str) -> None:
    assert phones(text) == ["9012345678", "8098765432"]


def test_fixed_lines_lose_theirs_too() -> None:
    assert phones("会社名,TEL\n見本商事,312345678\n") == ["312345678"]


@pytest.mark.parametrize(
    "text",
    [
        "注文番号,数量\n9012345678,3\n",
        "売上は9012345678円でした",
        "管理番号 312345678 の件",
        "2026-11-21 の会議",
    ],
)
def test_without_such_a_label_they_are_other_numbers(text: str) -> None:
    assert phones(text) == []
