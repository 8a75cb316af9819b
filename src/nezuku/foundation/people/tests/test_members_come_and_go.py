"""Members: created, moved, given roles, deactivated and taken back; who may do what to whom."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nezuku.foundation.kit.errors import Forbidden, NotFound, UserError
from nezuku.foundation.kit.permissions import Role
from nezuku.foundation.ledger.models import AuditEvent
from nezuku.foundation.people import actions, directory
from nezuku.foundation.people.access import HoldsRoles
from nezuku.foundation.people.actions import Grant
from nezuku.foundation.people.actions.members import EmailTaken, OwnAccountKept
from nezuku.foundation.people.actions.roles import LastAdminKept, RoleUnusable
from nezuku.foundation.people.cast import (
    FACTORY,
    PASSWORD,
    QUALITY,
    SALES,
    Person,
    World,
    build_world,
)
from nezuku.foundation.people.keys import find_key
from nezuku.foundation.people.models import Member
from nezuku.foundation.people.queries import member_page
from nezuku.foundation.people.tests.conftest import NOW


def found(world: World, search: str) -> list[int]:
    page = member_page(
        actor=world.admin.actor(), search=search, department_id=None, state="", number=1
    )
    return [row.id for row in page]


def deactivate(actor: Person, person: Person) -> None:
    actions.deactivate_member(actor=actor.actor(), now=NOW, member_id=person.id)


def test_deactivating_ends_keys_and_moves_the_epoch_but_keeps_the_person(world: World) -> None:
    key = actions.make_key(actor=world.sales_member.actor(), now=NOW, label="集計", days=30)
    before = directory.access_epoch()
    deactivate(world.admin, world.sales_member)
    assert find_key(key.text, now=NOW) is None
    assert directory.access_epoch() == before + 1
    card = directory.member_card(world.sales_member.id)
    assert card is not None
    assert (card.is_active, card.department_name) == (False, SALES)
    with pytest.raises(NotFound):
        world.sales_member.actor()
    event = AuditEvent.objects.get(
        kind="people.member_deactivated", about_member_id=world.sales_member.id
    )
    assert event.actor_id == world.admin.id


def test_taking_somebody_back_gives_the_roles_but_not_the_keys(world: World) -> None:
    key = actions.make_key(actor=world.lead.actor(), now=NOW, label="集計", days=30)
    deactivate(world.admin, world.lead)
    actions.reactivate_member(actor=world.admin.actor(), now=NOW, member_id=world.lead.id)
    assert Role.LEAD in world.lead.actor().roles
    assert find_key(key.text, now=NOW) is None


def test_the_last_administrator_stays(world: World) -> None:
    with pytest.raises(OwnAccountKept):
        deactivate(world.admin, world.admin)
    with pytest.raises(LastAdminKept):
        actions.change_roles(
            actor=world.admin.actor(),
            now=NOW,
            member_id=world.admin.id,
            grants=[Grant(Role.MEMBER)],
        )
    assert Role.ADMIN in world.admin.actor().roles


def test_a_second_administrator_who_left_does_not_count(world: World) -> None:
    admin = world.admin.actor()
    both = [Grant(Role.MEMBER), Grant(Role.ADMIN)]
    actions.change_roles(actor=admin, now=NOW, member_id=world.lead.id, grants=both)
    deactivate(world.admin, world.lead)
    with pytest.raises(LastAdminKept):
        actions.change_roles(
            actor=admin, now=NOW, member_id=world.admin.id, grants=[Grant(Role.MEMBER)]
        )


@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_remove_each_other_at_the_same_moment() -> None:
    world = build_world(now=NOW)
    actions.change_roles(
        actor=world.admin.actor(),
        now=NOW,
        member_id=world.lead.id,
        grants=[Grant(Role.MEMBER), Grant(Role.ADMIN)],
    )
    pairs = [(world.admin.actor(), world.lead.id), (world.lead.actor(), world.admin.id)]
    start = threading.Barrier(2)
    refused: list[UserError] = []

    def remove(number: int) -> None:
        actor, member_id = pairs[number]
        start.wait()
        try:
            actions.deactivate_member(actor=actor, now=NOW, member_id=member_id)
        except UserError as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=remove, args=[number]) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [type(error) for error in refused] == [LastAdminKept]
    active = Member.objects.filter(is_active=True, grants__role=Role.ADMIN)
    assert active.count() == 1


def test_an_ambassador_manages_the_own_department_only(world: World) -> None:
    actor = world.ambassador.actor()
    actions.change_profile(
        actor=actor,
        now=NOW,
        member_id=world.sales_member.id,
        name="三宅 大地",
        kana="みやけ だいち",
        employee_number="1024",
    )
    for act in (
        lambda: actions.deactivate_member(actor=actor, now=NOW, member_id=world.factory_member.id),
        lambda: actions.issue_reset_link(actor=actor, now=NOW, member_id=world.factory_member.id),
        lambda: actions.change_member_department(
            actor=actor,
            now=NOW,
            member_id=world.sales_member.id,
            department_id=world.departments[FACTORY],
        ),
        lambda: actions.change_member_department(
            actor=actor, now=NOW, member_id=world.sales_member.id, department_id=None
        ),
    ):
        with pytest.raises(NotFound):
            act()


def test_an_ambassador_grants_no_roles_and_touches_nobody_who_holds_one(world: World) -> None:
    admin = world.admin.actor()
    sales = world.departments[SALES]
    actions.change_member_department(
        actor=admin, now=NOW, member_id=world.lead.id, department_id=sales
    )
    actor = world.ambassador.actor()
    for act in (
        lambda: actions.deactivate_member(actor=actor, now=NOW, member_id=world.lead.id),
        lambda: actions.issue_reset_link(actor=actor, now=NOW, member_id=world.lead.id),
    ):
        with pytest.raises(HoldsRoles):
            act()
    with pytest.raises(Forbidden):
        actions.change_roles(
            actor=actor, now=NOW, member_id=world.sales_member.id, grants=[Grant(Role.ADMIN)]
        )
    with pytest.raises(Forbidden):
        actions.create_member(
            actor=actor,
            now=NOW,
            email="new@example.co.jp",
            name="新しい人",
            department_id=sales,
            grants=[Grant(Role.MEMBER), Grant(Role.LEAD)],
        )


def test_a_lead_manages_members_everywhere_and_nobody_who_holds_a_role(world: World) -> None:
    actor = world.lead.actor()
    for member_id in (world.sales_member.id, world.factory_member.id):
        actions.change_profile(
            actor=actor, now=NOW, member_id=member_id, name="楓 太郎", kana="", employee_number=""
        )
        actions.issue_reset_link(actor=actor, now=NOW, member_id=member_id)
        actions.deactivate_member(actor=actor, now=NOW, member_id=member_id)
        actions.reactivate_member(actor=actor, now=NOW, member_id=member_id)
    for person in (world.admin, world.auditor, world.ambassador, world.sponsor):
        for act in (
            lambda to=person: actions.deactivate_member(actor=actor, now=NOW, member_id=to.id),
            lambda to=person: actions.issue_reset_link(actor=actor, now=NOW, member_id=to.id),
            lambda to=person: actions.change_profile(
                actor=actor, now=NOW, member_id=to.id, name="別名", kana="", employee_number=""
            ),
        ):
            with pytest.raises(HoldsRoles):
                act()
    with pytest.raises(Forbidden):
        actions.change_roles(
            actor=actor, now=NOW, member_id=world.sales_member.id, grants=[Grant(Role.ADMIN)]
        )


def test_people_elsewhere_do_not_exist_for_an_ambassador(
    world: World, browser_of: Callable[[Person], Client]
) -> None:
    client = browser_of(world.ambassador)
    mine = reverse("people:member", args=[world.sales_member.id])
    other = reverse("people:member", args=[world.factory_member.id])
    nobody = reverse("people:member", args=[999_999])
    assert [client.get(url).status_code for url in (mine, other, nobody)] == [200, 404, 404]
    names = client.get(reverse("people:members")).content.decode()
    assert world.sales_member.name in names
    assert world.factory_member.name not in names
    for name in ("deactivate", "reactivate", "reset_link", "member_department"):
        url = reverse(f"people:{name}", args=[world.factory_member.id])
        assert client.post(url, {"department": ""}).status_code == 404
    card = directory.member_card(world.factory_member.id)
    assert card is not None
    assert card.is_active


def test_roles_need_their_department_exactly_when_they_are_scoped(world: World) -> None:
    for grants in (
        [],
        [Grant(Role.AMBASSADOR)],
        [Grant(Role.LEAD, world.departments[SALES])],
        [Grant(Role.MEMBER), Grant(Role.AMBASSADOR, 999_999)],
    ):
        with pytest.raises(RoleUnusable):
            actions.change_roles(
                actor=world.admin.actor(), now=NOW, member_id=world.lead.id, grants=grants
            )


def test_an_address_belongs_to_one_person_whatever_its_spelling(world: World) -> None:
    for email in (world.lead.email.upper(), f" {world.lead.email}", world.retired.email):
        with pytest.raises(EmailTaken):
            actions.create_member(actor=world.admin.actor(), now=NOW, email=email, name="別の人")


def test_the_page_changes_roles_and_says_why_it_does_not(
    world: World, browser_of: Callable[[Person], Client]
) -> None:
    client = browser_of(world.admin)
    url = reverse("people:member_roles", args=[world.lead.id])
    client.post(url, {"roles": ["member", "lead"], "departments": [world.departments[QUALITY]]})
    assert world.lead.actor().scopes[Role.AMBASSADOR] == {world.departments[QUALITY]}
    response = client.post(
        reverse("people:member_roles", args=[world.admin.id]), {"roles": ["member"]}
    )
    assert response.status_code == 400
    assert "最後の管理者です" in response.content.decode()


def test_the_search_does_not_mind_width_kana_case_and_spaces(world: World) -> None:
    actions.change_profile(
        actor=world.admin.actor(),
        now=NOW,
        member_id=world.lead.id,
        name="白石 美咲",
        kana="シライシ ミサキ",
        employee_number="Ａ１２３",
    )
    from_queries = [
        "白石美咲",
        "しらいし　みさき",
        "ｼﾗｲｼ",
        "ＳＨＩＲＡＩＳＨＩ＠",
        "a123",
        "白石 @komorebi",
    ]
    for text in from_queries:
        assert found(world, text) == [world.lead.id], text
    assert found(world, "%_") == []


def test_a_list_of_eighty_costs_as_many_queries_as_a_list_of_nine(
    browser_of: Callable[[Person], Client], world: World
) -> None:
    client = browser_of(world.admin)
    client.get(reverse("people:members"))  # a fresh server asks once whether anybody is there
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("people:members"))
    admin = world.admin.actor()
    for number in range(60):
        actions.create_member(
            actor=admin,
            now=NOW,
            email=f"p{number}@example.co.jp",
            name=f"社員 {number}",
            department_id=world.departments[FACTORY],
        )
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("people:members"), {"page": "2"})
    assert len(many) == len(few) <= 9


def test_the_name_of_a_member_is_never_markup(
    world: World, browser_of: Callable[[Person], Client]
) -> None:
    actions.change_profile(
        actor=world.admin.actor(),
        now=NOW,
        member_id=world.lead.id,
        name="<script>alert(1)</script>",
        kana="",
        employee_number="",
    )
    body = browser_of(world.admin).get(reverse("people:members")).content.decode()
    assert "<script>alert(1)" not in body


def test_people_of_the_cast_sign_in_with_their_password(world: World) -> None:
    assert Member.objects.get(pk=world.sponsor.id).check_password(PASSWORD)
