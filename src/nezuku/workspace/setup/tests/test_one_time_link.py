"""Only whoever reads the server's terminal can take a fresh instance into hand."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.test import Client

from nezuku.workspace.setup import links
from nezuku.workspace.setup.models import SetupState

BASE = "http://127.0.0.1:8000"

pytestmark = pytest.mark.django_db


def fresh_path() -> str:
    link = links.setup_link(BASE)
    assert link is not None
    assert link.startswith(BASE)
    return urlsplit(link).path


def test_a_stranger_learns_where_the_link_is_and_gets_no_further(client: Client) -> None:
    fresh_path()
    page = client.get("/setup/")
    assert page.status_code == 200
    assert "ターミナル" in page.content.decode()
    for step in ("company", "departments", "administrator", "model", "classes", "invite", "done"):
        for answer in (client.get(f"/setup/{step}/"), client.post(f"/setup/{step}/")):
            assert answer.status_code == 302
            assert answer.headers["Location"] == "/setup/"


def test_opening_the_link_uses_nothing_up_pressing_the_button_does(client: Client) -> None:
    path = fresh_path()
    assert client.get(path).status_code == 200
    assert Client().get(path).status_code == 200
    assert client.post(path).status_code == 302
    assert client.get("/setup/").headers["Location"] == "/setup/company/"
    late = Client()
    assert late.get(path).status_code == 403
    assert late.post(path).status_code == 403
    assert late.get("/setup/company/").headers["Location"] == "/setup/"
    assert client.get("/setup/company/").status_code == 200


def test_a_restart_prints_a_fresh_link_and_ends_the_old_one(client: Client) -> None:
    old, new = fresh_path(), fresh_path()
    assert old != new
    assert client.get(old).status_code == 403
    assert client.post(old).status_code == 403
    assert client.post(new).status_code == 302


def test_a_fresh_link_takes_the_set_up_from_whoever_held_it(client: Client) -> None:
    client.post(fresh_path())
    terminal = Client()
    terminal.post(fresh_path())
    assert terminal.get("/setup/company/").status_code == 200
    assert client.get("/setup/company/").headers["Location"] == "/setup/"


@pytest.mark.parametrize("guess", ["", "x", "0" * 32, "../company", "%00", "あ", "a" * 5000])
def test_guessing_opens_nothing(client: Client, guess: str) -> None:
    fresh_path()
    assert client.post(f"/setup/link/{guess}/").status_code in (302, 403, 404)
    assert client.get("/setup/company/").headers["Location"] == "/setup/"


def test_an_empty_or_invented_secret_in_a_session_holds_nothing(client: Client) -> None:
    client.post(fresh_path())
    SetupState.objects.update(holder_hash="")
    assert not links.holds("")
    assert client.get("/setup/company/").headers["Location"] == "/setup/"


def test_the_database_holds_neither_token_nor_secret(client: Client) -> None:
    path = fresh_path()
    token = path.rstrip("/").rpartition("/")[2]
    client.post(path)
    secret = client.session["setup_holder"]
    row = SetupState.objects.get()
    assert token not in (row.token_hash, row.holder_hash)
    assert secret not in (row.token_hash, row.holder_hash)


def test_a_form_from_elsewhere_cannot_use_the_link() -> None:
    path = fresh_path()
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(path).status_code == 403
    assert strict.get(path).status_code == 200
