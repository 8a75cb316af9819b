"""`nezuku check` says what the guard finds, without any instance."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nezuku.cli import check
from nezuku.cli.tests.conftest import Nezuku

TEXT = "担当は山田太郎です。\n電話は 090-1234-5678 です。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_findings_are_listed_with_place_kind_and_reason(
    nezuku: Nezuku, tmp_path: Path, encoding: str
):
    (tmp_path / "memo.txt").write_bytes(TEXT.encode(encoding))

    done = nezuku("check", "memo.txt")

    assert done.returncode == 1
    assert "2行5字\t電話番号\tレベル2\t伏せて送信\t090-1234-5678" in done.stdout
    assert done.stderr == ""
    assert not (tmp_path / "data").exists()


def test_a_clean_text_from_standard_input_gives_zero(nezuku: Nezuku):
    done = nezuku("check", "-", input="今日は晴れです。".encode("cp932"))

    assert (done.returncode, done.stdout) == (0, "見つかったものはありません。\n")
    assert nezuku("check", "-", input="").returncode == 0


def test_the_masked_text_is_all_that_is_printed(nezuku: Nezuku):
    done = nezuku("check", "-", "--mask", input=TEXT)

    assert done.returncode == 1
    assert "090" not in done.stdout
    assert done.stdout.startswith("担当は")
    assert done.stdout.endswith(" です。\n")


def test_programs_get_json_with_offsets_into_the_file(nezuku: Nezuku):
    done = nezuku("check", "-", "--json", "--mask", input="\n  " + TEXT)

    found = json.loads(done.stdout)
    (phone,) = [one for one in found["findings"] if one["kind"] == "phone"]
    assert ("\n  " + TEXT)[phone["start"] : phone["end"]] == "090-1234-5678"
    assert "090" not in found["masked"]


def test_english_is_spoken_where_it_is_wished(nezuku: Nezuku):
    assert nezuku("check", "-", "--lang", "en", input="x").stdout == "Nothing was found.\n"
    english = {"LANG": "en_US.UTF-8"}
    assert nezuku("check", "-", input="x", env=english).stdout == "Nothing was found.\n"
    assert "見つかった" in nezuku("check", "-", input="x", env={"LANG": "C"}).stdout


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("nothing.txt", None, "nothing.txt を開けません"),
        (".", None, "フォルダーです"),
        ("noise.bin", bytes(range(256)) * 20, ""),
        ("broken.xlsx", b"PK\x03\x04 no zip", ""),
    ],
)
def test_what_cannot_be_read_is_one_sentence_and_two(
    nezuku: Nezuku, tmp_path: Path, name: str, content: bytes | None, words: str
):
    if content is not None:
        (tmp_path / name).write_bytes(content)

    done = nezuku("check", name)

    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert "予期しない" not in done.stderr


@given(st.text(alphabet="ab\n\r山", max_size=60), st.data())
def test_places_count_lines_and_characters_from_one(text: str, data: st.DataObject):
    offset = data.draw(st.integers(0, len(text)))

    line, column = check._place(check._line_starts(text), offset)

    before = text[:offset].split("\n")
    assert (line, column) == (len(before), len(before[-1]) + 1)
