"""Nobody reaches another person's conversation, by whatever address, whatever their role."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from nezuku.foundation.kit import clock
from nezuku.foundation.people.cast import World
from nezuku.workspace.chat import actions
from nezuku.workspace.chat.models import Attachment, Message, Thread, new_id
from nezuku.workspace.chat.tests.conftest import Visitor, from_thread


async def _filled(member: Visitor) -> dict[str, str]:
    thread = new_id()
    asked = await member.ask("会議の準備", thread=thread)
    await member.settled(asked.data["answer"])
    question = await Message.objects.aget(role="user")
    attached = await member.post(
        "attach/", thread=thread, files=SimpleUploadedFile("メモ.txt", "覚え書き".encode())
    )
    return {
        "thread": thread,
        "question": question.pk,
        "answer": asked.data["answer"],
        "file": attached.data["id"],
    }


READS = [
    "t/{thread}/", "t/{thread}/earlier/", "t/{thread}/rename/", "t/{thread}/export/",
    "t/{thread}/export/?form=json", "m/{question}/", "m/{answer}/", "m/{question}/text/",
    "m/{question}/sent/", "m/{answer}/stream/", "m/{question}/edit/",
]  # fmt: skip
WRITES = [
    "t/{thread}/rename/", "t/{thread}/pin/", "t/{thread}/delete/", "t/{thread}/bring-back/",
    "m/{answer}/stop/", "m/{answer}/regenerate/", "m/{question}/branch/",
    "f/{file}/detach/", "f/{file}/black-out/",
]  # fmt: skip


@pytest.mark.parametrize("role", ["admin", "auditor", "lead", "factory_member"])
async def test_every_address_is_a_miss_for_others(
    member: Visitor, visitor: Callable[..., Any], company: World, role: str
) -> None:
    ids = await _filled(member)
    stranger = await visitor(getattr(company, role))
    for path in READS:
        response = await stranger.client.get("/chat/" + path.format(**ids))
        assert response.status_code == 404, path
    for path in WRITES:
        answer = await stranger.post(path.format(**ids), title="奪取", words="覚え")
        assert answer.status == 404, path
    for body in (
        {"thread": ids["thread"], "text": "a"},
        {"thread": new_id(), "text": "a", "after": ids["answer"]},
        {"thread": new_id(), "text": "a", "instead_of": ids["question"]},
        {"thread": new_id(), "text": "a", "file": ids["file"]},
    ):
        for path in ("check/", "ask/"):
            answer = await stranger.post(path, **body)
            known = (answer.status == 404) or (
                # A thread that does not exist has no messages to follow: nothing is taken over.
                "after" in body or "instead_of" in body
            )
            assert known, (path, body)
    assert await Message.objects.filter(thread__owner_id=member.person.id).acount() == 2
    assert await Attachment.objects.filter(owner_id=member.person.id).acount() == 1
    thread = await Thread.objects.aget(pk=ids["thread"])
    assert (thread.title, thread.deleted_at, thread.pinned_at) == ("会議の準備", None, None)


@pytest.mark.parametrize("thread", ["", "x", "A" * 32, "0" * 33, "../../etc/passwd"])
async def test_an_id_has_a_form(member: Visitor, thread: str) -> None:
    assert (await member.post("check/", thread=thread, text="a")).status == 404


async def test_who_may_not_chat_is_refused(visitor: Callable[..., Any], company: World) -> None:
    advisor = await visitor(company.advisor)
    assert (await advisor.client.get("/chat/")).status_code == 403
    assert (await advisor.post("check/", thread=new_id(), text="a")).status == 403


async def test_a_deleted_conversation_is_gone_and_can_come_back(member: Visitor) -> None:
    ids = await _filled(member)
    await member.client.post(f"/chat/t/{ids['thread']}/delete/")
    for path in READS:
        assert (await member.client.get("/chat/" + path.format(**ids))).status_code == 404, path
    again = await member.ask("続き", thread=ids["thread"])
    assert again.status == 404
    back = await member.client.post(f"/chat/t/{ids['thread']}/bring-back/")
    assert back.status_code == 302
    assert (await member.client.get(f"/chat/t/{ids['thread']}/")).status_code == 200


async def test_what_was_deleted_long_ago_is_removed(member: Visitor) -> None:
    ids = await _filled(member)
    await member.client.post(f"/chat/t/{ids['thread']}/delete/")
    now = clock.now()
    assert await from_thread(actions.purge)(now=now) == 0
    await from_thread(actions.purge)(now=now + timedelta(days=31))
    assert not await Thread.objects.aexists()
    assert not await Message.objects.aexists()
    assert not await Attachment.objects.aexists()
