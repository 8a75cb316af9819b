"""Files: their text goes through the guard with the message, and what is wrong is told."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.fake_model.server import FakeModel

from nezuku.workspace.chat.models import Attachment, Message, new_id
from nezuku.workspace.chat.tests.conftest import Visitor


def file(name: str, data: bytes | str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data.encode() if isinstance(data, str) else data)


async def test_a_files_text_is_guarded_and_sent_with_the_message(
    member: Visitor, fake: FakeModel
) -> None:
    thread = new_id()
    attached = await member.post(
        "attach/", thread=thread, files=file("名簿.csv", "氏名,電話\n鈴木一郎,080-1111-2222\n")
    )
    assert attached.status == 200, attached.data
    body = {"thread": thread, "text": "表をまとめて", "file": attached.data["id"]}
    seen = await member.post("check/", **body)
    assert seen.data["decision"] == "mask"
    assert seen.data["marks"] == []
    assert "名簿.csv" in seen.data["html"]
    asked = await member.ask(**{**body, "model": "fake-echo"})
    answer = await member.settled(asked.data["answer"])
    assert "鈴木一郎" in answer.text
    sent = fake.chats[-1].body["messages"][-1]["content"]
    assert "名簿.csv" in sent
    assert "鈴木" not in sent
    html = (await member.client.get(f"/chat/t/{thread}/")).content.decode()
    assert "名簿.csv" in html


async def test_the_text_of_a_file_is_sealed(member: Visitor) -> None:
    await member.post("attach/", thread=new_id(), files=file("メモ.txt", "合言葉はひまわり"))
    row = await Attachment.objects.aget()
    assert "ひまわり".encode() not in bytes(row.sealed_text)


async def test_what_cannot_be_read_is_told_beside_the_file(member: Visitor) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
    answer = await member.post("attach/", thread=new_id(), files=file("図.png", picture))
    assert answer.status == 415
    assert "画像は" in answer.data["message"]


async def test_no_more_files_than_one_message_takes(member: Visitor) -> None:
    thread = new_id()
    for number in range(5):
        answer = await member.post("attach/", thread=thread, files=file(f"{number}.txt", "覚え"))
        assert answer.status == 200
    answer = await member.post("attach/", thread=thread, files=file("6.txt", "覚え"))
    assert answer.status == 400
    assert "5件まで" in answer.data["message"]


async def test_a_file_that_is_taken_off_is_gone(member: Visitor) -> None:
    attached = await member.post("attach/", thread=new_id(), files=file("メモ.txt", "覚え"))
    await member.post(f"f/{attached.data['id']}/detach/")
    assert not await Attachment.objects.aexists()


async def test_words_in_a_file_can_be_blacked_out_before_it_is_sent(member: Visitor) -> None:
    thread = new_id()
    attached = await member.post(
        "attach/", thread=thread, files=file("控え.txt", "マイナンバー 123456789018")
    )
    body = {"thread": thread, "text": "要約して", "file": attached.data["id"]}
    assert (await member.post("check/", **body)).data["decision"] == "block"
    await member.post(f"f/{attached.data['id']}/black-out/", words="123456789018")
    assert (await member.post("check/", **body)).data["decision"] != "block"
    await member.ask(**body)
    late = await member.post(f"f/{attached.data['id']}/black-out/", words="マイナンバー")
    assert late.status == 409


async def test_without_scripts_a_file_comes_with_the_question(member: Visitor) -> None:
    thread = new_id()
    response = await member.client.post(
        "/chat/ask/",
        {"thread": thread, "text": "まとめて", "files": file("メモ.txt", "覚え書き")},
    )
    assert response.status_code == 302
    question = await Message.objects.aget(role="user")
    assert await question.attachments.acount() == 1


async def test_a_file_stays_with_a_question_that_is_written_anew(
    member: Visitor, fake: FakeModel
) -> None:
    thread = new_id()
    attached = await member.post("attach/", thread=thread, files=file("メモ.txt", "覚え書き"))
    asked = await member.ask("まとめて", thread=thread, file=attached.data["id"])
    await member.settled(asked.data["answer"])
    question = await Message.objects.aget(role="user")
    anew = await member.ask(
        "短くまとめて", thread=thread, instead_of=question.pk, file=attached.data["id"]
    )
    await member.settled(anew.data["answer"])
    assert "覚え書き" in fake.chats[-1].body["messages"][-1]["content"]


async def test_a_long_roster_is_told_by_its_first_rows_and_a_number(member: Visitor) -> None:
    rows = "\n".join(f"社員{n},090-1234-{n:04}" for n in range(100))
    thread = new_id()
    attached = await member.post(
        "attach/", thread=thread, files=file("名簿.csv", "氏名,電話\n" + rows)
    )
    body = {"thread": thread, "text": "数えて", "file": attached.data["id"]}
    seen = await member.post("check/", **body)
    assert seen.data["html"].count('<li class="found-item ') == 30
    assert "件も、同じように扱います。" in seen.data["html"]
    assert (await member.ask(**body)).status == 200
