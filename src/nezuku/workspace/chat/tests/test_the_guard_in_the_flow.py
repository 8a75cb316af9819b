"""What the guard finds is shown before anything leaves, and the person decides."""

from __future__ import annotations

import json

from tests.fake_model.server import FakeModel

from nezuku.foundation.kit import clock
from nezuku.foundation.kit.actor import SYSTEM
from nezuku.foundation.policy.actions.guard_policy import change_guard_policy
from nezuku.guard import Decision, Policy
from nezuku.workspace.chat.models import Message, Thread, new_id
from nezuku.workspace.chat.tests.conftest import Visitor, from_thread

MASKED = "山田太郎様（090-1234-5678）へのお礼を書いてください。"
BLOCKED = "マイナンバーは 123456789018 です。"


async def test_findings_stand_on_the_words_in_the_units_of_the_browser(member: Visitor) -> None:
    seen = await member.post("check/", thread=new_id(), text="😀" + MASKED)
    assert seen.status == 200
    first = seen.data["marks"][0]
    assert (first["start"], first["end"]) == (2, 6)
    assert seen.data["decision"] == "mask"
    assert "氏名" in seen.data["html"]
    assert "伏せて送信" in seen.data["html"]
    assert "《氏名1》" in seen.data["html"]


async def test_a_check_stores_nothing(member: Visitor) -> None:
    await member.post("check/", thread=new_id(), text=MASKED)
    assert not await Thread.objects.aexists()


async def test_what_was_not_shown_does_not_leave(member: Visitor, fake: FakeModel) -> None:
    before = len(fake.chats)
    asked = await member.post("ask/", thread=new_id(), text=MASKED, model="fake-echo")
    assert asked.status == 409
    assert asked.data["decision"] == "mask"
    assert "伏せて送信" in asked.data["html"]
    assert len(fake.chats) == before
    assert not await Message.objects.aexists()


async def test_a_receipt_holds_only_for_the_text_that_was_shown(member: Visitor) -> None:
    thread = new_id()
    seen = await member.post("check/", thread=thread, text=MASKED)
    other = {"thread": thread, "text": MASKED + "佐藤花子様にも。", "model": "fake-echo"}
    asked = await member.post("ask/", receipt=seen.data["receipt"], **other)
    assert asked.status == 409


async def test_what_may_never_leave_is_stopped_and_can_be_blacked_out(member: Visitor) -> None:
    thread = new_id()
    seen = await member.post("check/", thread=thread, text=BLOCKED)
    assert seen.data["decision"] == "block"
    assert seen.data["receipt"] == ""
    assert "この部分を■に置き換える" in seen.data["html"]
    assert "相談してください" in seen.data["html"]
    asked = await member.post("ask/", thread=thread, text=BLOCKED)
    assert asked.status == 409
    assert not await Message.objects.aexists()
    page = await member.client.post(
        "/chat/ask/", {"thread": thread, "text": BLOCKED, "black_out": "123456789018"}
    )
    assert page.status_code == 200
    assert "マイナンバーは ■■■ です。" in page.content.decode()


async def test_without_scripts_the_panel_comes_with_the_text_and_its_receipt(
    member: Visitor,
) -> None:
    thread = new_id()
    body = {"thread": thread, "text": MASKED, "model": "fake-echo"}
    page = await member.client.post("/chat/ask/", body)
    html = page.content.decode()
    assert page.status_code == 409
    assert MASKED in html
    assert "伏せて送信" in html
    receipt = html.split('name="receipt" value="')[1].split('"')[0]
    assert f'name="thread" value="{thread}"' in html
    sent = await member.client.post("/chat/ask/", {**body, "receipt": receipt})
    assert sent.status_code == 302


async def test_what_left_can_be_seen_afterwards(member: Visitor) -> None:
    await member.ask(MASKED)
    question = await Message.objects.aget(role="user")
    page = await member.client.get(f"/chat/m/{question.pk}/sent/")
    html = page.content.decode()
    assert '<span class="placeholder">《氏名1》</span>' in html
    assert "山田" not in html.split('<div class="sent-text"')[1].split("</div>")[0]


