"""Every page opens for whom it is meant, and for nobody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from nezuku.foundation.people.cast import SALES, Person, World
from nezuku.foundation.people.urls import urlpatterns

PUBLIC = {"sign_in", "sign_out", "forgot", "reset", "join"}
FOR_EVERYBODY = {"account", "password", "keys"}
FOR_ADMINS = {
    "application_keys",
    "company",
    "department",
    "import_departments",
}
FOR_MANAGERS = {"import_members", "invitations", "invitation_links", "deactivate"}
FOR_VIEWERS = {"members", "member", "departments"}


def address(name: str, world: World) -> str:
    args = {
        "member": [world.sales_member.id],
        "deactivate": [world.sales_member.id],
        "department": [world.departments[SALES]],
    }.get(name, [])
    return reverse(f"people:{name}", args=args)


@pytest.mark.parametrize("name", sorted(FOR_EVERYBODY | FOR_ADMINS | FOR_MANAGERS | FOR_VIEWERS))
def test_the_administrator_opens_every_page(
    name: str, world: World, browser_of: Callable[[Person], Client]
) -> None:
    assert browser_of(world.admin).get(address(name, world)).status_code == 200


@pytest.mark.parametrize("name", sorted(FOR_ADMINS | FOR_MANAGERS | FOR_VIEWERS))
def test_a_plain_member_opens_no_page_of_management(
    name: str, world: World, browser_of: Callable[[Person], Client]
) -> None:
    assert browser_of(world.sales_member).get(address(name, world)).status_code == 403


@pytest.mark.parametrize("name", sorted(FOR_EVERYBODY))
def test_a_plain_member_opens_the_own_pages(
    name: str, world: World, browser_of: Callable[[Person], Client]
) -> None:
    assert browser_of(world.sales_member).get(address(name, world)).status_code == 200


@pytest.mark.parametrize("name", sorted(FOR_MANAGERS | FOR_VIEWERS))
def test_an_ambassador_opens_the_pages_of_the_own_department(
    name: str, world: World, browser_of: Callable[[Person], Client]
) -> None:
    assert browser_of(world.ambassador).get(address(name, world)).status_code == 200


@pytest.mark.parametrize("name", sorted(FOR_ADMINS))
def test_an_ambassador_opens_no_page_of_the_whole_company(
    name: str, world: World, browser_of: Callable[[Person], Client]
) -> None:
    assert browser_of(world.ambassador).get(address(name, world)).status_code == 403


@pytest.mark.parametrize("pattern", urlpatterns, ids=lambda pattern: pattern.name)
def test_only_the_public_pages_answer_without_a_sign_in(pattern: object, world: World) -> None:
    route = str(getattr(pattern, "pattern", ""))
    for kind in ("int", "str"):
        for name in ("member_id", "department_id", "invitation_id", "draft_id", "key_id"):
            route = route.replace(f"<{kind}:{name}>", "1")
    route = route.replace("<str:key>", "1-x").replace("<str:token>", "x")
    response = Client().get(f"/people/{route}")
    is_public = "sign-in" not in response.headers.get("Location", "")
    assert is_public == (getattr(pattern, "name", "") in PUBLIC)
