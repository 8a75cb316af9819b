"""The audit events in words, the state of the chains, and verifying them from the page."""

from __future__ import annotations

import pytest
from django.contrib.auth.base_user import AbstractBaseUser
from django.test import Client

from nezuku.foundation.ledger import actions, events
from nezuku.foundation.ledger.models import AuditEvent, Exchange
from nezuku.foundation.ledger.tests.conftest import START, Book, act

pytestmark = pytest.mark.django_db(transaction=True)


def test_events_are_open_to_auditor_and_admin_only(
    client: Client, auditor: AbstractBaseUser, admin: AbstractBaseUser, hanako: AbstractBaseUser
):
    for member, status in ((auditor, 200), (admin, 200), (hanako, 403)):
        client.force_login(member)
        assert client.get("/ledger/events/").status_code == status
    assert client.post("/ledger/events/verify/").status_code == 403


def test_known_kinds_are_sentences_and_unknown_ones_show_what_they_hold(
    client: Client, auditor: AbstractBaseUser, book: Book
):
    book.exchange()
    act(kind="people.roles_changed", about_member_id=1, data={"given": ["auditor"], "taken": []})
    act(kind="stage.something_new", data={"key": "<値>"})
    act(kind="people.invited", data={"other": 1})
    client.force_login(auditor)

    body = client.get("/ledger/events/").content.decode()

    assert "管理 修 が 営業 花子 の役割を変更しました。与えた役割: auditor。外した役割: -。" in body
    assert "stage.something_new" in body
    assert "&lt;値&gt;" in body
    assert "people.invited" in body
    assert "ledger.batch" not in body


def test_a_kind_is_described_once():
    events.describe("tests.kind", "t", "%(actor)s")
    events.describe("tests.kind", "t", "%(actor)s")
    with pytest.raises(ValueError, match="described twice"):
        events.describe("tests.kind", "t", "other")
    assert events.sentence_of("tests.kind", actor="a", about="", data={"actor": "x"}) == "a"


@pytest.mark.parametrize(
    ("query", "count"),
    [("kind=a.one", 2), ("who=管理", 3), ("who=だれ", 0), ("since=2026-10-02", 0), ("kind=x", 3)],
)
def test_events_can_be_narrowed(client: Client, auditor: AbstractBaseUser, query: str, count: int):
    for kind in ("a.one", "a.one", "b.two"):
        act(kind=kind)
    client.force_login(auditor)

    response = client.get(f"/ledger/events/?{query}")

    assert len(response.context["page"].found.events) == count


def test_the_list_of_acts_costs_the_same_queries_for_few_and_many(
    client: Client, auditor: AbstractBaseUser, django_assert_max_num_queries
):
    for number in range(60):
        act(about_member_id=number)
    client.force_login(auditor)
    client.get("/ledger/events/")

    with django_assert_max_num_queries(13):
        page = client.get("/ledger/events/").context["page"]
    assert len(page.found.events) == 50
    later = client.get(f"/ledger/events/?{page.older_query}").context["page"]
    assert len(later.found.events) == 10


def test_the_button_verifies_and_the_page_shows_the_outcome(
    client: Client, auditor: AbstractBaseUser, book: Book
):
    book.exchange()
    client.force_login(auditor)
    assert "まだ一度も検証していません。" in client.get("/ledger/events/").content.decode()

    body = client.post("/ledger/events/verify/", follow=True).content.decode()
    assert "書き換えの跡はありません" in body

    Exchange.objects.update(model="changed")
    body = client.post("/ledger/events/verify/", follow=True).content.decode()
    assert "記録に問題があります" in body
    assert "やりとり x00001 の事実（opened）が書き換えられています。" in body
    assert AuditEvent.objects.filter(kind="ledger.verified").count() == 2


def test_a_long_ledger_is_left_to_the_command(
    client: Client, auditor: AbstractBaseUser, book: Book, monkeypatch: pytest.MonkeyPatch
):
    for _ in range(3):
        book.exchange()
    monkeypatch.setattr(actions, "VERIFIED_ON_PAGE", 2)
    client.force_login(auditor)

    assert "今すぐ検証する" not in client.get("/ledger/events/").content.decode()
    assert client.post("/ledger/events/verify/").status_code == 409
    assert START
