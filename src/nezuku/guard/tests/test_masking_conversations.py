"""Masking: numbering, who is who, what is refused, and getting every text back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nezuku.guard import Blocked, Decision, Guard, GuardError, Policy

GUARD = Guard()
LETTER = (
    "株式会社見本商事 営業部 佐藤太郎様\nメール sato@example.co.jp、電話 "
    "03-1234-5678\n佐藤様、よろしくお願いします。"
)

SENTENCES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "佐藤太郎様",
                "佐藤さん",
                "鈴木 花子",
                "株式会社見本商事",
                "見本商事",
                "《氏名1》",
                "[氏名１]",
                "《原文1》",
                "03-1234-5678",
                "０３－１２３４－５６７８",
                "taro@example.co.jp",
                "東京都千代田区見本町1-2-3",
                "、",
                "\n",
                "の",
                "《",
                "》",
                "<<Name 1>>",
                "マイナンバー1234 5678 9018",
                "\u200b",
                "㈱例示",
                "パスワード：Abc#1234x",
                "|",
                ",",
                "\t",
            ]
        ),
        st.text(max_size=5),
    ),
    max_size=10,
).map("".join)


def test_the_same_thing_keeps_its_placeholder_and_its_spelling_comes_back() -> None:
    session = GUARD.session()
    masked = session.mask(LETTER)
    assert "佐藤" not in masked.text
    assert "example.co.jp" not in masked.text
    assert "《氏名1》様" in masked.text
    assert "《氏名1姓》様" in masked.text
    assert session.restore(masked.text) == LETTER


def test_masking_a_conversation_again_gives_the_same_text() -> None:
    turns = [LETTER, "鈴木花子さんにも送ってください。", "佐藤さんと鈴木さんの予定は？"]
    first, second = GUARD.session(), GUARD.session()
    assert [first.mask(t).text for t in turns] == [second.mask(t).text for t in turns]
    assert first.mask(turns[0]).text == second.mask(turns[0]).text


def test_two_people_of_one_surname_are_not_taken_for_each_other() -> None:
    session = GUARD.session()
    session.mask("佐藤太郎様、佐藤花子様")
    masked = session.mask("佐藤様へ")
    assert "姓" not in masked.text
    assert session.restore(masked.text) == "佐藤様へ"


def test_what_must_not_leave_is_refused_unless_it_is_history() -> None:
    text = "マイナンバーは1234 5678 9018です。"
    with pytest.raises(Blocked) as refused:
        GUARD.session().mask(text)
    assert [f.kind for f in refused.value.findings] == ["my_number"]
    session = GUARD.session()
    masked = session.mask(text, block_as_mask=True)
    assert masked.text == "マイナンバーは《個人番号1》です。"
    assert session.restore(masked.text) == text


def test_a_released_finding_is_sent_as_it_is() -> None:
    guard = Guard(Policy(overrides={"phone": Decision.ASK}))
    text = "電話 03-1234-5678"
    inspection = guard.inspect(text)
    assert inspection.decision is Decision.ASK
    key = inspection.findings[0].key
    assert guard.session().mask(text).text == "電話 《電話1》"
    assert guard.session().mask(text, released=frozenset({key})).text == text
    assert guard.inspect("℡０３（１２３４）５６７８").findings[0].key == key


def test_a_placeholder_typed_by_the_person_is_never_somebodys_name() -> None:
    session = GUARD.session()
    typed = "《氏名1》と書いてください。宛先は佐藤太郎様です。"
    masked = session.mask(typed)
    assert masked.text.startswith("《氏名1》と書いて")
    assert "《氏名2》様" in masked.text
    assert session.restore(masked.text) == typed
    later = session.mask("[氏名2]とは何ですか")
    assert session.restore(later.text) == "[氏名2]とは何ですか"
    assert session.restore("《氏名1》") == "《氏名1》"


def test_an_inspection_of_another_text_is_refused() -> None:
    inspection = GUARD.inspect(LETTER)
    with pytest.raises(GuardError, match="inspection_of_other_text"):
        GUARD.session().mask("別の文です。" * 20, inspection=inspection)


@given(texts=st.lists(SENTENCES, min_size=1, max_size=3))
@settings(max_examples=150, deadline=None)
def test_every_conversation_comes_back_exactly(texts: list[str]) -> None:
    session = GUARD.session()
    masked = [session.mask(text, block_as_mask=True) for text in texts]
    for text, result in zip(texts, masked, strict=True):
        assert session.restore(result.text) == text
        for start, end, placeholder in result.replaced:
            assert session.mapping[placeholder] == text[start:end]


@given(text=SENTENCES)
@settings(max_examples=100, deadline=None)
def test_every_cut_of_a_masked_stream_comes_back(text: str) -> None:
    session = GUARD.session()
    masked = session.mask(text, block_as_mask=True).text
    for cut in range(len(masked) + 1):
        restorer = session.restorer()
        assert restorer.feed(masked[:cut]) + restorer.feed(masked[cut:]) + restorer.close() == text


@given(text=SENTENCES)
@settings(max_examples=100, deadline=None)
def test_a_masked_text_has_nothing_left_to_mask(text: str) -> None:
    masked = GUARD.session().mask(text, block_as_mask=True)
    left = GUARD.inspect(masked.text).findings
    assert not [f for f in left if f.decision in (Decision.MASK, Decision.BLOCK)]
    assert GUARD.session().mask(masked.text).text == masked.text
