"""Everybody sees what is recorded about them, who read their texts, and can take it along."""

from __future__ import annotations

import orjson
import pytest
from django.contrib.auth.base_user import AbstractBaseUser
from django.test import AsyncClient, Client

from nezuku.foundation.kit import clock
from nezuku.foundation.ledger import actions
from nezuku.foundation.ledger.models import AuditEvent
from nezuku.foundation.ledger.tests.conftest import AUDITOR, Book, act

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_member_sees_their_own_facts_and_nobody_elses(
    client: Client, hanako: AbstractBaseUser, jiro: AbstractBaseUser, book: Book
):
    mine = book.exchange(member_id=hanako.pk, at=clock.now())
    book.exchange(member_id=jiro.pk, at=clock.now(), decision="block", findings={"my_number": 4})
    act(kind="people.signed_in", about_member_id=hanako.pk)
    act(kind="people.member_deactivated", about_member_id=jiro.pk)
    client.force_login(hanako)

    response = client.get("/ledger/me/")

    record = response.context["page"].record
    assert [fact.id for fact in record.facts.facts] == [mine]
    assert [(found.key, found.count) for found in record.summary.findings] == [
        ("person", 2),
        ("email", 1),
    ]
    assert [event.kind for event in record.events.events] == ["people.signed_in"]
    body = response.content.decode()
    assert "あなたの本文を読んだ人はいません。" in body
    assert "製造 次郎" not in body


def test_whoever_read_a_text_is_named_with_the_reason(
    client: Client, hanako: AbstractBaseUser, book: Book
):
    exchange = book.exchange(member_id=hanako.pk, member_name=hanako.name)
    reason = "四半期の定期監査で抽出したため"
    actions.read_text(
        actor=AUDITOR, exchange_id=exchange, reason_kind="audit", reason=reason, now=clock.now()
    )
    client.force_login(hanako)

    body = client.get("/ledger/me/").content.decode()

    assert f"監査 澄子 が 営業 花子 のやりとり {exchange} の本文を読みました。" in body
    assert f"理由は「定期監査」: {reason}" in body


def test_the_pages_of_facts_and_of_events_turn_separately(
    client: Client, hanako: AbstractBaseUser, book: Book
):
    for _ in range(21):
        book.exchange(member_id=hanako.pk)
        act(kind="people.signed_in", about_member_id=hanako.pk)
    client.force_login(hanako)
    record = client.get("/ledger/me/").context["page"].record

    later = client.get(f"/ledger/me/?facts={record.facts.older}").context["page"].record
    assert (len(later.facts.facts), len(later.events.events)) == (1, 20)
    later = client.get(f"/ledger/me/?events={record.events.older}").context["page"].record
    assert (len(later.facts.facts), len(later.events.events)) == (20, 1)


def test_the_page_costs_a_fixed_number_of_queries(
    client: Client, hanako: AbstractBaseUser, book: Book, django_assert_max_num_queries
):
    for _ in range(30):
        book.exchange(member_id=hanako.pk)
    client.force_login(hanako)
    client.get("/ledger/me/")

    with django_assert_max_num_queries(14):
        client.get("/ledger/me/")


def test_the_own_record_can_be_taken_along_as_json(
    client: Client, hanako: AbstractBaseUser, jiro: AbstractBaseUser, book: Book
):
    mine = book.exchange(member_id=hanako.pk)
    book.exchange(member_id=jiro.pk)
    act(kind="people.signed_in", about_member_id=hanako.pk)
    client.force_login(hanako)

    taken = orjson.loads(client.post("/ledger/me/export/", {"form": "json"}).getvalue())

    assert [exchange["id"] for exchange in taken["exchanges"]] == [mine]
    assert {event["kind"] for event in taken["events"]} == {
        "people.signed_in",
        "ledger.own_exported",
    }
    assert AuditEvent.objects.get(kind="ledger.own_exported").about_member_id == hanako.pk


def test_the_own_facts_can_be_taken_along_as_a_table(
    client: Client, hanako: AbstractBaseUser, jiro: AbstractBaseUser, book: Book
):
    book.exchange(member_id=hanako.pk)
    book.exchange(member_id=jiro.pk)
    client.force_login(hanako)

    lines = client.post("/ledger/me/export/", {"form": "csv"}).getvalue().splitlines()

    assert len(lines) == 2
    assert client.post("/ledger/me/export/", {"form": "exe"}).status_code == 400


async def test_a_file_is_streamed_by_the_asynchronous_server_too(
    async_client: AsyncClient, hanako: AbstractBaseUser, book: Book
):
    book.exchange(member_id=hanako.pk)
    await async_client.aforce_login(hanako)

    response = await async_client.post("/ledger/me/export/", {"form": "csv"})

    assert response.is_async
    data = b"".join([piece async for piece in response.streaming_content])
    assert len(data.splitlines()) == 2
    assert "伏せて送信" in data.decode("utf-8-sig")
