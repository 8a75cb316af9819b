"""Answers: restored however they are cut, watched by anybody, stopped, cut off, failed."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import pytest

from nezuku.gateway.asks import Ask, Ending, Settled, Via
from nezuku.gateway.errors import ShuttingDown
from nezuku.gateway.tests.door import CALLER, Door

TEXT = (
    "| 氏名 | 電話 |\n|---|---|\n| 田中一郎 | 090-1234-5678 |\n\n"
    '```json\n{"mail": "tanaka@example.co.jp"}\n```\n**田中一郎様**へ送る。'
)


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 11, 64, 1000])
async def test_an_answer_is_restored_however_it_is_cut(door: Door, size: int) -> None:
    ask = await door.confirmed(door.ask(TEXT, model=f"fake-echo-{size}"))
    assert (await door.answer(ask)).text == TEXT
    assert "090-1234-5678" not in door.left


@pytest.mark.parametrize("size", [1, 2, 3, 17, 100])
async def test_bytes_may_be_cut_inside_a_letter(door: Door, size: int) -> None:
    ask = await door.confirmed(door.ask(TEXT, model=f"fake-split-{size}"))
    assert (await door.answer(ask)).text == TEXT


async def test_line_ends_and_comments_of_other_servers_are_understood(door: Door) -> None:
    ask = await door.confirmed(door.ask(TEXT, model="fake-crlf"))
    assert (await door.answer(ask)).text == TEXT


async def test_placeholders_come_back_though_the_model_changed_their_form(door: Door) -> None:
    ask = await door.confirmed(door.ask("田中一郎様の電話は090-1234-5678です", model="fake-widths"))
    settled = await door.answer(ask)
    assert "田中一郎" in settled.text
    assert "090-1234-5678" in settled.text


async def test_a_partial_placeholder_is_never_shown(door: Door) -> None:
    ask = await door.confirmed(door.ask("電話は090-1234-5678です", model="fake-echo-1"))

    async def ignore(settled: Settled) -> None:
        return

    generation = await door.engine.start(ask, on_settled=ignore)
    seen = [snapshot.text async for snapshot in generation.watch()]
    whole = "電話は090-1234-5678です"
    assert seen[-1] == whole
    assert all(whole.startswith(text) for text in seen)


async def test_tool_calls_stay_json_when_originals_come_back(door: Door) -> None:
    text = '宛先は "営業" の tanaka@example.co.jp です'
    body = {
        "model": "fake-tools",
        "messages": [{"role": "user", "content": text}],
        "tools": [{"type": "function", "function": {"name": "send_mail", "parameters": {}}}],
    }
    for stream in (True, False):
        ask = Ask(caller=CALLER, via=Via.API, body=body)
        flight = await door.engine.pipeline.admit(ask, stream=stream)
        if stream:
            arguments = ""
            async for out, _ in flight.stream():
                for line in out.split(b"\n\n"):
                    if line.startswith(b"data: {"):
                        for choice in json.loads(line[6:])["choices"]:
                            for call in choice["delta"].get("tool_calls", []):
                                arguments += call["function"].get("arguments", "")
        else:
            answer = json.loads(await flight.complete())
            call = answer["choices"][0]["message"]["tool_calls"][0]
            arguments = call["function"]["arguments"]
        assert json.loads(arguments) == {"text": text}
    assert "tanaka" not in door.left


async def test_leaving_and_coming_back_finds_the_whole_answer(door: Door) -> None:
    async def ignore(settled: Settled) -> None:
        return

    generation = await door.engine.start(door.ask("x", model="fake-10-5-40"), on_settled=ignore)
    async for _ in generation.watch():
        break
    again = door.engine.generation(generation.exchange_id)
    assert again is generation
    snapshots = [s async for s in again.watch()]
    assert snapshots[-1].done
    assert snapshots[-1].text == generation.text
    assert door.only_end.ending is Ending.COMPLETED


async def test_stopping_keeps_what_came_and_ends_the_call_upstream(door: Door) -> None:
    ends: list[Settled] = []

    async def keep(settled: Settled) -> None:
        ends.append(settled)

    generation = await door.engine.start(door.ask("x", model="fake-stall"), on_settled=keep)
    async for snapshot in generation.watch():
        if snapshot.text:
            break
    await generation.stop()

    assert ends[0].ending is Ending.STOPPED
    assert ends[0].text
    assert door.only_end.ending is Ending.STOPPED
    assert await asyncio.wait_for(door.fake.chats[0].settled(), 5) == "disconnected"


async def test_a_server_that_stops_settles_what_runs_as_interrupted(door: Door) -> None:
    ends: list[Settled] = []

    async def keep(settled: Settled) -> None:
        ends.append(settled)

    generations = [
        await door.engine.start(door.ask("x", model="fake-stall"), on_settled=keep)
        for _ in range(10)
    ]
    await asyncio.sleep(0.05)
    await door.engine.close()

    assert all(g.done for g in generations)
    assert [e.ending for e in ends] == [Ending.INTERRUPTED] * 10
    assert {e.ending for e in door.ledger.ends.values()} == {Ending.INTERRUPTED}
    with pytest.raises(ShuttingDown):
        await door.answer(door.ask("x"))


@pytest.mark.parametrize(
    ("model", "error"),
    [
        ("fake-401", "key_refused"),
        ("fake-403", "no_permission"),
        ("fake-404", "model_unknown"),
        ("fake-429", "rate_limited"),
        ("fake-quota", "quota_exhausted"),
        ("fake-500", "server_fault"),
        ("fake-503", "overloaded"),
        ("fake-context", "context_too_long"),
        ("fake-filtered", "content_refused"),
        ("fake-html", "bad_reply"),
        ("fake-redirect", "bad_reply"),
        ("fake-dies", "broken_stream"),
        ("fake-malformed", "bad_reply"),
        ("fake-stream-error", "server_fault"),
    ],
)
async def test_each_failure_of_a_vendor_has_its_name_and_is_settled(
    door: Door, model: str, error: str
) -> None:
    settled = await door.answer(door.ask("x", model=model))
    assert (settled.ending, settled.error) == (Ending.FAILED, error)
    assert (door.only_end.ending, door.only_end.error) == (Ending.FAILED, error)


async def test_text_that_came_before_a_failure_is_kept(door: Door) -> None:
    settled = await door.answer(door.ask("x", model="fake-dies"))
    assert settled.text


@pytest.mark.parametrize("model", ["fake-no-done", "fake-length", "fake-filter", "fake-huge"])
async def test_unusual_ends_are_still_ends(door: Door, model: str) -> None:
    settled = await door.answer(door.ask("x", model=model))
    assert settled.ending is Ending.COMPLETED
    assert settled.finish == {"fake-length": "length", "fake-filter": "content_filter"}.get(
        model, "stop"
    )


async def test_tokens_and_cost_are_what_the_vendor_counted(door: Door) -> None:
    settled = await door.answer(door.ask("x", model="fake-0-0-100"))
    assert settled.usage.completion == 100
    end, usage = door.only_end, door.only_end.usage
    assert usage.prompt is not None
    expected = (usage.prompt * 150_000 + 100 * 600_000 + 999_999) // 1_000_000
    assert end.cost_micros == expected
    assert end.first_token_ms is not None
    assert end.duration_ms >= end.first_token_ms


async def test_the_preview_model_shows_exactly_what_would_have_been_sent(door: Door) -> None:
    ask = await door.confirmed(door.ask("電話は090-1234-5678です", model="preview"))
    settled = await door.answer(ask)
    assert not door.fake.chats
    assert settled.ending is Ending.COMPLETED
    (reviewed,) = (await door.engine.review(ask)).texts
    assert reviewed.masked in settled.text
    assert "090-1234-5678" not in settled.text


async def test_numbering_stays_the_same_through_a_conversation(door: Door) -> None:
    first = "田中一郎様（090-1234-5678）に連絡"
    body = [{"role": "user", "content": first}]
    await door.answer(await door.confirmed(replace(door.ask(""), body={"messages": body})))
    longer = [
        *body,
        {"role": "assistant", "content": "田中一郎様ですね"},
        {"role": "user", "content": "080-1111-2222 にも。田中一郎様には明日"},
    ]
    ask = replace(door.ask(""), body={"messages": longer}, fresh_from=2)
    await door.answer(await door.confirmed(ask))

    one, two = (chat.body["messages"] for chat in door.fake.chats)
    assert isinstance(one, list)
    assert isinstance(two, list)
    assert one[0]["content"] == two[0]["content"]
    placeholder = str(one[0]["content"]).partition("様")[0]
    assert placeholder in two[1]["content"]
    assert placeholder in two[2]["content"]
