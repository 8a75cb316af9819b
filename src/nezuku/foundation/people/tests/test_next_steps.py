"""What an administrator or ambassador is told to do next about people."""

from __future__ import annotations

from datetime import timedelta

from nezuku.foundation.kit import clock
from nezuku.foundation.people import actions
from nezuku.foundation.people.cast import QUALITY, SUPPORT, World
from nezuku.foundation.people.next_steps import people_steps


def test_departments_without_anybody_are_named(world: World) -> None:
    [step] = list(people_steps(world.admin.actor()))
    assert step.key == "people.departments_waiting"
    assert QUALITY in step.why
    assert SUPPORT in step.why
    for department in (QUALITY, SUPPORT):
        actions.invite(
            actor=world.admin.actor(),
            now=clock.now(),
            email=f"d{world.departments[department]}@example.co.jp",
            department_id=world.departments[department],
        )
    assert list(people_steps(world.admin.actor())) == []


def test_invitations_that_ran_out_are_counted(world: World) -> None:
    actions.invite(
        actor=world.admin.actor(),
        now=clock.now() - timedelta(days=40),
        email="late@example.co.jp",
        department_id=world.departments[QUALITY],
    )
    keys = {step.key for step in people_steps(world.admin.actor())}
    assert "people.invitations_late" in keys
    assert list(people_steps(world.ambassador.actor())) == []


def test_plain_members_have_nothing_to_do_here(world: World) -> None:
    for person in (world.sales_member, world.sponsor, world.advisor):
        assert list(people_steps(person.actor())) == []
