"""Who may open what in safety."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from nezuku.foundation.kit import clock
from nezuku.foundation.kit.pages import sections_for
from nezuku.foundation.people.cast import Person, World
from nezuku.foundation.policy import actions

EVERYBODY = ("safety:classes", "safety:class_history", "safety:check")
LEADS = (
    "safety:guard",
    "safety:guard_history",
    "safety:dictionary",
    "safety:add_term",
    "safety:import_terms",
    "safety:export_terms",
)


@pytest.mark.usefixtures("classes")
def test_everybody_reads_and_only_lead_and_admin_decide(
    world: World, browser_of: Callable[[Person], Client]
) -> None:
    for person, decides in (
        (world.sales_member, False),
        (world.ambassador, False),
        (world.auditor, False),
        (world.sponsor, False),
        (world.lead, True),
        (world.admin, True),
    ):
        browser = browser_of(person)
        for name in EVERYBODY:
            assert browser.get(reverse(name)).status_code == 200, (person.name, name)
        for name in (*LEADS, "edit"):
            url = reverse("safety:edit_class", args=[1]) if name == "edit" else reverse(name)
            assert browser.get(url).status_code == (200 if decides else 403), (person.name, name)


def test_members_cannot_change_anything_by_posting(
    world: World, browser_of: Callable[[Person], Client]
) -> None:
    term = actions.add_term(actor=world.lead.actor(), now=clock.now(), text="ねこじゃらし計画")
    browser = browser_of(world.sales_member)
    for url in (
        reverse("safety:propose_classes"),
        reverse("safety:edit_class", args=[1]),
        reverse("safety:guard"),
        reverse("safety:guard_recommended"),
        reverse("safety:add_term"),
        reverse("safety:term", args=[term]),
        reverse("safety:remove_term", args=[term]),
        reverse("safety:import_terms"),
        reverse("safety:import_preview", args=["0" * 32]),
    ):
        assert browser.post(url, {"reason": "x"}).status_code == 403, url


def test_who_is_not_signed_in_is_asked_to(world: World) -> None:
    for name in (*EVERYBODY, *LEADS):
        response = Client().get(reverse(name))
        assert response.status_code == 302
        assert reverse("people:sign_in") in response["Location"]


def test_the_navigation_shows_what_one_may_open(world: World) -> None:
    def titles(person: Person) -> set[str]:
        sections = sections_for(person.actor())
        return {str(page.title) for s in sections for page in s.pages if "safety" in page.key}

    assert titles(world.sales_member) == {"何を入力してよいか", "試してみる"}
    assert titles(world.lead) == {
        "何を入力してよいか",
        "試してみる",
        "社内用語辞書",
        "ガードの設定",
    }
    assert titles(world.advisor) == set()
