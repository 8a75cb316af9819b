"""Signing in and out: who gets a session, what is recorded, and when it stops."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from nezuku.foundation.ledger.models import AuditEvent
from nezuku.foundation.people import actions
from nezuku.foundation.people.cast import PASSWORD, Person, World
from nezuku.foundation.people.tests.conftest import NOW

URL = reverse("people:sign_in")


def events(kind: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(kind=f"people.{kind}"))


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> object:
    return client.post(URL, {"email": email, "password": password, **more})


def test_the_right_password_opens_the_home_page(world: World) -> None:
    client = Client()
    response = client.post(URL, {"email": world.lead.email, "password": PASSWORD})
    assert response.status_code == 302
    assert response.headers["Location"] == reverse(settings.LOGIN_REDIRECT_URL)
    assert client.get(reverse("people:account")).status_code == 200
    [event] = events("signed_in")
    assert (event.actor_id, event.about_member_id) == (world.lead.id, world.lead.id)


def test_an_address_typed_with_the_input_method_on_is_understood(world: World) -> None:
    wide = world.lead.email.translate({c: c + 0xFEE0 for c in range(0x21, 0x7F)}).upper()
    response = Client().post(URL, {"email": f"　{wide} ", "password": PASSWORD})
    assert response.status_code == 302


def test_a_wrong_password_is_recorded_without_the_password(world: World) -> None:
    response = Client().post(URL, {"email": world.lead.email, "password": "himitsu-no-kotoba"})
    assert response.status_code == 200
    assert "メールアドレスかパスワードが違います" in response.content.decode()
    [event] = events("sign_in_failed")
    assert event.about_member_id == world.lead.id
    assert event.actor_id is None
    assert "himitsu" not in "".join(AuditEvent.objects.values_list("body", flat=True))
    assert "himitsu" not in response.content.decode()


def test_a_password_typed_into_the_field_of_the_address_is_not_recorded(world: World) -> None:
    Client().post(URL, {"email": "himitsu-no-kotoba", "password": "x"})
    [event] = events("sign_in_failed")
    assert event.about_member_id is None
    assert "himitsu" not in event.body


def test_unknown_people_and_wrong_passwords_get_the_same_answer(world: World) -> None:
    unknown = Client().post(URL, {"email": "dare@example.co.jp", "password": "x"})
    wrong = Client().post(URL, {"email": world.lead.email, "password": "x"})
    said = [r.context["form"].non_field_errors() for r in (unknown, wrong)]
    assert said[0] == said[1]


def test_the_session_gets_a_new_key_at_sign_in(world: World) -> None:
    client = Client()
    session = client.session
    session["planted"] = "1"
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
    client.post(URL, {"email": world.lead.email, "password": PASSWORD})
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != session.session_key


def test_ten_failures_stop_an_account_for_a_while_even_with_the_right_password(
    world: World,
) -> None:
    client = Client()
    for _ in range(10):
        client.post(URL, {"email": world.lead.email, "password": "x"})
    response = client.post(URL, {"email": world.lead.email, "password": PASSWORD})
    assert response.status_code == 429
    assert "5分ほど受け付けを止めています" in response.content.decode()
    assert Client().post(URL, {"email": world.admin.email, "password": PASSWORD}).status_code == 302
    client.post(URL, {"email": world.lead.email, "password": PASSWORD})
    assert len(events("sign_in_limited")) == 1  # an attacker does not fill the ledger


def test_a_whole_office_behind_one_address_can_still_be_stopped(world: World) -> None:
    client = Client()
    for number in range(60):
        client.post(URL, {"email": f"{number}@example.com", "password": "x"})
    response = client.post(URL, {"email": world.lead.email, "password": PASSWORD})
    assert response.status_code == 429


def test_successes_do_not_count_against_the_limit(world: World) -> None:
    for _ in range(12):
        response = Client().post(URL, {"email": world.lead.email, "password": PASSWORD})
        assert response.status_code == 302


def test_somebody_who_left_cannot_sign_in_with_the_right_password(world: World) -> None:
    response = Client().post(URL, {"email": world.retired.email, "password": PASSWORD})
    assert response.status_code == 200
    assert settings.SESSION_COOKIE_NAME not in Client().cookies
    assert [e.about_member_id for e in events("sign_in_inactive")] == [world.retired.id]


@pytest.mark.parametrize(
    ("wish", "goes_to"),
    [
        ("/people/keys/", "/people/keys/"),
        ("https://evil.example.com/", None),
        ("//evil.example.com", None),
        ("javascript:alert(1)", None),
        ("/\\evil.example.com", None),
    ],
)
def test_the_way_on_stays_in_the_house(world: World, wish: str, goes_to: str | None) -> None:
    response = Client().post(URL, {"email": world.lead.email, "password": PASSWORD, "next": wish})
    home = reverse(settings.LOGIN_REDIRECT_URL)
    assert response.headers["Location"] == (goes_to or home)


def test_signing_out_needs_a_post_and_is_recorded(
    world: World, browser_of: Callable[[Person], Client]
) -> None:
    client = browser_of(world.lead)
    assert client.get(reverse("people:sign_out")).status_code == 405
    client.post(reverse("people:sign_out"))
    assert client.get(reverse("people:account")).status_code == 302
    assert [e.actor_id for e in events("signed_out")] == [world.lead.id]


def test_nobody_signs_up_without_an_invitation(world: World) -> None:
    for path in ("/accounts/signup/", "/people/signup/", "/signup/"):
        assert Client().get(path).status_code == 404


def test_a_post_without_its_token_is_refused(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post(URL, {"email": world.lead.email, "password": PASSWORD})
    assert response.status_code == 403


def test_being_deactivated_ends_every_session_at_once(
    world: World, browser_of: Callable[[Person], Client]
) -> None:
    office, phone = browser_of(world.sales_member), browser_of(world.sales_member)
    actions.deactivate_member(actor=world.admin.actor(), now=NOW, member_id=world.sales_member.id)
    for client in (office, phone):
        assert client.get(reverse("people:account")).status_code == 302
        assert not client.session.keys()
    actions.reactivate_member(actor=world.admin.actor(), now=NOW, member_id=world.sales_member.id)
    assert office.get(reverse("people:account")).status_code == 302
