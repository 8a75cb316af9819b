"""Whoever opens a fresh instance learns how to begin, whatever page they ask for."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from nezuku.workspace.setup.tests.founding import make_owner

MIDDLEWARE = "nezuku.workspace.setup.middleware.FirstSetupMiddleware"
SIGN_IN = "nezuku.foundation.people.middleware.SignInRequiredMiddleware"


@pytest.fixture
def client(settings: Any) -> Client:
    """A browser before an instance with the middleware in its place."""
    rest = [one for one in settings.MIDDLEWARE if one != MIDDLEWARE]
    at = rest.index(SIGN_IN)
    settings.MIDDLEWARE = [*rest[:at], MIDDLEWARE, *rest[at:]]
    return Client()


@pytest.mark.django_db
def test_every_page_of_a_fresh_instance_leads_to_the_set_up(client: Client) -> None:
    for path in ("/", "/people/sign-in/", "/chat/", "/people/members/"):
        assert client.get(path).headers["Location"] == "/setup/", path
    assert client.get("/setup/").status_code == 200
    assert client.get("/manifest.webmanifest").status_code in (200, 404)


@pytest.mark.django_db
def test_once_somebody_is_there_pages_are_pages_again(client: Client) -> None:
    make_owner()
    assert client.get("/people/sign-in/").status_code == 200
    assert "/people/sign-in/" in client.get("/").headers["Location"]
