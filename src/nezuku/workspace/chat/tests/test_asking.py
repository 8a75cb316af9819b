"""A question leaves masked, and its answer comes back restored and stays."""

from __future__ import annotations

import asyncio

from tests.fake_model.server import FakeModel

from nezuku.foundation.ledger.models import Exchange
from nezuku.workspace.chat.models import Message, Thread, new_id
from nezuku.workspace.chat.tests.conftest import Visitor

TEXT = "山田太郎様（090-1234-5678）へのお礼を書いてください。"


async def test_an_answer_is_stored_with_the_original_words(member: Visitor) -> None:
    asked = await member.ask(TEXT)
    assert asked.status == 200, asked.data
    answer = await member.settled(asked.data["answer"])
    assert answer.state == Message.State.DONE
    assert answer.text == TEXT
    question = await Message.objects.aget(role="user")
    assert question.text == TEXT
    assert "山田" not in question.sent_text
    assert "《氏名1》" in question.sent_text
    assert question.replaced_count == 2
    assert question.findings == {"person": 1, "phone": 1}


async def test_what_left_is_what_the_ledger_has(member: Visitor, fake: FakeModel) -> None:
    asked = await member.ask(TEXT)
    answer = await member.settled(asked.data["answer"])
    exchange = await Exchange.objects.aget(pk=answer.exchange_id)
    assert exchange.outcome == "completed"
    assert exchange.thread_id == answer.thread_id
    last = fake.chats[-1].body["messages"][-1]["content"]
    assert last == (await Message.objects.aget(role="user")).sent_text


async def test_the_title_is_the_beginning_of_the_first_message(member: Visitor) -> None:
    await member.ask("# 会議の準備\n何がいりますか")
    thread = await Thread.objects.aget()
    assert thread.title == "会議の準備"
    assert thread.model == "fake-echo"


async def test_the_next_question_takes_the_conversation_along(
    member: Visitor, fake: FakeModel
) -> None:
    thread = new_id()
    first = await member.ask(TEXT, thread=thread)
    await member.settled(first.data["answer"])
    second = await member.ask("山田太郎様にもう一通お願いします。", thread=thread)
    answer = await member.settled(second.data["answer"])
    assert answer.text == "山田太郎様にもう一通お願いします。"
    sent = [m["content"] for m in fake.chats[-1].body["messages"]]
    assert len(sent) == 3
    assert all("山田" not in words for words in sent)
    assert sent[2].startswith("《氏名1》")


async def test_nothing_is_not_sent(member: Visitor) -> None:
    asked = await member.post("ask/", thread=new_id(), text=" \n ")
    assert asked.status == 400
    assert asked.data["message"] == "質問を入力してください。"
    assert not await Thread.objects.aexists()


async def test_a_question_while_an_answer_is_coming_waits(member: Visitor) -> None:
    thread = new_id()
    first = await member.ask("長い話", thread=thread, model="fake-stall")
    second = await member.ask("次の話", thread=thread)
    assert second.status == 409
    assert "前の質問に回答しています" in second.data["message"]
    assert (await member.post(f"m/{first.data['answer']}/stop/")).status == 200


async def test_a_question_that_is_posted_four_times_at_once_leaves_once(
    member: Visitor, fake: FakeModel
) -> None:
    body = {"thread": new_id(), "text": "二重の送信", "model": "fake-300-20-200"}
    before = len(fake.chats)
    asked = await asyncio.gather(*(member.post("ask/", **body) for _ in range(4)))
    assert sorted(one.status for one in asked) == [200, 409, 409, 409]
    assert len(fake.chats) <= before + 1
    assert await Message.objects.filter(role="user").acount() == 1
    (answer,) = (one.data["answer"] for one in asked if one.status == 200)
    await member.post(f"m/{answer}/stop/")


async def test_without_scripts_a_question_leads_to_its_conversation(member: Visitor) -> None:
    thread = new_id()
    response = await member.client.post("/chat/ask/", {"thread": thread, "text": "会議の準備"})
    assert response.status_code == 302
    assert response.headers["Location"].startswith(f"/chat/t/{thread}/#m-")
    page = await member.client.get(f"/chat/t/{thread}/")
    assert "会議の準備" in page.content.decode()


async def test_line_breaks_of_a_form_are_those_of_the_text(member: Visitor) -> None:
    asked = await member.ask("一行目\r\n二行目")
    assert (await member.settled(asked.data["answer"])).text == "一行目\n二行目"
