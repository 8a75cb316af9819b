"""What a request knows: who asks, from where, in which language, at what price."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from nezuku.foundation.kit.permissions import Role
from nezuku.foundation.ledger.models import AuditEvent
from nezuku.foundation.people import actions, directory
from nezuku.foundation.people.addresses import client_address, normalised
from nezuku.foundation.people.cast import SALES, Person, World
from nezuku.foundation.people.tests.conftest import NOW

V4 = st.ip_addresses(v=4).map(str)


def test_a_request_costs_three_queries_before_its_view(
    world: World, browser_of: Callable[[Person], Client]
) -> None:
    client = browser_of(world.ambassador)
    client.get(reverse("people:sign_out"))  # a fresh server asks once whether anybody is there
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("people:sign_out"))  # refused by its method: nothing of a view runs
    before = [q for q in queries.captured_queries if "people_company" not in q["sql"]]
    assert len(before) == 3, [q["sql"] for q in before]


def test_a_visitor_without_a_cookie_costs_no_query_at_all(world: World) -> None:
    visitor = Client()
    visitor.get(reverse("people:keys"))  # a fresh server asks once whether anybody is there
    with CaptureQueriesContext(connection) as queries:
        visitor.get(reverse("people:keys"))
    assert len(queries) == 0


def test_an_ambassador_covers_the_departments_below_their_own(world: World) -> None:
    admin = world.admin.actor()
    sales = world.departments[SALES]
    first = actions.add_department(actor=admin, now=NOW, name="第一営業課", parent_id=sales)
    deep = actions.add_department(actor=admin, now=NOW, name="関東係", parent_id=first)
    assert world.ambassador.actor().scopes == {Role.AMBASSADOR: frozenset({sales, first, deep})}


def test_pages_speak_the_language_of_the_member(
    world: World, browser_of: Callable[[Person], Client]
) -> None:
    actor = world.lead.actor()
    actions.change_own_profile(actor=actor, now=NOW, name=actor.name, kana="", locale="en")
    client = browser_of(world.lead)
    client.cookies["nezuku_language"] = "ja"
    assert client.get(reverse("people:account")).headers["Content-Language"] == "en"


def test_a_visitor_reads_the_language_of_the_cookie(world: World) -> None:
    client = Client(headers={"accept-language": "fr"})
    assert client.get(reverse("people:sign_in")).headers["Content-Language"] == "ja"
    client.cookies["nezuku_language"] = "en"
    assert client.get(reverse("people:sign_in")).headers["Content-Language"] == "en"
    client.cookies["nezuku_language"] = "../../etc"
    assert client.get(reverse("people:sign_in")).headers["Content-Language"] == "ja"


def test_a_fragment_is_not_answered_with_the_page_of_signing_in(world: World) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/people/members/?page=2"}
    response = Client().get(reverse("people:members"), headers=headers)
    assert response.status_code == 401
    assert response.headers["HX-Redirect"].endswith("?next=/people/members/")


def test_a_program_is_told_that_a_sign_in_is_needed(world: World) -> None:
    response = Client().get(reverse("people:members"), headers={"accept": "application/json"})
    assert response.status_code == 401
    assert response.json()["error"]["code"] == "not_signed_in"


def test_the_address_in_the_ledger_is_the_one_that_the_proxy_saw(
    world: World, settings: Settings
) -> None:
    settings.TRUSTED_PROXIES = 1
    seen = []
    for forwarded in ("198.51.100.7", "10.0.0.1, 198.51.100.7"):
        Client().post(
            reverse("people:sign_in"),
            {"email": world.lead.email, "password": world.password},
            headers={"x-forwarded-for": forwarded},
        )
        event = AuditEvent.objects.filter(kind="people.signed_in").latest("seq")
        seen.append("198.51.100.7" in event.body)
    assert seen == [True, True]


@given(peer=V4, forged=st.lists(st.text(max_size=12), max_size=4), real=V4)
def test_what_a_client_writes_itself_never_counts(peer: str, forged: list[str], real: str) -> None:
    header = ",".join([*(f.replace(",", "") for f in forged), real])
    assert client_address(peer=peer, forwarded_for=header, trusted_proxies=1) == real
    assert client_address(peer=peer, forwarded_for=header, trusted_proxies=0) == peer


@given(peer=V4, header=st.text(max_size=60), proxies=st.integers(0, 4))
def test_the_answer_is_always_an_address(peer: str, header: str, proxies: int) -> None:
    found = client_address(peer=peer, forwarded_for=header, trusted_proxies=proxies)
    assert normalised(found) == found


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("192.0.2.1:4711", "192.0.2.1"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::1"),
        ("unknown", None),
        ("", None),
    ],
)
def test_an_address_is_written_in_one_way(text: str, address: str | None) -> None:
    assert normalised(text) == address


def test_cards_of_departments_come_in_reading_order(world: World) -> None:
    admin = world.admin.actor()
    sales = world.departments[SALES]
    actions.add_department(actor=admin, now=NOW, name="第一営業課", parent_id=sales)
    names = [card.name for card in directory.departments()]
    assert names.index("第一営業課") == names.index(SALES) + 1
    assert next(c for c in directory.departments() if c.depth == 1).path == "営業 / 第一営業課"
