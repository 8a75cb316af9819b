"""Telephone numbers, mail, postal codes, addresses, birth dates."""

from __future__ import annotations

import pytest

from nezuku.guard import Guard

GUARD = Guard()


def found(text: str, kind: str) -> list[str]:
    """Give the surfaces of one kind."""
    return [f.text for f in GUARD.inspect(text).findings if f.kind == kind]


@pytest.mark.parametrize(
    "number",
    [
        "03-1234-5678",
        "(03)1234-5678",
        "03(1234)5678",
        "０３－１２３４－５６７８",
        "090-1234-5678",
        "090 1234 5678",
        "09012345678",
        "080.1234.5678",
        "0120-123-456",
        "0120(123)456",
        "+81-90-1234-5678",
        "+81 3 1234 5678",
        "03ー1234ー5678",
        "03‐1234‐5678",
        "〇九〇ー一二三四ー五六七八",
        "090-1234-\n5678",
        "0463-12-3456",
    ],
)
def test_every_notation_of_a_telephone_number_is_found(number: str) -> None:
    assert found(f"折り返しは{number}までお願いします。", "phone") == [number]


def test_bare_digits_of_a_fixed_line_need_a_label() -> None:
    assert found("電話は0312345678です", "phone") == ["0312345678"]
    assert not found("伝票 0312345678", "phone")


@pytest.mark.parametrize(
    "address",
    [
        "taro@example.co.jp",
        "ｔａｒｏ＠ｅｘａｍｐｌｅ．ｃｏｍ",
        "taro+news@mail.example.com",
        "taro[at]example.com",
        "taro＠example.jp",
    ],
)
def test_mail_is_found_right_beside_japanese(address: str) -> None:
    assert found(f"メールは{address}です。", "email") == [address]


@pytest.mark.parametrize(
    "address",
    [
        "東京都千代田区見本町1-2-3",
        "神奈川県横浜市中区例町１丁目２番３号",
        "北海道札幌市中央区北1条西2丁目3-4",
        "大阪府大阪市北区見本1-2-3 サンプルビル5F",
        "京都府京都市中京区例示町12番地の3",
        "世田谷区見本3-4-5",
        "東京都港区例示四丁目十二番三号",
        "長野県松本市見本1234-5 見本荘201号室",
        "福島県双葉郡浪江町\n見本台9-24-19",
    ],
)
def test_an_address_is_found_whole(address: str) -> None:
    assert found(f"お届け先：{address}（平日のみ）", "address") == [address]


def test_a_place_alone_is_no_address() -> None:
    assert not found("東京都で3回、横浜市で2回開催した。", "address")


def test_a_postal_code_needs_a_mark_or_an_address() -> None:
    assert found("〒100-0001", "postal_code") == ["100-0001"]
    assert found("100-0001 東京都千代田区", "postal_code") == ["100-0001"]
    assert not found("品番 100-0001", "postal_code")


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("生年月日：1980年4月1日", "1980年4月1日"),
        ("生年月日 S55.4.1", "S55.4.1"),
        ("昭和55年4月1日生まれ", "昭和55年4月1日"),
        ("（1980/04/01生）", "1980/04/01"),
        ("date of birth: April 1, 1980", "April 1, 1980"),
        ("生年月日は19800401です", "19800401"),
    ],
)
def test_a_birth_date_is_found_under_its_label(text: str, date: str) -> None:
    assert found(text, "birth_date") == [date]


def test_the_founding_of_a_company_is_no_birth_date() -> None:
    assert not found("昭和60年4月1日創業、平成12年10月1日に移転", "birth_date")
