"""However an answer ends, the page says so, keeps what came, and offers what to do."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from nezuku.foundation.kit import clock
from nezuku.foundation.ledger.models import Exchange
from nezuku.workspace.chat import recovery
from nezuku.workspace.chat.models import Message, Thread, new_id
from nezuku.workspace.chat.tests.conftest import Visitor, from_thread


@pytest.mark.parametrize(
    ("model", "state", "error"),
    [
        ("fake-500", "failed", "server_fault"),
        ("fake-401", "failed", "key_refused"),
        ("fake-dies", "failed", "broken_stream"),
    ],
)
async def test_a_failure_is_told_in_a_sentence_with_a_way_on(
    member: Visitor, model: str, state: str, error: str
) -> None:
    asked = await member.ask("会議の準備", model=model)
    answer = await member.settled(asked.data["answer"])
    assert (answer.state, answer.error) == (state, error)
    html = (await member.client.get(f"/chat/t/{answer.thread_id}/")).content.decode()
    assert "AIサービス" in html or "回答の途中で" in html
    assert "再試行" in html


async def test_what_came_before_a_failure_is_kept(member: Visitor) -> None:
    asked = await member.ask("会議の準備", model="fake-dies")
    assert (await member.settled(asked.data["answer"])).text != ""


async def test_a_failed_attempt_is_no_version_once_another_came(member: Visitor) -> None:
    asked = await member.ask("会議の準備", model="fake-500")
    await member.settled(asked.data["answer"])
    again = await member.post(f"m/{asked.data['answer']}/regenerate/", model="fake-echo")
    assert again.status == 200
    await member.settled(again.data["answer"])
    assert "versions" not in again.data["html"]


async def test_stopping_keeps_what_came(member: Visitor) -> None:
    asked = await member.ask("会議の準備", model="fake-stall")
    await asyncio.sleep(0.4)
    await member.post(f"m/{asked.data['answer']}/stop/")
    answer = await member.settled(asked.data["answer"])
    assert answer.state == Message.State.STOPPED
    assert answer.text != ""
    html = (await member.client.get(f"/chat/m/{answer.pk}/")).content.decode()
    assert "ここで停止しました" in html


async def test_an_answer_cut_short_says_so(member: Visitor) -> None:
    asked = await member.ask("会議の準備", model="fake-length")
    await member.settled(asked.data["answer"])
    html = (await member.client.get(f"/chat/m/{asked.data['answer']}/")).content.decode()
    assert "途中で終わっています" in html


async def test_after_a_restart_the_answer_is_interrupted_and_can_be_made_again(
    member: Visitor,
) -> None:
    asked = await member.ask("会議の準備")
    answer = await member.settled(asked.data["answer"])
    await Message.objects.filter(pk=answer.pk).aupdate(state="generating", text="")
    await Exchange.objects.filter(pk=answer.exchange_id).aupdate(outcome="interrupted")
    assert await from_thread(recovery.recover)() == 1
    await answer.arefresh_from_db()
    assert (answer.state, answer.error) == ("interrupted", "server_stopped")
    html = (await member.client.get(f"/chat/t/{answer.thread_id}/")).content.decode()
    assert "サーバーが再起動したため" in html
    assert "再生成" in html


async def test_an_answer_of_another_process_is_left_alone(member: Visitor) -> None:
    asked = await member.ask("会議の準備")
    answer = await member.settled(asked.data["answer"])
    await Message.objects.filter(pk=answer.pk).aupdate(state="generating")
    await Exchange.objects.filter(pk=answer.exchange_id).aupdate(outcome="open")
    assert await from_thread(recovery.recover)() == 0


async def test_an_answer_that_the_ledger_never_saw_ends_after_a_while(member: Visitor) -> None:
    now = clock.now()
    thread = await Thread.objects.acreate(
        id=new_id(), owner_id=member.person.id, title="a", title_folded="a",
        created_at=now, updated_at=now,
    )  # fmt: skip
    answer = await Message.objects.acreate(
        id=new_id(), thread=thread, role="assistant", state="generating",
        exchange_id="f" * 32, created_at=now,
    )  # fmt: skip
    assert await from_thread(recovery.recover)(now=now) == 0
    assert await from_thread(recovery.recover)(now=now + timedelta(minutes=2)) == 1
    await answer.arefresh_from_db()
    assert answer.state == "interrupted"
