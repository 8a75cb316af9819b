"""Invitations: handed out, accepted once, and never a way to more than was given."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from nezuku.foundation.kit import clock
from nezuku.foundation.kit.errors import Forbidden, NotFound
from nezuku.foundation.kit.permissions import Role
from nezuku.foundation.ledger.models import AuditEvent
from nezuku.foundation.people import actions, directory
from nezuku.foundation.people.access import HoldsRoles
from nezuku.foundation.people.actions.invitations import (
    InvitationInvalid,
    InvitationLimits,
    InvitedInPerson,
    IssuedInvitation,
    WrongDomain,
)
from nezuku.foundation.people.actions.members import EmailTaken
from nezuku.foundation.people.actions.passwords import PasswordUnusable
from nezuku.foundation.people.cast import DOMAIN, FACTORY, SALES, Person, World
from nezuku.foundation.people.models import Invitation, Member
from nezuku.foundation.people.queries import invitation_page, open_invitations
from nezuku.foundation.people.tests.conftest import NOW

VISITOR = directory.visitor("203.0.113.99")
GOOD_PASSWORD = "ao-no-tsukue-77"


def invite(world: World, email: str = "new@example.co.jp", **more: object) -> IssuedInvitation:
    return actions.invite(actor=world.admin.actor(), now=NOW, email=email, **more)  # type: ignore[arg-type]


def accept(token: str, **more: object) -> int:
    values: dict[str, object] = {
        "email": "new@example.co.jp",
        "name": "新田 光",
        "kana": "にった ひかる",
        "password": GOOD_PASSWORD,
        "now": NOW,
        **more,
    }
    return actions.accept_invitation(actor=VISITOR, token=token, **values)  # type: ignore[arg-type]


def test_an_accepted_invitation_makes_a_member_of_the_department(world: World) -> None:
    issued = invite(world, department_id=world.departments[FACTORY])
    actor = directory.actor_for(accept(issued.token), "", "web")
    assert actor.roles == {Role.MEMBER}
    assert actor.department_id == world.departments[FACTORY]
    with pytest.raises(InvitationInvalid):
        accept(issued.token)


def test_an_invitation_counts_for_its_own_address_whatever_is_typed(world: World) -> None:
    issued = invite(world, email="ｎｅｗ＠Example.co.jp")
    member = Member.objects.get(pk=accept(issued.token, email="boss@example.co.jp"))
    assert member.email == "new@example.co.jp"


def test_an_invitation_ends_with_its_day_and_with_being_taken_back(world: World) -> None:
    late = invite(world, days=1)
    with pytest.raises(InvitationInvalid):
        accept(late.token, now=NOW + timedelta(days=1))
    taken = invite(world, email="b@example.co.jp")
    actions.revoke_invitation(actor=world.admin.actor(), now=NOW, invitation_id=taken.id)
    with pytest.raises(InvitationInvalid):
        accept(taken.token)


def test_inviting_again_keeps_the_link_that_was_sent(world: World) -> None:
    first = invite(world)
    again = invite(world, name="新田 光")
    assert (again.id, again.token, again.is_new) == (first.id, first.token, False)
    assert Invitation.objects.count() == 1


def test_renewing_ends_the_old_link(world: World) -> None:
    first = invite(world)
    second = actions.renew_invitation(actor=world.admin.actor(), now=NOW, invitation_id=first.id)
    with pytest.raises(InvitationInvalid):
        accept(first.token)
    accept(second.token)


def test_the_database_alone_gives_nobody_a_way_in(world: World) -> None:
    issued = invite(world)
    row = Invitation.objects.get(pk=issued.id)
    stored = [str(getattr(row, field.attname)) for field in row._meta.concrete_fields]
    assert issued.token not in stored
    assert all(
        issued.token not in body for body in AuditEvent.objects.values_list("body", flat=True)
    )


def test_a_link_for_several_ends_when_it_is_used_up(world: World) -> None:
    issued = actions.invite_by_link(
        actor=world.admin.actor(), now=NOW, uses=2, department_id=world.departments[SALES]
    )
    accept(issued.token, email="a@example.co.jp")
    accept(issued.token, email="b@example.co.jp")
    with pytest.raises(InvitationInvalid):
        accept(issued.token, email="c@example.co.jp")


def test_a_refused_registration_costs_no_use(world: World) -> None:
    issued = actions.invite_by_link(actor=world.admin.actor(), now=NOW, uses=1)
    with pytest.raises(PasswordUnusable):
        accept(issued.token, password="1234567890")
    with pytest.raises(EmailTaken):
        accept(issued.token, email=world.lead.email)
    accept(issued.token)


def test_a_link_can_be_for_one_domain(world: World) -> None:
    issued = actions.invite_by_link(
        actor=world.admin.actor(), now=NOW, uses=5, domain=f"@{DOMAIN.upper()}"
    )
    for email in ("x@example.com", f"x@evil.{DOMAIN}", f"x@{DOMAIN}.example.com"):
        with pytest.raises(WrongDomain):
            accept(issued.token, email=email)
    accept(issued.token, email=f"x@{DOMAIN}")


def test_a_link_for_several_never_gives_the_roles_prepared_for_somebody(world: World) -> None:
    invite(world, email="boss@example.co.jp", roles=[Role.MEMBER, Role.SPONSOR])
    link = actions.invite_by_link(actor=world.admin.actor(), now=NOW, uses=5)
    with pytest.raises(InvitedInPerson):
        accept(link.token, email="boss@example.co.jp")


def test_a_lead_invites_members_everywhere_and_sees_no_link_to_a_role(
    world: World, browser_of: Callable[[Person], Client]
) -> None:
    actor = world.lead.actor()
    for number, department_id in enumerate((world.departments[FACTORY], None)):
        email = f"new{number}@example.co.jp"
        actions.invite(actor=actor, now=NOW, email=email, department_id=department_id)
    with pytest.raises(Forbidden):
        actions.invite(actor=actor, now=NOW, email="c@example.co.jp", roles=[Role.ADMIN])
    boss = invite(world, email="boss@example.co.jp", roles=[Role.MEMBER, Role.ADMIN])
    for act in (actions.renew_invitation, actions.revoke_invitation):
        with pytest.raises(HoldsRoles):
            act(actor=actor, now=NOW, invitation_id=boss.id)
    for person, knows in ((world.lead, False), (world.admin, True)):
        found = open_invitations(actor=person.actor(), now=NOW)
        listed = invitation_page(actor=person.actor(), state="", number=1, now=NOW)
        assert ("boss@example.co.jp" in {row.email for row in found}) is knows
        assert ("boss@example.co.jp" in {row.email for row in listed}) is knows
        assert "new0@example.co.jp" in {row.email for row in found}


def test_an_ambassador_invites_members_into_the_own_department_only(world: World) -> None:
    actor = world.ambassador.actor()
    sales, factory = world.departments[SALES], world.departments[FACTORY]
    actions.invite(actor=actor, now=NOW, email="a@example.co.jp", department_id=sales)
    for department_id in (factory, None):
        with pytest.raises(NotFound):
            actions.invite(
                actor=actor, now=NOW, email="b@example.co.jp", department_id=department_id
            )
    with pytest.raises(Forbidden):
        actions.invite(
            actor=actor,
            now=NOW,
            email="c@example.co.jp",
            department_id=sales,
            roles=[Role.ADMIN],
        )
    other = invite(world, email="d@example.co.jp", department_id=factory)
    with pytest.raises(NotFound):
        actions.renew_invitation(actor=actor, now=NOW, invitation_id=other.id)
    with pytest.raises(NotFound):
        actions.invite(actor=actor, now=NOW, email="d@example.co.jp", department_id=sales)


@pytest.mark.parametrize("limits", [{"days": 0}, {"days": 91}, {"days": 7, "uses": 0}])
def test_a_validity_outside_of_the_limits_is_refused(world: World, limits: dict[str, int]) -> None:
    values = {"uses": 3, **limits}
    with pytest.raises(InvitationLimits):
        actions.invite_by_link(actor=world.admin.actor(), now=NOW, **values)


def test_the_link_in_the_mail_leads_into_the_house(
    world: World, browser_of: Callable[[Person], Client], settings: Settings
) -> None:
    browser_of(world.admin).post(
        reverse("people:invitations"),
        {"email": "new@example.co.jp", "name": "新田 光", "department": "", "days": "14"},
        headers={"host": "localhost"},
    )
    [message] = mail.outbox
    assert message.to == ["new@example.co.jp"]
    [link] = re.findall(r"https?://\S+", message.body)
    assert link.startswith(settings.BASE_URL)
    client = Client()
    path = link.removeprefix(settings.BASE_URL)
    assert "新田 光" in client.get(path).content.decode()
    values = {"name": "新田 光", "kana": "", "password": GOOD_PASSWORD}
    assert client.post(path, values).status_code == 302
    assert "new@example.co.jp" in client.get(reverse("people:account")).content.decode()
    assert Client().get(path).status_code == 404


def test_without_mail_the_links_are_handed_over(
    world: World, browser_of: Callable[[Person], Client], settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    client = browser_of(world.admin)
    response = client.post(
        reverse("people:invitations"),
        {"email": "new@example.co.jp", "name": "=cmd()", "department": "", "days": "14"},
    )
    assert response.status_code == 400  # a name that a spreadsheet would run
    response = client.post(
        reverse("people:invitations"),
        {"email": "new@example.co.jp", "name": "新田", "department": "", "days": "14"},
        follow=True,
    )
    assert "/people/join/" in response.content.decode()
    table = client.get(reverse("people:invitation_links"))
    assert "no-store" in table.headers["Cache-Control"]
    assert "/people/join/" in table.content.decode("utf-8-sig")


def test_an_ambassador_downloads_only_the_links_of_the_own_department(
    world: World, browser_of: Callable[[Person], Client]
) -> None:
    now = clock.now()
    for email, department in (("a@example.co.jp", SALES), ("b@example.co.jp", FACTORY)):
        actions.invite(
            actor=world.admin.actor(),
            now=now,
            email=email,
            department_id=world.departments[department],
        )
    table = browser_of(world.ambassador).get(reverse("people:invitation_links"))
    text = table.content.decode("utf-8-sig")
    assert "a@example.co.jp" in text
    assert "b@example.co.jp" not in text


def test_guessing_links_is_slowed_down(world: World) -> None:
    client = Client()
    answers = {client.post(reverse("people:join", args=[f"x{n}"])).status_code for n in range(125)}
    assert answers == {404, 429}
