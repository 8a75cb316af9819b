"""An answer is watched as it comes; leaving costs nothing, and only its owner may watch."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nezuku.foundation.kit import clock
from nezuku.foundation.kit.actor import SYSTEM
from nezuku.foundation.people.actions.members import deactivate_member
from nezuku.foundation.people.cast import World
from nezuku.workspace.chat import streaming
from nezuku.workspace.chat.tests.conftest import Visitor, from_thread


async def events(response: Any, limit: int = 200) -> AsyncIterator[tuple[str, Any]]:
    waiting = b""
    count = 0
    async for part in response.streaming_content:
        waiting += part
        while b"\n\n" in waiting:
            block, waiting = waiting.split(b"\n\n", 1)
            lines = dict(line.split(b": ", 1) for line in block.split(b"\n") if b": " in line)
            if b"event" in lines:
                yield lines[b"event"].decode(), json.loads(lines[b"data"])
                count += 1
                assert count < limit


async def test_the_blocks_add_up_and_the_end_is_told(member: Visitor) -> None:
    asked = await member.ask("会議の準備", model="fake-300-20-200")
    response = await member.client.get(f"/chat/m/{asked.data['answer']}/stream/")
    assert response.headers["Content-Type"] == "text/event-stream"
    blocks: list[str] = []
    names = []
    async for name, data in events(response):
        names.append(name)
        if name == "blocks":
            blocks[data["start"] :] = data["blocks"]
    assert names[-1] == "done"
    assert 2 < len(names) < 60
    assert blocks
    final = await member.settled(asked.data["answer"])
    assert final.state == "done"


async def test_who_comes_later_gets_everything_from_the_beginning(member: Visitor) -> None:
    asked = await member.ask("会議の準備", model="fake-stall")
    path = f"/chat/m/{asked.data['answer']}/stream/"
    for _time in range(2):
        response = await member.client.get(path)
        async for name, data in events(response):
            assert (name, data["start"]) == ("blocks", 0)
            break
    await member.post(f"m/{asked.data['answer']}/stop/")


async def test_a_stream_of_an_ended_answer_says_so_at_once(member: Visitor) -> None:
    asked = await member.ask("会議の準備")
    await member.settled(asked.data["answer"])
    response = await member.client.get(f"/chat/m/{asked.data['answer']}/stream/")
    assert [name async for name, _data in events(response)] == ["done"]


async def test_nobody_else_may_watch_or_stop(
    member: Visitor, visitor: Callable[..., Any], company: World
) -> None:
    asked = await member.ask("会議の準備", model="fake-stall")
    stranger = await visitor(company.admin)
    assert (await stranger.client.get(f"/chat/m/{asked.data['answer']}/stream/")).status_code == 404
    assert (await stranger.post(f"m/{asked.data['answer']}/stop/")).status == 404
    await member.post(f"m/{asked.data['answer']}/stop/")


async def test_the_stream_of_somebody_who_left_ends(
    member: Visitor, company: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "PATIENCE", 0.05)
    monkeypatch.setattr(streaming, "doorkeeper", streaming.Doorkeeper(every=0.05))
    asked = await member.ask("会議の準備", model="fake-stall")
    response = await member.client.get(f"/chat/m/{asked.data['answer']}/stream/")
    stream = aiter(response.streaming_content)
    await anext(stream)
    await from_thread(deactivate_member)(actor=SYSTEM, now=clock.now(), member_id=member.person.id)
    async with asyncio.timeout(10):
        async for _part in stream:
            pass


@given(st.floats(0, 2), st.integers(0, 300))
def test_there_are_never_more_than_eight_updates_a_second(spent: float, streams: int) -> None:
    rest = streaming.pause(spent, streams)
    assert rest >= 1 / 8
    assert rest >= spent
