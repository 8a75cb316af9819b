"""Nothing that the guard masks or blocks may be on the wire, wherever in a request it hides."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from nezuku.gateway.asks import Ask, Ending, Via
from nezuku.gateway.errors import (
    BadRequest,
    GuardBlocked,
    GuardUnavailable,
    ImagesRefused,
    LedgerUnavailable,
    LevelNotAllowed,
    PartRefused,
    Refused,
    TooLarge,
)
from nezuku.gateway.tests.door import CALLER, Door
from nezuku.guard import Guard

PHONE = "090-1234-5678"
MAIL = "tanaka.ichiro@example.co.jp"
CARD = "4242 4242 4242 4243"
MY_NUMBER = "マイナンバーは 9832 0567 3214 です"


def api(body: dict[str, Any]) -> Ask:
    return Ask(caller=CALLER, via=Via.API, body={"model": "fake", **body})


def user(content: object) -> dict[str, Any]:
    return {"role": "user", "content": content}


HIDING_PLACES: dict[str, dict[str, Any]] = {
    "a user's text": {"messages": [user(f"電話は{PHONE}です")]},
    "a part of a message": {"messages": [user([{"type": "text", "text": f"電話は{PHONE}です"}])]},
    "the system prompt": {
        "messages": [{"role": "system", "content": f"担当の電話は{PHONE}"}, user("こんにちは")]
    },
    "an assistant's earlier answer": {
        "messages": [
            user("誰?"),
            {"role": "assistant", "content": f"電話は{PHONE}です"},
            user("はい"),
        ]
    },
    "a tool's result": {
        "messages": [
            user("調べて"),
            {
                "role": "assistant",
                "content": None,
                "tool_calls": [
                    {
                        "id": "call_1",
                        "type": "function",
                        "function": {"name": "find", "arguments": "{}"},
                    }
                ],
            },
            {"role": "tool", "tool_call_id": "call_1", "content": f"電話 {PHONE}"},
        ]
    },
    "arguments of an earlier tool call": {
        "messages": [
            user("調べて"),
            {
                "role": "assistant",
                "content": None,
                "tool_calls": [
                    {
                        "id": "call_1",
                        "type": "function",
                        "function": {"name": "find", "arguments": f'{{"電話": "{PHONE}"}}'},
                    }
                ],
            },
            {"role": "tool", "tool_call_id": "call_1", "content": "ok"},
        ]
    },
    "the name of a participant": {"messages": [{**user("こんにちは"), "name": MAIL}]},
    "a tool's description": {
        "messages": [user("こんにちは")],
        "tools": [
            {
                "type": "function",
                "function": {"name": "call", "description": f"電話 {PHONE} にかける"},
            }
        ],
    },
    "a default in a schema": {
        "messages": [user("こんにちは")],
        "response_format": {
            "type": "json_schema",
            "json_schema": {
                "name": "answer",
                "schema": {"properties": {"a": {"default": f"電話 {PHONE}"}}},
            },
        },
    },
    "a stop word": {"messages": [user("こんにちは")], "stop": [f"電話番号 {PHONE}"]},
    "a prediction": {
        "messages": [user("こんにちは")],
        "prediction": {"type": "content", "content": f"電話 {PHONE}"},
    },
    "a field nobody knows": {"messages": [user("こんにちは")], "x_note": f"電話 {PHONE}"},
    "the user field": {"messages": [user("こんにちは")], "user": MAIL},
    "the metadata": {"messages": [user("こんにちは")], "metadata": {"who": PHONE}},
}


@pytest.mark.parametrize("place", HIDING_PLACES)
async def test_an_identifier_never_leaves_wherever_it_hides(door: Door, place: str) -> None:
    flight = await door.engine.pipeline.admit(api(HIDING_PLACES[place]), stream=False)
    await flight.complete()

    assert len(door.fake.chats) == 1
    assert "1234-5678" not in door.left
    assert "tanaka" not in door.left


@pytest.mark.parametrize(
    "body",
    [
        {"messages": [user("ok")], "tools": [{"function": {"parameters": {PHONE: 1}}}]},
        {"messages": [user("ok")], "x": {"電話": 4242424242424242}},
    ],
)
async def test_what_cannot_be_masked_stops_the_request(door: Door, body: dict[str, Any]) -> None:
    with pytest.raises(GuardBlocked) as caught:
        await door.engine.pipeline.admit(api(body), stream=False)
    assert caught.value.fields["kinds"]
    assert not door.fake.chats


async def test_level_three_does_not_go_and_is_recorded_as_refused(door: Door) -> None:
    with pytest.raises(GuardBlocked) as caught:
        await door.engine.pipeline.admit(api({"messages": [user(MY_NUMBER)]}), stream=False)

    assert not door.fake.chats
    assert door.only_end.ending is Ending.REFUSED
    assert door.only_end.error == "guard_blocked"
    assert "my_number" in str(caught.value.fields["kinds"])
    assert caught.value.review.receipt == ""


async def test_level_three_in_an_old_turn_is_replaced(door: Door) -> None:
    body = {"messages": [user(MY_NUMBER), {"role": "assistant", "content": "はい"}, user("次")]}
    ask = replace(door.ask("x"), body={"model": "fake", **body}, fresh_from=2)

    await door.answer(ask)

    assert "9832" not in door.left


async def test_when_the_guard_breaks_nothing_leaves(door: Door) -> None:
    class Broken(Guard):
        def inspect(self, text: str) -> Any:
            raise RuntimeError("detector")

    door.policies.company_guard = Broken()
    with pytest.raises(GuardUnavailable):
        await door.answer(door.ask("こんにちは"))
    door.policies.company_guard = None
    with pytest.raises(GuardUnavailable):
        await door.answer(door.ask("こんにちは"))

    assert not door.fake.chats


async def test_when_the_ledger_breaks_nothing_leaves(door: Door) -> None:
    door.ledger.broken = True
    with pytest.raises(LedgerUnavailable):
        await door.answer(door.ask("こんにちは"))
    assert not door.fake.chats


async def test_pictures_are_refused_unless_the_company_lets_them_through(door: Door) -> None:
    picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}}
    body = {"messages": [user([{"type": "text", "text": "これは何?"}, picture])]}
    with pytest.raises(ImagesRefused):
        await door.engine.pipeline.admit(api(body), stream=False)
    assert not door.fake.chats

    door.policies.limit = replace(door.policies.limit, allow_images=True)
    await (await door.engine.pipeline.admit(api(body), stream=False)).complete()
    assert "iVBORw0KGgo=" in door.left


@pytest.mark.parametrize("kind", ["input_audio", "file", "video_url", "unheard_of"])
async def test_content_that_cannot_be_read_is_refused(door: Door, kind: str) -> None:
    with pytest.raises(PartRefused) as caught:
        await door.engine.pipeline.admit(
            api({"messages": [user([{"type": kind, kind: {"data": "AAAA"}}])]}), stream=False
        )
    assert caught.value.fields["part"] == kind


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"messages": []},
        {"messages": "こんにちは"},
        {"messages": ["こんにちは"]},
        {"messages": [{"content": "役割がない"}]},
        {"messages": [user([1])]},
    ],
)
async def test_a_malformed_request_is_refused_with_the_place(
    door: Door, body: dict[str, Any]
) -> None:
    with pytest.raises(Refused) as caught:
        await door.engine.pipeline.admit(api(body), stream=False)
    assert caught.value.fields["param"]


async def test_deep_nesting_is_refused(door: Door) -> None:
    deep: Any = "x"
    for _ in range(200):
        deep = [deep]
    with pytest.raises(Refused):
        await door.engine.pipeline.admit(api({"messages": [user("a")], "x": deep}), stream=False)


async def test_a_model_takes_only_the_classes_it_may_receive(door: Door) -> None:
    door.policies.max_level = 1
    ask = await door.confirmed(door.ask(f"電話は{PHONE}です"))
    with pytest.raises(LevelNotAllowed):
        await door.answer(ask)
    assert not door.fake.chats
    assert (await door.answer(door.ask("今日の予定を整理して"))).ending is Ending.COMPLETED


async def test_a_marking_that_the_person_calls_harmless_no_longer_raises_the_class(
    door: Door,
) -> None:
    text = "極秘と書かれた書類の保管方法を教えてください"
    review = await door.engine.review(door.ask(text))
    signals = review.texts[0].inspection.signals
    assert [signal.level for signal in signals] == [3]
    with pytest.raises(LevelNotAllowed):
        await door.answer(await door.confirmed(door.ask(text)))

    released = frozenset(signal.key for signal in signals)
    settled = await door.answer(await door.confirmed(door.ask(text, released=released)))
    assert settled.ending is Ending.COMPLETED


@pytest.mark.parametrize(
    "body",
    [
        {"messages": [{**user("こんにちは"), f"電話は{PHONE}": 1}]},
        {"messages": [user("こんにちは")], f"電話は{PHONE}": 1},
        {"messages": [user("こんにちは")], "x": {"seed": 4242424242424242}},
    ],
    ids=["a key of a message", "a key of the request", "a number that is no seed"],
)
async def test_keys_and_numbers_cannot_carry_what_may_not_leave(
    door: Door, body: dict[str, Any]
) -> None:
    with pytest.raises(GuardBlocked):
        await door.engine.pipeline.admit(api(body), stream=False)
    assert not door.fake.chats


async def test_a_drawing_in_words_is_no_picture(door: Door) -> None:
    door.policies.limit = replace(door.policies.limit, allow_images=True)
    url = f"data:image/svg+xml,<svg><text>電話は{PHONE}</text></svg>"
    part = {"type": "image_url", "image_url": {"url": url}}
    with pytest.raises(Refused):
        await door.engine.pipeline.admit(api({"messages": [user([part])]}), stream=False)


@pytest.mark.parametrize(
    "body",
    [
        {"messages": [user("こんにちは")], "tools": [{"description": "あ" * 200_001}]},
        {"messages": [user("data:image/" + "あ" * 200_001)]},
        {"messages": [user("こんにちは")], "x": {"a" * 200_001: 1}},
    ],
    ids=["tools", "text that begins like a picture", "keys"],
)
async def test_text_counts_wherever_it_stands(door: Door, body: dict[str, Any]) -> None:
    with pytest.raises(TooLarge):
        await door.engine.pipeline.admit(api(body), stream=False)


async def test_nesting_in_a_message_is_refused_however_deep(door: Door) -> None:
    deep: Any = "x"
    for _ in range(900):
        deep = [deep]
    with pytest.raises(BadRequest):
        await door.engine.pipeline.admit(
            api({"messages": [{**user("a"), "x": deep}]}), stream=False
        )
