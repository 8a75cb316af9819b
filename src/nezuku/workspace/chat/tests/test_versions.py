"""Editing and asking again make branches; nothing is lost, and each can be seen again."""

from __future__ import annotations

from tests.fake_model.server import FakeModel

from nezuku.workspace.chat.models import Message, new_id
from nezuku.workspace.chat.tests.conftest import Visitor


async def test_a_question_written_anew_stands_beside_the_old_one(member: Visitor) -> None:
    thread = new_id()
    first = await member.ask("最初の質問", thread=thread)
    await member.settled(first.data["answer"])
    question = await Message.objects.aget(role="user")
    anew = await member.ask("直した質問", thread=thread, instead_of=question.pk)
    await member.settled(anew.data["answer"])
    html = (await member.client.get(f"/chat/t/{thread}/")).content.decode()
    assert "直した質問" in html
    assert 'class="message-words">最初の質問' not in html
    assert "2/2" in html
    response = await member.client.post(f"/chat/m/{question.pk}/branch/")
    assert response.status_code == 302
    html = (await member.client.get(f"/chat/t/{thread}/")).content.decode()
    assert 'class="message-words">最初の質問' in html
    assert "1/2" in html


async def test_another_answer_needs_no_second_look_at_the_same_text(member: Visitor) -> None:
    asked = await member.ask("山田太郎様へのお礼を書いてください。")
    await member.settled(asked.data["answer"])
    again = await member.post(f"m/{asked.data['answer']}/regenerate/", model="fake-echo")
    assert again.status == 200
    answer = await member.settled(again.data["answer"])
    assert answer.text == "山田太郎様へのお礼を書いてください。"
    assert await Message.objects.filter(role="user").acount() == 1
    html = (await member.client.get(f"/chat/t/{answer.thread_id}/")).content.decode()
    assert "2/2" in html


async def test_the_history_of_a_branch_is_only_that_branch(
    member: Visitor, fake: FakeModel
) -> None:
    thread = new_id()
    first = await member.ask("最初の質問", thread=thread)
    await member.settled(first.data["answer"])
    question = await Message.objects.aget(role="user")
    anew = await member.ask("直した質問", thread=thread, instead_of=question.pk)
    await member.settled(anew.data["answer"])
    last = await member.ask("続き", thread=thread)
    await member.settled(last.data["answer"])
    sent = [m["content"] for m in fake.chats[-1].body["messages"]]
    assert sent == ["直した質問", "直した質問", "続き"]


async def test_the_composer_for_writing_anew_holds_the_old_words(member: Visitor) -> None:
    await member.ask("最初の質問")
    question = await Message.objects.aget(role="user")
    response = await member.client.get(
        f"/chat/m/{question.pk}/edit/", headers={"hx-request": "true"}
    )
    html = response.content.decode()
    assert ">最初の質問</textarea>" in html
    assert f'name="instead_of" value="{question.pk}"' in html
