"""Keys of the API: shown once, found by their hash, ended at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from nezuku.foundation.kit.errors import Forbidden, NotFound
from nezuku.foundation.kit.permissions import Role
from nezuku.foundation.ledger.models import AuditEvent
from nezuku.foundation.people import actions, directory, key_rules
from nezuku.foundation.people.actions.keys import (
    MAX_KEYS,
    ExpiryUnusable,
    NewKey,
    TooManyKeys,
)
from nezuku.foundation.people.cast import FACTORY, SALES, SYSTEMS, Person, World
from nezuku.foundation.people.key_rules import OwnKeysOff
from nezuku.foundation.people.keys import find_key, new_raw_key, note_use
from nezuku.foundation.people.models import ApiKey
from nezuku.foundation.people.tests.conftest import NOW


def make(person: Person, label: str = "集計", days: int = 30) -> NewKey:
    return actions.make_key(actor=person.actor(), now=NOW, label=label, days=days)


def test_a_key_leads_to_the_member_with_department_and_roles(world: World) -> None:
    key = make(world.sales_member)
    holder = find_key(key.text, now=NOW)
    assert holder is not None
    assert (holder.member_id, holder.department_name, holder.label) == (
        world.sales_member.id,
        SALES,
        "集計",
    )
    assert holder.roles == {Role.MEMBER}
    assert not holder.is_application


def test_finding_a_key_costs_two_queries(world: World) -> None:
    key = make(world.sales_member)
    with CaptureQueriesContext(connection) as queries:
        find_key(key.text, now=NOW)
    assert len(queries) == 2


def test_the_secret_is_nowhere_in_the_database(world: World) -> None:
    key = make(world.sales_member)
    row = ApiKey.objects.get(pk=key.id)
    secret = key.text.removeprefix(f"nzk_{row.prefix}_")
    stored = [str(getattr(row, field.attname)) for field in row._meta.concrete_fields]
    bodies = AuditEvent.objects.values_list("body", flat=True)
    assert not any(secret in text for text in [*stored, *bodies])


def test_every_other_text_is_no_key(world: World) -> None:
    key = make(world.sales_member).text
    other = make(world.lead).text
    mixed = key[:15] + other[15:]  # the prefix of one, the secret of the other
    assert find_key(mixed, now=NOW) is None
    for text in (key[:-1], key + "A", key.upper(), f" {key}", key.swapcase(), "", "nzk_", "x" * 99):
        assert find_key(text, now=NOW) is None


@pytest.mark.django_db
@given(st.text(max_size=80) | st.from_regex(r"nzk_[0-9a-f]{10}_[A-Za-z0-9_-]{43}", fullmatch=True))
def test_no_made_up_text_opens_the_door(text: str) -> None:
    assert find_key(text) is None


def test_two_keys_are_never_alike() -> None:
    keys = {new_raw_key().text for _ in range(500)}
    assert len(keys) == 500


def test_a_key_ends_with_its_day_and_with_being_revoked(world: World) -> None:
    key = make(world.sales_member, days=1)
    assert find_key(key.text, now=NOW + timedelta(days=1)) is None
    other = make(world.sales_member)
    before = directory.access_epoch()
    actions.revoke_key(actor=world.sales_member.actor(), now=NOW, key_id=other.id)
    assert find_key(other.text, now=NOW) is None
    assert directory.access_epoch() == before + 1


def test_nobody_ends_the_key_of_somebody_else(world: World) -> None:
    key = make(world.sales_member)
    for person in (world.lead, world.admin, world.ambassador):
        with pytest.raises(NotFound):
            actions.revoke_key(actor=person.actor(), now=NOW, key_id=key.id)


def test_an_application_key_stands_for_the_application_and_its_member(world: World) -> None:
    key = actions.make_application_key(
        actor=world.admin.actor(),
        now=NOW,
        label="受注システム",
        days=90,
        member_id=world.lead.id,
        department_id=world.departments[FACTORY],
    )
    holder = find_key(key.text, now=NOW)
    assert holder is not None
    assert (holder.is_application, holder.department_name) == (True, FACTORY)
    assert holder.member_id == world.lead.id
    with pytest.raises(NotFound):
        actions.revoke_key(actor=world.lead.actor(), now=NOW, key_id=key.id)
    actions.deactivate_member(actor=world.admin.actor(), now=NOW, member_id=world.lead.id)
    assert find_key(key.text, now=NOW) is None


def test_only_administrators_make_keys_for_applications(world: World) -> None:
    for person in (world.lead, world.ambassador, world.sales_member):
        with pytest.raises(Forbidden):
            actions.make_application_key(
                actor=person.actor(),
                now=NOW,
                label="x",
                days=30,
                member_id=person.id,
                department_id=world.departments[SYSTEMS],
            )


def test_an_advisor_from_outside_makes_no_key(world: World) -> None:
    with pytest.raises(Forbidden):
        make(world.advisor)


def test_there_is_an_end_to_validity_and_number(world: World) -> None:
    for days in (0, 367):
        with pytest.raises(ExpiryUnusable):
            make(world.lead, days=days)
    for number in range(MAX_KEYS):
        make(world.lead, label=f"キー {number}")
    with pytest.raises(TooManyKeys):
        make(world.lead)


def test_use_is_noted_at_most_once_an_hour(world: World) -> None:
    key = make(world.lead)
    for minutes, noted in ((0, 0), (30, 0), (90, 90)):
        note_use(key.id, now=NOW + timedelta(minutes=minutes))
        row = ApiKey.objects.get(pk=key.id)
        assert row.last_used_at == NOW + timedelta(minutes=noted)


def test_the_page_shows_a_key_once(world: World, browser_of: Callable[[Person], Client]) -> None:
    client = browser_of(world.sales_member)
    response = client.post(reverse("people:keys"), {"label": "集計", "days": "90"})
    text = response.context["new_key"].text
    assert text in response.content.decode()
    assert response.headers["Cache-Control"] == "no-store"
    assert text not in client.get(reverse("people:keys")).content.decode()
    key_id = ApiKey.objects.get().pk
    assert client.get(reverse("people:key_revoke", args=[key_id])).status_code == 200
    client.post(reverse("people:key_revoke", args=[key_id]))
    assert find_key(text) is None


def test_the_page_says_where_programs_connect(
    world: World, browser_of: Callable[[Person], Client], settings: Settings
) -> None:
    settings.BASE_URL = "https://nezuku.example.co.jp"
    for person, name in ((world.sales_member, "keys"), (world.admin, "application_keys")):
        page = browser_of(person).get(reverse(f"people:{name}")).content.decode()
        assert 'value="https://nezuku.example.co.jp/v1"' in page
        assert "OpenAI(base_url=&quot;https://nezuku.example.co.jp/v1&quot;" in page or (
            'OpenAI(base_url="https://nezuku.example.co.jp/v1"' in page
        )


def test_the_keys_of_others_do_not_exist_on_any_page(
    world: World, browser_of: Callable[[Person], Client]
) -> None:
    key = make(world.sales_member)
    client = browser_of(world.factory_member)
    url = reverse("people:key_revoke", args=[key.id])
    assert [client.get(url).status_code, client.post(url).status_code] == [404, 404]


def test_where_own_keys_are_off_only_applications_get_one(
    world: World, browser_of: Callable[[Person], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_rules, "_sources", [])
    assert key_rules.own_keys_allowed()
    key_rules.decide_own_keys(lambda: True)
    make(world.sales_member)
    key_rules.decide_own_keys(lambda: False)
    before = directory.access_epoch()
    with pytest.raises(OwnKeysOff):
        make(world.sales_member)
    assert directory.access_epoch() == before
    assert ApiKey.objects.count() == 1
    client = browser_of(world.sales_member)
    refused = client.post(reverse("people:keys"), {"label": "集計", "days": "90"})
    assert refused.status_code == 403
    assert "社員のAPIキーは使えません" in refused.content.decode()
    page = client.get(reverse("people:keys"))
    assert page.status_code == 200
    assert "下の一覧のキーも今は使えません" in page.content.decode()
    assert 'name="label"' not in page.content.decode()
    other = browser_of(world.lead).get(reverse("people:keys")).content.decode()
    assert "新しいキーは作れません。" in other
    assert "まだキーがありません" not in other
    actions.make_application_key(
        actor=world.admin.actor(),
        now=NOW,
        label="受注システム",
        days=90,
        member_id=world.lead.id,
        department_id=None,
    )
    key_id = ApiKey.objects.filter(is_application=False).get().pk
    client.post(reverse("people:key_revoke", args=[key_id]))
    assert ApiKey.objects.get(pk=key_id).revoked_at is not None
