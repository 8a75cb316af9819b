"""The small company and signed-in browsers, for the tests of people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.test import Client

from nezuku.foundation.people.cast import Person, World, build_world
from nezuku.foundation.people.models import Member

NOW = datetime(2026, 10, 1, 0, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    """Every test begins with no attempts counted."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def world(db: None) -> World:
    return build_world(now=NOW)


@pytest.fixture
def browser_of(world: World) -> Callable[[Person], Client]:
    """A browser in which somebody of the cast is signed in."""

    def browser(person: Person) -> Client:
        client = Client()
        client.force_login(Member.objects.get(pk=person.id))
        return client

    return browser
