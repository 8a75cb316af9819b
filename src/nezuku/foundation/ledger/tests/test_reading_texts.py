"""A text is read for a reason, which is recorded before the text is shown, and only once."""

from __future__ import annotations

import re

import orjson
import pytest
from django.contrib.auth.base_user import AbstractBaseUser
from django.test import Client

from nezuku.foundation.kit.errors import Forbidden
from nezuku.foundation.ledger import actions
from nezuku.foundation.ledger.models import AuditEvent, ExchangeText
from nezuku.foundation.ledger.tests.conftest import ADMIN, AUDITOR, MEMBER, START, Book
from nezuku.foundation.ledger.texts import SentMessage, TextGone, TextSealed, texts_of
from nezuku.foundation.ledger.verification import verify

pytestmark = pytest.mark.django_db(transaction=True)

REASON = {"reason_kind": "incident", "reason": "誤送信の調査のため、内容を確認します"}


def once(response) -> str:
    return re.search(r'name="once" value="([^"]+)"', response.content.decode())[1]


def readings() -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(kind="ledger.text_read"))


def test_an_auditor_reads_after_giving_a_reason_and_only_once(
    client: Client, auditor: AbstractBaseUser, hanako: AbstractBaseUser, book: Book
):
    exchange = book.exchange(member_id=hanako.pk, asked="<b>山田太郎</b>さん".encode())
    address = f"/ledger/exchanges/{exchange}/text/"
    client.force_login(auditor)
    form = client.get(address)
    assert "山田太郎" not in form.content.decode()
    said = {**REASON, "once": once(form)}

    shown = client.post(address, said)

    body = shown.content.decode()
    assert "&lt;b&gt;山田太郎&lt;/b&gt;" in body
    assert "&lt;氏名1&gt;さんへのメール" in body
    assert "no-store" in shown.headers["Cache-Control"]
    (event,) = readings()
    data = orjson.loads(event.body)["data"]
    assert (event.about_member_id, event.actor_id) == (hanako.pk, auditor.pk)
    assert (data["exchange"], data["reason"]) == (exchange, REASON["reason"])
    assert "山田" not in event.body

    again = client.post(address, said).content.decode()
    assert "山田太郎" not in again
    assert "もう一度読むには、理由を書き直してください。" in again
    assert len(readings()) == 1
    assert verify().is_whole


@pytest.mark.parametrize(
    "changes",
    [{"reason": "短い"}, {"reason": " " * 20}, {"reason_kind": ""}, {"reason_kind": "x"}],
)
def test_without_a_good_reason_nothing_is_shown_or_recorded(
    client: Client, auditor: AbstractBaseUser, book: Book, changes: dict[str, str]
):
    address = f"/ledger/exchanges/{book.exchange()}/text/"
    client.force_login(auditor)
    said = {**REASON, "once": once(client.get(address)), **changes}

    response = client.post(address, said)

    assert "山田太郎" not in response.content.decode()
    assert readings() == []
    assert once(response)


def test_a_form_of_one_exchange_does_not_open_another(
    client: Client, auditor: AbstractBaseUser, book: Book
):
    one, two = book.exchange(), book.exchange()
    client.force_login(auditor)
    word = once(client.get(f"/ledger/exchanges/{one}/text/"))

    response = client.post(f"/ledger/exchanges/{two}/text/", {**REASON, "once": word})

    assert "山田太郎" not in response.content.decode()
    assert readings() == []


def test_admin_and_the_person_themselves_cannot_read_here(
    client: Client, admin: AbstractBaseUser, hanako: AbstractBaseUser, book: Book
):
    exchange = book.exchange(member_id=hanako.pk)
    for member in (admin, hanako):
        client.force_login(member)
        for response in (
            client.get(f"/ledger/exchanges/{exchange}/text/"),
            client.post(f"/ledger/exchanges/{exchange}/text/", REASON),
        ):
            assert response.status_code == 403
    for actor in (ADMIN, MEMBER):
        with pytest.raises(Forbidden):
            actions.read_text(actor=actor, exchange_id=exchange, now=START, **REASON)
    assert readings() == []


def test_the_record_stays_when_the_text_cannot_be_opened(book: Book):
    exchange = book.exchange()
    ExchangeText.objects.filter(pk=exchange).update(asked=b"\x01changed")

    with pytest.raises(TextSealed):
        actions.read_text(actor=AUDITOR, exchange_id=exchange, now=START, **REASON)

    assert len(readings()) == 1


def test_a_text_that_is_gone_is_told_and_not_recorded_as_read(
    client: Client, auditor: AbstractBaseUser, book: Book
):
    exchange = book.exchange()
    ExchangeText.objects.all().delete()

    with pytest.raises(TextGone):
        actions.read_text(actor=AUDITOR, exchange_id=exchange, now=START, **REASON)

    assert readings() == []
    client.force_login(auditor)
    assert "本文は残っていません" in client.get(f"/ledger/exchanges/{exchange}/").content.decode()


@pytest.mark.parametrize(
    ("sent", "messages"),
    [
        (b"", ()),
        (b"plain", (SentMessage("", "plain"),)),
        (b'"x"', (SentMessage("", '"x"'),)),
        (b'{"messages":7}', (SentMessage("", '{"messages":7}'),)),
        (b'[{"role":"system","content":"a"}]', (SentMessage("system", "a"),)),
        (
            b'{"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"x":1}]},3]}',
            (SentMessage("user", 'a\n{\n  "x": 1\n}'), SentMessage("", "3")),
        ),
        (b"\xff\xfe", (SentMessage("", "\ufffd\ufffd"),)),
    ],
)
def test_whatever_was_sent_can_be_shown(book: Book, sent: bytes, messages: tuple[SentMessage, ...]):
    assert texts_of(book.exchange(sent=sent)).sent == messages


def test_tool_calls_are_shown_whole(book: Book):
    sent = b'{"messages":[{"role":"assistant","content":null,"tool_calls":[{"id":"c"}]}]}'

    (message,) = texts_of(book.exchange(sent=sent)).sent

    assert message.role == "assistant"
    assert '"tool_calls"' in message.text
