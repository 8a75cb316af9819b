"""What was replaced once does not leave later in the same request, where nothing points at it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nezuku.gateway.asks import Ask, Ending, Via
from nezuku.gateway.escapes import without_escapes
from nezuku.gateway.tests.door import CALLER, Door
from nezuku.guard import Decision


def turns(*texts: str) -> list[dict[str, object]]:
    """A conversation that begins with the user."""
    return [
        {"role": "assistant" if number % 2 else "user", "content": text}
        for number, text in enumerate(texts)
    ]


def api(messages: list[dict[str, object]]) -> Ask:
    return Ask(caller=CALLER, via=Via.API, body={"model": "fake-echo", "messages": messages})


@pytest.mark.parametrize(
    ("first", "words"),
    [
        ("社員番号：A-12345 の件", "A-12345"),
        ("生年月日：1980年4月1日", "1980年4月1日"),
        ("Customer: Jonathan Smithers", "Jonathan Smithers"),
    ],
)
async def test_words_found_once_stay_replaced_in_later_turns(
    door: Door, first: str, words: str
) -> None:
    ask = api(turns(first, f"{words}ですね。", f"はい、 {words} です"))
    flight = await door.engine.pipeline.admit(ask, stream=False)
    answer = json.loads(await flight.complete())
    assert words not in door.left
    assert answer["choices"][0]["message"]["content"] == f"はい、 {words} です"


async def test_the_person_is_shown_what_is_found_again(door: Door) -> None:
    messages = turns("社員番号：A-12345 の件", "承知しました。", "A-12345 への文面を")
    ask = Ask(
        caller=CALLER,
        via=Via.CHAT,
        body={"model": "fake-echo", "messages": messages},
        fresh_from=2,
        thread_id="t1",
    )
    review = await door.engine.review(ask)
    assert review.decision is Decision.MASK
    assert [f.text for f in review.texts[0].inspection.findings] == ["A-12345"]
    assert (await door.answer(await door.confirmed(ask))).ending is Ending.COMPLETED
    assert "A-12345" not in door.left


async def test_a_part_of_a_longer_word_is_not_taken_for_it(door: Door) -> None:
    ask = api(turns("社員番号：A-12345 の件", "はい", "型番は XA-123456 です"))
    await (await door.engine.pipeline.admit(ask, stream=False)).complete()
    assert "XA-123456" in door.left


async def test_characters_written_as_escapes_are_read(door: Door) -> None:
    result = json.dumps({"氏名": "山田太郎", "住所": "東京都千代田区丸の内1-2-3"})
    twice = json.dumps({"result": result})
    messages = [
        *turns("調べて"),
        {"role": "tool", "tool_call_id": "call_1", "content": result},
        {"role": "tool", "tool_call_id": "call_2", "content": twice},
    ]
    await (await door.engine.pipeline.admit(api(messages), stream=False)).complete()
    sent = json.loads(door.left)["messages"]
    for content in (sent[1]["content"], sent[2]["content"]):
        assert "山田" not in without_escapes(content)
        assert "千代田" not in without_escapes(content)
    inner = json.loads(sent[1]["content"])
    assert inner["氏名"] == "《氏名1》"
    assert json.loads(json.loads(sent[2]["content"])["result"])["氏名"] == "《氏名1》"


async def test_escapes_that_hide_nothing_stay(door: Door) -> None:
    text = r"JavaScriptで \u2028 を取り除くには"
    await (await door.engine.pipeline.admit(api(turns(text)), stream=False)).complete()
    assert json.loads(door.left)["messages"][0]["content"] == text


async def test_a_written_line_end_is_no_letter_of_the_next_word(door: Door) -> None:
    result = json.dumps({"memo": "件名\n090-1234-5678\ntanaka@example.co.jp"})
    messages = [*turns("調べて"), {"role": "tool", "tool_call_id": "call_1", "content": result}]
    await (await door.engine.pipeline.admit(api(messages), stream=False)).complete()
    sent = json.loads(door.left)["messages"][1]["content"]
    assert json.loads(sent)["memo"] == "件名\n《電話1》\n《メール1》"


#: Somebody's own words "\\u5c71" cannot be told from an escape inside an escape.
WORDS = st.text().filter(lambda text: "\\u" not in text)


@given(st.recursive(WORDS, lambda inner: st.lists(inner) | st.dictionaries(WORDS, inner)))
def test_a_json_text_says_the_same_without_escapes(value: object) -> None:
    assert json.loads(without_escapes(json.dumps(value))) == value
    nested = json.dumps(json.dumps(value))
    assert json.loads(json.loads(without_escapes(nested))) == value
