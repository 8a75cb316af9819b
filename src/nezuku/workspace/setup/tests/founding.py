"""How these tests found a company: the link, the first administrator, signing in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.test import Client

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.permissions import Role
from nezuku.foundation.people import actions as people
from nezuku.foundation.people import directory
from nezuku.workspace.setup import links

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
PASSWORD = "hinata-no-4-bangai"
EMAIL = "hanako.sato@example.co.jp"
SETUP = Actor(member_id=None, name="setup", via="system")


def link_path() -> str:
    """The path of a fresh link."""
    link = links.setup_link("http://127.0.0.1:8000")
    assert link is not None
    return urlsplit(link).path


@dataclass(frozen=True)
class Owner:
    """An administrator of a company whose set-up is under way."""

    member_id: int
    actor: Actor


def make_owner(*roles: Role) -> Owner:
    """This will write company and administrator as the first steps of the set-up do."""
    people.change_company(actor=SETUP, now=NOW, name="株式会社あおば", head_count=60)
    people.add_department(actor=SETUP, now=NOW, name="営業部", head_count=20)
    member_id = people.create_member(
        actor=SETUP,
        now=NOW,
        email=EMAIL,
        name="佐藤 花子",
        grants=[people.Grant(role) for role in (roles or (Role.ADMIN, Role.LEAD, Role.MEMBER))],
        password=PASSWORD,
    )
    return Owner(member_id, directory.actor_for(member_id, "127.0.0.1", "web"))


def sign_in(client: Client) -> None:
    """This will sign the administrator in as a person does."""
    answer = client.post("/people/sign-in/", {"email": EMAIL, "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
