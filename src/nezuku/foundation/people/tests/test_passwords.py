"""Passwords: changed by oneself, or set anew with a link that works once."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from nezuku.foundation.ledger.models import AuditEvent
from nezuku.foundation.people import actions, directory
from nezuku.foundation.people.actions.passwords import (
    PasswordUnusable,
    PasswordWrong,
    ResetLinkInvalid,
)
from nezuku.foundation.people.cast import PASSWORD, Person, World
from nezuku.foundation.people.models import Member
from nezuku.foundation.people.tests.conftest import NOW

NEW = "murasaki-no-kasa-12"
VISITOR = directory.visitor("203.0.113.99")


def test_changing_it_ends_the_other_sessions_and_keeps_this_one(
    world: World, browser_of: Callable[[Person], Client]
) -> None:
    here, elsewhere = browser_of(world.lead), browser_of(world.lead)
    response = here.post(reverse("people:password"), {"current": PASSWORD, "password": NEW})
    assert response.status_code == 302
    account = reverse("people:account")
    assert here.get(account).status_code == 200
    assert elsewhere.get(account).status_code == 302
    assert Member.objects.get(pk=world.lead.id).check_password(NEW)


def test_a_wrong_present_password_changes_nothing(world: World) -> None:
    with pytest.raises(PasswordWrong):
        actions.change_password(actor=world.lead.actor(), now=NOW, current="x", new=NEW)
    assert Member.objects.get(pk=world.lead.id).check_password(PASSWORD)


@pytest.mark.parametrize(
    "weak", ["short", "12345678901234", "passwordpassword"[:8], "shiraishi@komorebi", "a\x00" * 9]
)
def test_a_weak_password_is_refused_with_its_reasons(world: World, weak: str) -> None:
    with pytest.raises(PasswordUnusable):
        actions.change_password(actor=world.lead.actor(), now=NOW, current=PASSWORD, new=weak)


def test_a_link_of_the_administrator_works_once_and_ends_sessions(
    world: World, browser_of: Callable[[Person], Client]
) -> None:
    office = browser_of(world.sales_member)
    key = actions.issue_reset_link(
        actor=world.admin.actor(), now=NOW, member_id=world.sales_member.id
    )
    url = reverse("people:reset", args=[key])
    visitor = Client()
    assert world.sales_member.name in visitor.get(url).content.decode()
    assert visitor.post(url, {"password": "short"}).status_code == 200
    assert visitor.post(url, {"password": NEW}).status_code == 302
    assert visitor.get(url).status_code == 404
    assert office.get(reverse("people:account")).status_code == 302


def test_a_link_ends_when_the_person_leaves_even_if_they_come_back(world: World) -> None:
    admin = world.admin.actor()
    key = actions.issue_reset_link(actor=admin, now=NOW, member_id=world.sales_member.id)
    actions.deactivate_member(actor=admin, now=NOW, member_id=world.sales_member.id)
    actions.reactivate_member(actor=admin, now=NOW, member_id=world.sales_member.id)
    with pytest.raises(ResetLinkInvalid):
        actions.reset_password(actor=VISITOR, now=NOW, key=key, new=NEW)


@pytest.mark.parametrize("key", ["", "-", "1-", "zzz-abc", "1-abc-def", "９-x", "\x00-x", "1" * 99])
def test_a_made_up_link_is_no_link(world: World, key: str) -> None:
    with pytest.raises(ResetLinkInvalid):
        actions.reset_password(actor=VISITOR, now=NOW, key=key, new=NEW)


def test_somebody_who_forgot_gets_a_mail(world: World, settings: Settings) -> None:
    response = Client().post(reverse("people:forgot"), {"email": world.lead.email.upper()})
    [message] = mail.outbox
    [link] = re.findall(r"https?://\S+", message.body)
    assert link.startswith(settings.BASE_URL)
    assert Client().get(link.removeprefix(settings.BASE_URL)).status_code == 200
    unknown = Client().post(reverse("people:forgot"), {"email": "dare@example.co.jp"})
    left = Client().post(reverse("people:forgot"), {"email": world.retired.email})
    assert len(mail.outbox) == 1
    said = [
        re.sub(r"\S+@\S+", "", r.content.decode().partition("<main")[2].partition("</main>")[0])
        for r in (response, unknown, left)
    ]
    assert len(set(said)) == 1


def test_asking_again_and_again_sends_no_flood_of_mail(world: World) -> None:
    answers = [
        Client().post(reverse("people:forgot"), {"email": world.lead.email}).status_code
        for _ in range(5)
    ]
    assert answers == [200, 200, 200, 429, 429]
    assert len(mail.outbox) == 3


def test_without_mail_the_page_says_whom_to_ask(world: World, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    page = Client().get(reverse("people:forgot")).content.decode()
    assert world.admin.name in page
    assert '<form method="post" class="form"' not in page


def test_no_password_and_no_link_is_ever_recorded(world: World) -> None:
    key = actions.issue_reset_link(
        actor=world.admin.actor(), now=NOW, member_id=world.sales_member.id
    )
    actions.reset_password(actor=VISITOR, now=NOW, key=key, new=NEW)
    bodies = "".join(AuditEvent.objects.values_list("body", flat=True))
    assert key.partition("-")[2] not in bodies
    assert NEW not in bodies
    assert PASSWORD not in bodies
