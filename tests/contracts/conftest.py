"""The furnished company in the test database, once for each module that asks for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import DjangoDbBlocker
from tests.contracts.furnishing import Furnished, end_left, furnish

from nezuku.foundation.people.models import Member
from nezuku.foundation.policy import guarding


@pytest.fixture(scope="module")
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The test database without a transaction around each test.

    The door to the models has connections of its own, which must see what a module has built.
    """
    with django_db_blocker.unblock():
        yield
        call_command("flush", verbosity=0, interactive=False)
    guarding.forget()


@pytest.fixture(scope="module")
def furnished(db: None) -> Furnished:
    """The company of `furnishing`, committed; gone again after the module."""
    return furnish()


@pytest.fixture(scope="module")
def browsers(furnished: Furnished) -> dict[str, Client]:
    """A browser for each column of the permission table; who left was signed in before."""
    found = {"out": Client()}
    for column, member_id in furnished.people.items():
        found[column] = Client()
        found[column].force_login(Member.objects.get(pk=member_id))
    end_left(furnished)
    return found
