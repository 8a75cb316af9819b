"""Inspection as a whole: offsets, order, determinism, texts made to break it."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from nezuku.guard import KINDS, REASONS, Decision, Guard, Policy

GUARD = Guard()
ANY = st.text(alphabet=st.characters(exclude_categories=()), max_size=60)
MIXED = st.lists(
    st.one_of(
        ANY,
        st.sampled_from(
            [
                "佐藤様",
                "株式会社",
                "東京都港区",
                "1-2-3",
                "090-1234-5678",
                "〒100-0001",
                "マイナンバー：",
                "1234 5678 9018",
                "AKIA",
                "password=",
                "\ud800",
                "\u200b",
                "ｶﾞ",
                "㍿",
                "，",
                "\n|氏名|電話|\n|---|---|\n|佐藤|",
                "İ",
                "《氏名1》",
                "\ufffc",
                "🏢",
            ]
        ),
    ),
    max_size=6,
).map("".join)


@given(text=MIXED)
@settings(max_examples=300, deadline=None)
def test_findings_point_into_the_text_as_it_was_given(text: str) -> None:
    inspection = GUARD.inspect(text)
    last = 0
    for finding in inspection.findings:
        assert last <= finding.start < finding.end <= len(text)
        assert text[finding.start : finding.end] == finding.text
        assert finding.kind in KINDS
        assert finding.reason.code in REASONS
        last = finding.end
    assert inspection == GUARD.inspect(text)
    json.dumps(inspection.to_dict())


@given(text=ANY, length=st.integers(1, 200))
@settings(max_examples=60, deadline=None)
def test_repeating_anything_never_breaks_it(text: str, length: int) -> None:
    GUARD.inspect(text * length)


def test_an_identifier_stays_found_whatever_harmless_text_is_added() -> None:
    secret = "マイナンバーは1234 5678 9018、カードは4111-1111-1111-1111です。"
    filler = "今日はよい天気です。会議は午後から行います。\n" * 40
    for text in (filler + secret, secret + filler, filler + secret + filler):
        kinds = {f.kind for f in GUARD.inspect(text).findings}
        assert {"my_number", "credit_card"} <= kinds


IDENTIFIERS = {
    "マイナンバーは1234 5678 9018です。": "my_number",
    "携帯は090-1234-5678です。": "phone",
    "メールはtaro@example.co.jpです。": "email",
    "カード番号 4111-1111-1111-1111": "credit_card",
    "パスワード：Abc#1234x": "password",
    "住所は東京都千代田区見本町1-2-3です。": "address",
    "氏名：佐藤太郎": "person",
}
HARMLESS = st.lists(
    st.sampled_from(
        [
            "今日はよい天気です。",
            "会議は午後からです。",
            "注文番号 12345 を確認します。",
            "売上は前年を上回りました。",
            "|項目|値|\n|---|---|\n|重さ|3kg|\n",
            "SELECT 1;\n",
            "See you tomorrow.\n",
            "第3条の規定による。",
            "\n\n",
            "・次回の予定\n",
        ]
    ),
    max_size=12,
).map("\n".join)


@given(before=HARMLESS, after=HARMLESS, secret=st.sampled_from(sorted(IDENTIFIERS)))
@settings(max_examples=120, deadline=None)
def test_harmless_text_around_it_never_uncovers_an_identifier(
    before: str, after: str, secret: str
) -> None:
    found = GUARD.inspect(f"{before}\n{secret}\n{after}").findings
    assert IDENTIFIERS[secret] in {f.kind for f in found}


def test_invisible_and_lookalike_characters_hide_nothing() -> None:
    found = GUARD.inspect("連絡先 t\u200baro@exam\u00adple.co.jp")
    assert [f.kind for f in found.findings] == ["email"]
    assert found.findings[0].text == "t\u200baro@exam\u00adple.co.jp"


def test_a_masked_text_holds_nothing_more_to_mask() -> None:
    text = "株式会社見本商事の佐藤太郎様、電話は03-1234-5678、住所は東京都千代田区見本町1-2-3です。"
    masked = GUARD.session().mask(text).text
    again = GUARD.inspect(masked)
    assert not [f for f in again.findings if f.decision is not Decision.ALLOW]
    assert GUARD.session().mask(masked).text == masked


def test_the_decision_of_a_text_is_its_strictest() -> None:
    assert GUARD.inspect("本日は晴天です。").decision is Decision.ALLOW
    assert GUARD.inspect("佐藤様 03-1234-5678").decision is Decision.MASK
    strict = GUARD.inspect("カード番号 4111 1111 1111 1111 佐藤様")
    assert (strict.decision, strict.level) == (Decision.BLOCK, 3)


def test_the_version_names_policy_and_rules() -> None:
    assert GUARD.version == Guard().version
    assert GUARD.version != Guard(Policy(ask_below=0.6)).version


def test_markings_raise_the_class_of_the_whole_text() -> None:
    marked = GUARD.inspect("※社外秘 来期の計画")
    assert marked.level == 2
    assert [s.kind for s in marked.signals] == ["confidential_label"]
    assert GUARD.inspect("極秘：買収計画").decision is Decision.ASK
