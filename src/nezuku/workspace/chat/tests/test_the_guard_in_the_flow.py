"""What the guard finds is shown before anything leaves, and the person decides."""

from __future__ import annotations

from nezuku.workspace.chat.models import Message, Thread, new_id
from nezuku.workspace.chat.tests.conftest import Visitor

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


async def test_what_was_not_shown_does_not_leave(member: Visitor, fake: object) -> None:
    before = len(fake.chats)  # type: ignore[attr-defined]
    asked = await member.post("ask/", thread=new_id(), text=MASKED, model="fake-echo")
    assert asked.status == 409
    assert asked.data["decision"] == "mask"
    assert "伏せて送信" in asked.data["html"]
    assert len(fake.chats) == before  # type: ignore[attr-defined]
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


async def test_a_finding_called_harmless_is_not_asked_about_again(member: Visitor) -> None:
    text = "東京の本社で働く松本の話を短くまとめてください。林と森の違いも。"
    thread = new_id()
    seen = await member.post("check/", thread=thread, text=text)
    keys = [part.split('"')[0] for part in seen.data["html"].split('name="choice.')[1:]]
    body: dict[str, object] = {f"choice.{key}": "release" for key in keys}
    asked = await member.ask(text, thread=thread, **body)
    assert asked.status == 200
    answer = await member.settled(asked.data["answer"])
    assert answer.text == text
    again = await member.post("check/", thread=thread, text=text)
    assert 'name="choice.' not in again.data["html"]
    assert sorted((await Thread.objects.aget()).released) == sorted(set(keys))