def _ask_about_names() -> None:
    policy = Policy(overrides={"person": Decision.ASK})
    change_guard_policy(
        actor=SYSTEM, now=clock.now(), policy=policy, reason="試験", expected_version=0
    )


def _choices(html: str) -> list[str]:
    return sorted({part.split('"')[0] for part in html.split('name="choice.')[1:]})


async def test_what_is_asked_about_is_masked_unless_it_is_called_harmless(
    member: Visitor, fake: FakeModel
) -> None:
    await from_thread(_ask_about_names)()
    text = "田中さんの手順で、佐々木さんが確認した。"
    seen = await member.post("check/", thread=new_id(), text=text)
    assert seen.data["decision"] == "ask"
    assert "問題ない（このまま送る）" in seen.data["html"]
    assert "迷うときの相談先" in seen.data["html"]
    asked = await member.ask(text)
    answer = await member.settled(asked.data["answer"])
    assert answer.text == text
    assert "田中" not in fake.chats[-1].body["messages"][-1]["content"]


async def test_a_sign_of_the_whole_text_is_told_with_its_reason(member: Visitor) -> None:
    seen = await member.post(
        "check/", thread=new_id(), text="【社外秘】来期の計画をまとめてください。"
    )
    assert seen.data["decision"] == "allow"
    assert "社外秘などの表示" in seen.data["html"]
    assert "文書に「社外秘」という表示があるためです。" in seen.data["html"]
    assert "文章全体をレベル2として扱います。" in seen.data["html"]
    assert '<span class="found-decision">' not in seen.data["html"]


async def test_a_finding_called_harmless_goes_as_it_is_and_is_not_asked_about_again(
    member: Visitor, fake: FakeModel
) -> None:
    await from_thread(_ask_about_names)()
    text = "田中さんの手順で確認した。"
    thread = new_id()
    seen = await member.post("check/", thread=thread, text=text)
    (key,) = _choices(seen.data["html"])
    choice = {f"choice.{key}": "release"}
    released = await member.post("check/", thread=thread, text=text, **choice)
    assert released.data["decision"] == "allow"
    asked = await member.ask(text, thread=thread, **choice)
    assert asked.status == 200
    assert (await member.settled(asked.data["answer"])).text == text
    assert fake.chats[-1].body["messages"][-1]["content"] == text
    again = await member.post("check/", thread=thread, text=text)
    assert (again.data["decision"], _choices(again.data["html"])) == ("allow", [])
    assert (await Thread.objects.aget()).released == [key]


async def test_what_is_masked_for_sure_cannot_be_called_harmless(member: Visitor) -> None:
    thread = new_id()
    seen = await member.post("check/", thread=thread, text=MASKED)
    assert _choices(seen.data["html"]) == []
    keys = {mark["item"] for mark in seen.data["marks"]}
    assert keys
    forced = await member.post(
        "check/", thread=thread, text=MASKED, **{"choice.0123456789abcdef": "release"}
    )
    assert forced.data["decision"] == "mask"


async def test_words_written_as_escapes_are_shown_plainly(member: Visitor, fake: FakeModel) -> None:
    text = "次の記録を要約して " + json.dumps({"氏名": "山田太郎"})
    seen = await member.post("check/", thread=new_id(), text=text)
    assert seen.data["decision"] == "mask"
    assert "山田太郎" in seen.data["html"]
    assert seen.data["marks"] == []
    asked = await member.ask(text)
    answer = await member.settled(asked.data["answer"])
    assert "太郎" not in json.loads(fake.chats[-1].raw)["messages"][-1]["content"]
    assert "山田太郎" in answer.text


async def test_what_was_replaced_before_is_replaced_where_it_stands_alone(
    member: Visitor, fake: FakeModel
) -> None:
    thread = new_id()
    first = await member.ask("社員番号：A-12345 の件", thread=thread)
    await member.settled(first.data["answer"])
    second = await member.ask("A-12345 への文面を", thread=thread)
    assert (await member.settled(second.data["answer"])).text == "A-12345 への文面を"
    assert "A-12345" not in fake.chats[-1].raw
