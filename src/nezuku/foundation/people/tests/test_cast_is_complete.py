"""The cast is the company that it says it is."""

from __future__ import annotations

import pytest

from nezuku.foundation.kit.errors import NotFound
from nezuku.foundation.kit.permissions import Role
from nezuku.foundation.ledger.models import AuditEvent
from nezuku.foundation.people import directory
from nezuku.foundation.people.cast import HEAD_COUNTS, SALES, build_world

pytestmark = pytest.mark.django_db


def test_everybody_works_in_the_department_that_was_declared() -> None:
    world = build_world(everybody=True)
    for name, count in HEAD_COUNTS.items():
        assert len(directory.active_members([world.departments[name]])) == count
    assert sum(HEAD_COUNTS.values()) == 80
    assert len(directory.active_members()) == 81  # and the advisor from outside


def test_no_two_of_the_cast_share_a_name_or_address() -> None:
    build_world(everybody=True)
    cards = directory.active_members()
    assert len({card.name for card in cards}) == len({card.email for card in cards}) == len(cards)


def test_the_named_people_hold_their_roles_and_the_one_who_left_none() -> None:
    world = build_world()
    assert Role.ADMIN in world.admin.actor().roles
    assert world.ambassador.actor().scopes == {
        Role.AMBASSADOR: frozenset({world.departments[SALES]})
    }
    assert world.advisor.actor().roles == {Role.ADVISOR}
    with pytest.raises(NotFound):
        world.retired.actor()


def test_what_built_the_company_was_recorded() -> None:
    world = build_world()
    events = AuditEvent.objects.filter(kind="people.member_created")
    assert events.count() == 9
    assert events.filter(about_member_id=world.lead.id, actor_id=world.admin.id).exists()
