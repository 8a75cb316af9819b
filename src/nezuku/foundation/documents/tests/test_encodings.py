"""Text files come from Excel, Notepad, old mail programs and servers; each is read as written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nezuku.foundation.documents.decoding import decode
from nezuku.foundation.documents.errors import EncodingUnknown, FileEmpty, NotText

LIST = "氏名,部署,メール\r\n髙橋 花子,営業部,hanako@example.co.jp\r\n﨑山 ①郎,㈱例,－〜\r\n"
PLAIN = "氏名,部署,フリガナ\r\n山田 太郎,営業部,ヤマダ タロウ\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16", "utf-32"])
def test_a_list_with_vendor_characters_is_read(encoding: str) -> None:
    text = LIST.replace("〜", "～")
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize("encoding", ["euc_jp", "iso2022_jp", "shift_jis", "cp932"])
def test_a_plain_list_is_read(encoding: str) -> None:
    found = decode(PLAIN.encode(encoding))
    assert found.text == PLAIN
    assert not found.notices


def test_mail_programs_put_circled_figures_into_iso_2022_jp() -> None:
    double = "①株式会社".encode("cp932")
    jis = bytearray()
    for high, low in zip(double[::2], double[1::2], strict=True):
        row = (high - (0x70 if high < 0xA0 else 0xB0)) * 2
        row, cell = (
            (row, low - 0x7E) if low >= 0x9F else (row - 1, low - (0x20 if low > 0x7F else 0x1F))
        )
        jis += bytes((row, cell))
    data = b"a,\x1b$B" + bytes(jis) + b"\x1b(B,z\n"
    assert decode(data).text == "a,①株式会社,z\n"


def test_half_width_kana_are_cp932_and_said_to_be_guessed() -> None:
    found = decode("ﾔﾏﾀﾞ ﾀﾛｳ,ｶﾌﾞｼｷｶﾞｲｼｬ\r\n".encode("cp932"))
    assert found.encoding == "cp932"
    assert [told.code for told in found.notices] in ([], ["encoding_guessed"])


@given(
    st.text(alphabet="あいうえおかきくけこさしすせそアイウエオ東京営業部長山田太郎、。", min_size=2)
)
def test_kana_and_kanji_in_euc_jp_are_never_taken_for_cp932_when_there_is_hiragana(
    text: str,
) -> None:
    text = f"お名前,{text}"
    assert decode(text.encode("euc_jp")).text == text


@given(st.text(alphabet="あいうアイウ東京都港区営業部長髙﨑①㈱ｱｲｳ、。,\n", min_size=1))
def test_cp932_of_any_kind_is_read_back(text: str) -> None:
    text = f"氏名,部署\n{text}"
    assert decode(text.encode("cp932")).text == text


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Co"]), min_size=1))
def test_utf_8_is_read_back(text: str) -> None:
    text = f"見出し{text}"
    assert decode(text.encode()).text == text


def test_nothing_is_an_error() -> None:
    for data in (b"", b" \r\n", b"\xef\xbb\xbf", b"\xff\xfe"):
        with pytest.raises(FileEmpty):
            decode(data)


def test_bytes_that_are_no_text_are_an_error() -> None:
    for data in (b"a\x00b", bytes(range(32)) * 10, b"\x7fELF\x02\x01\x01" + bytes(20)):
        with pytest.raises(NotText):
            decode(data)


def test_western_text_is_not_turned_into_kanji() -> None:
    with pytest.raises(EncodingUnknown):
        decode("café, naïve".encode("latin-1"))


def test_half_a_character_at_the_end_is_an_error_not_a_question_mark() -> None:
    with pytest.raises(EncodingUnknown):
        decode("﻿あ".encode("utf-16")[:-1])


def test_control_characters_that_could_split_a_number_are_taken_out_and_told() -> None:
    found = decode("電話 090-12\x0834-5678 です".encode())
    assert "090-1234-5678" in found.text
    assert [told.code for told in found.notices] == ["control_characters"]


def test_characters_made_by_a_company_itself_are_told() -> None:
    found = decode("渡\ue000さん".encode("cp932"))
    assert [told.code for told in found.notices] == ["private_characters"]
