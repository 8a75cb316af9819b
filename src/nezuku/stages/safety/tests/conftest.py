"""The small company and signed-in browsers, for the tests of safety."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from django.test import Client

from nezuku.foundation.people.cast import Person, World, build_world
from nezuku.foundation.people.models import Member
from nezuku.foundation.policy import actions, guarding

NOW = datetime(2026, 10, 1, 0, 0, tzinfo=UTC)

BrowserOf = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def _fresh_guard() -> Iterator[None]:
    guarding.forget()
    yield
    guarding.forget()


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def world(db: None) -> World:
    return build_world(now=NOW)


@pytest.fixture
def browser_of(world: World) -> BrowserOf:
    """A browser in which somebody of the cast is signed in."""

    def browser(person: Person) -> Client:
        client = Client()
        client.force_login(Member.objects.get(pk=person.id))
        return client

    return browser


@pytest.fixture
def classes(world: World) -> None:
    """The company has the proposed classes."""
    actions.propose_classes(actor=world.lead.actor(), now=NOW, contact="推進室 内線200")
