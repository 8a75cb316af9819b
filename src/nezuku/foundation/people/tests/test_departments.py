"""The tree of departments: no cycles, no doubles, nobody lost when one closes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from nezuku.foundation.kit.errors import Forbidden, NotFound
from nezuku.foundation.kit.permissions import Role
from nezuku.foundation.ledger.models import AuditEvent
from nezuku.foundation.people import actions, directory
from nezuku.foundation.people.actions.departments import (
    MAX_DEPTH,
    DepartmentBelowItself,
    DepartmentNameTaken,
    DepartmentNotEmpty,
    DepartmentTooDeep,
)
from nezuku.foundation.people.cast import QUALITY, SALES, SUPPORT, SYSTEMS, Person, World
from nezuku.foundation.people.models import Department
from nezuku.foundation.people.rules import would_be_below_itself
from nezuku.foundation.people.tests.conftest import NOW


def add(world: World, name: str, parent_id: int | None = None) -> int:
    return actions.add_department(
        actor=world.admin.actor(), now=NOW, name=name, parent_id=parent_id
    )


def move(world: World, department_id: int, parent_id: int | None) -> None:
    actions.move_department(
        actor=world.admin.actor(), now=NOW, department_id=department_id, parent_id=parent_id
    )


def close(world: World, department_id: int, into_id: int | None = None) -> None:
    actions.close_department(
        actor=world.admin.actor(), now=NOW, department_id=department_id, into_id=into_id
    )


def test_a_name_stands_once_in_one_place(world: World) -> None:
    sales = world.departments[SALES]
    add(world, "業務課", sales)
    add(world, "業務課", world.departments[QUALITY])
    with pytest.raises(DepartmentNameTaken):
        add(world, " 業務課　", sales)


def test_a_closed_name_is_free_again(world: World) -> None:
    pk = add(world, "新規事業準備室")
    close(world, pk)
    assert add(world, "新規事業準備室") != pk


def test_a_department_does_not_move_below_itself(world: World) -> None:
    sales = world.departments[SALES]
    first = add(world, "第一営業課", sales)
    deep = add(world, "関東係", first)
    for target in (sales, first, deep):
        with pytest.raises(DepartmentBelowItself):
            move(world, sales, target)
    move(world, deep, None)
    assert Department.objects.get(pk=deep).parent_id is None


def test_the_tree_stays_readable(world: World) -> None:
    parent: int | None = None
    for level in range(MAX_DEPTH):
        parent = add(world, f"{level + 1} 段目", parent)
    with pytest.raises(DepartmentTooDeep):
        add(world, "もう一段", parent)
    with pytest.raises(DepartmentTooDeep):
        move(world, world.departments[SALES], parent)


def test_a_department_with_people_closes_only_into_another(world: World) -> None:
    sales, support = world.departments[SALES], world.departments[SUPPORT]
    first = add(world, "第一営業課", sales)
    with pytest.raises(DepartmentNotEmpty):
        close(world, sales)
    with pytest.raises(DepartmentBelowItself):
        close(world, sales, first)
    close(world, sales, support)
    assert {c.id for c in directory.active_members([support])} >= {world.sales_member.id}
    assert Department.objects.get(pk=first).parent_id == support
    assert Department.objects.get(pk=support).head_count == 9 + 22
    assert directory.member_card(world.retired.id).department_id == sales  # type: ignore[union-attr]


def test_the_ambassador_of_a_closed_department_covers_nothing_more(world: World) -> None:
    close(world, world.departments[SALES], world.departments[SUPPORT])
    actor = world.ambassador.actor()
    assert Role.AMBASSADOR not in actor.roles
    assert not actor.may("people.manage")


def test_every_change_moves_the_access_epoch_and_is_recorded(world: World) -> None:
    before = directory.access_epoch()
    pk = add(world, "新規事業準備室")
    move(world, pk, world.departments[SYSTEMS])
    close(world, pk)
    assert directory.access_epoch() == before + 3
    kinds = AuditEvent.objects.filter(department_id=pk).order_by("seq")
    assert list(kinds.values_list("kind", flat=True)) == [
        "people.department_added",
        "people.department_moved",
        "people.department_closed",
    ]


def test_only_administrators_change_the_tree(world: World) -> None:
    for person in (world.lead, world.ambassador, world.sales_member, world.sponsor):
        with pytest.raises(Forbidden):
            actions.add_department(actor=person.actor(), now=NOW, name="新しい部門")
    with pytest.raises(NotFound):
        add(world, "どこかの下", 999_999)


def test_the_page_adds_renames_moves_and_closes(
    world: World, browser_of: Callable[[Person], Client]
) -> None:
    client = browser_of(world.admin)
    url = reverse("people:departments")
    client.post(url, {"name": "海外営業", "parent": world.departments[SALES], "head_count": "4"})
    pk = Department.objects.get(name="海外営業").pk
    client.post(reverse("people:department", args=[pk]), {"name": "海外営業課", "head_count": "5"})
    client.post(reverse("people:department_move", args=[pk]), {"target": ""})
    row = Department.objects.get(pk=pk)
    assert (row.name, row.head_count, row.parent_id) == ("海外営業課", 5, None)
    client.post(reverse("people:department_close", args=[pk]), {"close-target": ""})
    assert Department.objects.get(pk=pk).closed_at is not None


def test_a_refused_change_is_told_on_the_page(
    world: World, browser_of: Callable[[Person], Client]
) -> None:
    client = browser_of(world.admin)
    sales = world.departments[SALES]
    response = client.post(
        reverse("people:department", args=[sales]), {"name": QUALITY, "head_count": "1"}
    )
    assert response.status_code == 400
    assert "すでにあります" in response.content.decode()
    response = client.post(reverse("people:department_close", args=[sales]), {"close-target": ""})
    assert "統合先の部門を選んで" in response.content.decode()


@given(st.lists(st.tuples(st.integers(1, 8), st.none() | st.integers(1, 8)), max_size=60))
def test_no_row_of_moves_makes_a_cycle(moves: list[tuple[int, int | None]]) -> None:
    parents: dict[int, int | None] = dict.fromkeys(range(1, 9))
    for department_id, parent_id in moves:
        if not would_be_below_itself(parents, department_id, parent_id):
            parents[department_id] = parent_id
    for start in parents:
        seen, at = set(), start
        while at is not None:
            assert at not in seen
            seen.add(at)
            at = parents[at]  # type: ignore[assignment]
