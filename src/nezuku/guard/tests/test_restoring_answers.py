"""Restoring: what a model may do to a placeholder, and every way to cut a stream."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nezuku.guard.placeholders import LITERAL, form
from nezuku.guard.restoring import Restorer, restore

MAPPING = {
    "《氏名1》": "見本 太郎",
    "《氏名1姓》": "見本",
    "《氏名12》": "例示 花子",
    "《会社1》": '株式会社"例"商事',
    "《メール1》": "taro@example.co.jp",
}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("《氏名1》様", "見本 太郎様"),
        ("《氏名１》様", "見本 太郎様"),
        ("《 氏名 1 》様", "見本 太郎様"),
        ("≪氏名1≫", "見本 太郎"),
        ("<<氏名1>>", "見本 太郎"),
        ("<氏名1>", "見本 太郎"),
        ("＜氏名1＞", "見本 太郎"),
        ("〈氏名1〉", "見本 太郎"),
        ("【氏名1】", "見本 太郎"),
        ("「氏名1」", "見本 太郎"),
        ("[氏名1]", "見本 太郎"),
        ("[[氏名1]]", "見本 太郎"),
        ("{氏名1}", "見本 太郎"),
        ("《氏名_1》", "見本 太郎"),
        (r"《氏名\_1》", "見本 太郎"),
        ("**《氏名1》**", "**見本 太郎**"),
        ("《**氏名1**》", "見本 太郎"),
        ("| 《氏名1》 | `《メール1》` |", "| 見本 太郎 | `taro@example.co.jp` |"),
        ("《Name 1》", "見本 太郎"),
        ("[Name1]", "見本 太郎"),
        ("《氏名1姓》さん", "見本さん"),
        ("《Name1 surname》", "見本"),
        ("《氏名12》", "例示 花子"),
    ],
)
def test_a_placeholder_comes_back_in_every_form_a_model_gives_it(written: str, read: str) -> None:
    assert restore(written, MAPPING) == read


@pytest.mark.parametrize(
    "written",
    [
        "《氏名2》",
        "《氏名01》",
        "《氏名》",
        "《未知1》",
        "氏名1",
        "《氏名1",
        "《",
        "[1]",
        "<b>",
        "《氏名1名》",
    ],
)
def test_what_was_never_handed_out_is_left_alone(written: str) -> None:
    assert restore(written, MAPPING) == written


PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *MAPPING,
                "《氏名1",
                "名1》",
                "<<氏名1>>",
                "<<",
                "《《氏名1》》",
                "[Name 1]",
                "《氏名9》",
                "\\",
                "**",
                "氏",
                "1",
            ]
        ),
        st.text(max_size=4),
    ),
    max_size=8,
).map("".join)


@given(text=PIECES, data=st.data())
@settings(max_examples=300, deadline=None)
def test_however_a_stream_is_cut_the_reader_sees_the_same(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    restorer = Restorer(MAPPING)
    edges = [0, *cuts, len(text)]
    seen = "".join(restorer.feed(text[a:b]) for a, b in pairwise(edges))
    assert seen + restorer.close() == restore(text, MAPPING)


def test_every_single_cut_of_a_text_gives_the_same() -> None:
    text = "拝啓 《氏名1》様、<<会社 1>>の[Name12]より。《氏名9》《氏"
    whole = restore(text, MAPPING)
    for cut in range(len(text) + 1):
        restorer = Restorer(MAPPING)
        assert restorer.feed(text[:cut]) + restorer.feed(text[cut:]) + restorer.close() == whole


def test_a_partial_placeholder_is_never_shown() -> None:
    restorer = Restorer(MAPPING)
    assert restorer.feed("宛先：《氏") == "宛先："
    assert restorer.feed("名1") == ""
    assert restorer.feed("》様") == "見本 太郎様"


def test_json_source_stays_json_and_escapes_are_known() -> None:
    source = json.dumps({"to": "《会社1》", "body": "《氏名1》様\n"})
    restored = json.loads(restore(source, MAPPING, json=True))
    assert restored == {"to": '株式会社"例"商事', "body": "見本 太郎様\n"}


@given(text=st.text(max_size=12), data=st.data())
@settings(max_examples=200, deadline=None)
def test_json_source_survives_every_cut(text: str, data: st.DataObject) -> None:
    source = json.dumps([text, "《会社1》", "<<氏名1>>"], ensure_ascii=data.draw(st.booleans()))
    whole = restore(source, MAPPING, json=True)
    assert json.loads(whole)[1] == MAPPING["《会社1》"]
    for cut in range(len(source) + 1):
        restorer = Restorer(MAPPING, json=True)
        seen = restorer.feed(source[:cut]) + restorer.feed(source[cut:]) + restorer.close()
        assert seen == whole


def test_a_hundred_thousand_brackets_pass_through() -> None:
    text = "《" * 100_000 + "[" * 100_000
    assert restore(text, MAPPING) == text


def test_forms_are_written_as_documented() -> None:
    assert form("氏名", 3) == "《氏名3》"
    assert form("氏名", 3, "別", 2) == "《氏名3別2》"
    assert form(LITERAL, 1) == "《原文1》"
