"""The administrator's pages of model connections, and what home says about them."""

from __future__ import annotations

import pytest
from asgiref.sync import sync_to_async
from django.test import AsyncClient, Client
from tests.fake_model.server import KEY, FakeModel

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.permissions import Role
from nezuku.foundation.people import directory
from nezuku.foundation.policy import actions as policy
from nezuku.foundation.policy import queries
from nezuku.workspace.setup.next_steps import setup_steps
from nezuku.workspace.setup.tests.founding import NOW, SETUP, Owner

ADDRESS = "https://api.example.com/v1"


def connected(base_url: str = ADDRESS, *, is_local: bool = False) -> int:
    connection_id = policy.connect_model(
        actor=SETUP,
        now=NOW,
        preset="compatible",
        base_url=base_url,
        key=KEY,
        label="社内モデル",
        is_local=is_local,
    )
    policy.offer_model(
        actor=SETUP, now=NOW, connection_id=connection_id, name="fake", public_name="標準"
    )
    return connection_id


def keys(actor: Actor) -> list[str]:
    return [step.key for step in setup_steps(actor)]


def test_home_urges_an_administrator_to_connect_a_model_and_to_finish(owner: Owner) -> None:
    assert keys(owner.actor) == ["setup.unfinished", "setup.no_model"]
    connection_id = connected()
    assert keys(owner.actor) == ["setup.unfinished"]
    policy.record_check(
        actor=SETUP, now=NOW, connection_id=connection_id, problem="quota_or_billing"
    )
    steps = list(setup_steps(owner.actor))
    assert steps[-1].key == f"setup.trouble.{connection_id}"
    assert "残高" in steps[-1].why
    policy.switch_off_connection(actor=SETUP, now=NOW, connection_id=connection_id)
    assert "setup.no_model" in keys(owner.actor)
    member = Actor(member_id=9, name="社員", roles=frozenset({Role.MEMBER, Role.LEAD}))
    assert keys(member) == []


def test_the_list_teaches_when_empty_and_shows_no_key(admin: Client) -> None:
    assert "まだ接続されていません" in admin.get("/setup/connections/").content.decode()
    connection_id = connected()
    for path in ("/setup/connections/", f"/setup/connections/{connection_id}/"):
        page = admin.get(path).content.decode()
        assert "標準" in page
        assert KEY not in page
    assert f"末尾 {KEY[-4:]}" in page


@pytest.mark.parametrize("number", [0, 999_999])
def test_what_does_not_exist_is_not_found(admin: Client, number: int) -> None:
    assert admin.get(f"/setup/connections/{number}/").status_code == 404
    assert admin.get(f"/setup/connections/models/{number}/").status_code == 404
    assert admin.post(f"/setup/connections/{number}/switch/", {"to": "off"}).status_code == 404


def test_strangers_are_sent_to_sign_in(client: Client, owner: Owner) -> None:
    connection_id = connected()
    for path in ("", "add/", "add/openai/", f"{connection_id}/", f"{connection_id}/models/"):
        answer = client.get(f"/setup/connections/{path}")
        assert "/people/sign-in/" in answer.headers["Location"]


def test_the_name_changes_without_the_key_the_address_does_not(admin: Client, owner: Owner) -> None:
    connection_id = connected()
    path = f"/setup/connections/{connection_id}/"
    form = {"label": "本番", "base_url": ADDRESS, "key": ""}
    assert admin.post(path, form).headers["Location"] == path
    page = admin.post(path, {**form, "base_url": "https://elsewhere.example.com/v1"})
    assert page.status_code == 400
    assert "APIキーをもう一度入力してください" in page.content.decode()
    [row] = queries.connections(SETUP)
    assert (row.label, row.base_url) == ("本番", ADDRESS)


def test_a_connection_is_switched_off_and_on(admin: Client) -> None:
    connection_id = connected()
    path = f"/setup/connections/{connection_id}/switch/"
    admin.post(path, {"to": "off"})
    assert queries.models_for(None)[0].is_preview
    assert "停止中" in admin.get("/setup/connections/").content.decode()
    admin.post(path, {"to": "on"})
    assert not queries.models_for(None)[0].is_preview


def test_a_model_is_offered_to_a_department_at_a_price(admin: Client) -> None:
    connected()
    [model] = queries.connections(SETUP)[0].models
    path = f"/setup/connections/models/{model.model_id}/"
    assert admin.get(path).status_code == 200
    from_form = {
        "public_name": "要約向き",
        "note": "<b>長い文書</b>",
        "max_level": "1",
        "departments": [str(_department())],
        "price_in": "1.25",
        "price_out": "10",
        "is_default": "on",
        "is_active": "on",
    }
    assert admin.post(path, from_form).status_code == 302
    [model] = queries.connections(SETUP)[0].models
    assert (model.public_name, model.max_level) == ("要約向き", 1)
    assert (model.price_in, model.price_out) == (1_250_000, 10_000_000)
    assert model.department_names == ("営業部",)
    page = admin.get(path).content.decode()
    assert 'value="1.25"' in page
    assert 'value="10"' in page
    assert "<b>長い文書" not in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("public_name", ""),
        ("max_level", "4"),
        ("price_in", "-1"),
        ("price_in", "高い"),
        ("departments", "999999"),
    ],
)
def test_settings_that_cannot_be_meant_are_told(admin: Client, field: str, value: str) -> None:
    connected()
    [model] = queries.connections(SETUP)[0].models
    form = {"public_name": "標準", "max_level": "2", "is_active": "on", field: value}
    page = admin.post(f"/setup/connections/models/{model.model_id}/", form)
    assert page.status_code == 400
    [same] = queries.connections(SETUP)[0].models
    assert same == model


def _department() -> int:
    return directory.departments()[0].id


async def test_trying_again_notes_how_it_went(browser: AsyncClient, fake: FakeModel) -> None:
    connection_id = await sync_to_async(connected)(fake.base_url, is_local=True)
    path = f"/setup/connections/{connection_id}/"
    assert (await browser.post(f"{path}check/")).headers["Location"] == path
    [row] = await sync_to_async(queries.connections)(SETUP)
    assert (row.check_problem, row.checked_at is not None) == ("", True)
    fake.key = "another"
    await browser.post(f"{path}check/")
    [row] = await sync_to_async(queries.connections)(SETUP)
    assert row.check_problem == "key_refused"
    assert "APIキーが受け付けられませんでした" in (await browser.get(path)).content.decode()


async def test_a_new_key_is_tried_before_it_is_saved(browser: AsyncClient, fake: FakeModel) -> None:
    connection_id = await sync_to_async(connected)(fake.base_url, is_local=True)
    path = f"/setup/connections/{connection_id}/"
    form = {"label": "社内モデル", "base_url": fake.base_url, "key": "wrong-key-0123456789"}
    page = await browser.post(path, form)
    assert page.status_code == 400
    assert "wrong-key" not in page.content.decode()
    facts = await sync_to_async(queries.connection_facts)(SETUP, connection_id)
    assert facts.key == KEY
    fake.key = "fresh-key-0123456789"
    answer = await browser.post(path, {**form, "key": fake.key})
    assert answer.status_code == 302
    facts = await sync_to_async(queries.connection_facts)(SETUP, connection_id)
    assert facts.key == fake.key


async def test_an_administrator_adds_a_connection_as_in_the_set_up(
    browser: AsyncClient, fake: FakeModel
) -> None:
    assert (await browser.get("/setup/connections/add/")).status_code == 200
    answer = await browser.post(
        "/setup/connections/add/compatible/", {"base_url": fake.base_url, "key": KEY, "model": ""}
    )
    [row] = await sync_to_async(queries.connections)(SETUP)
    assert answer.headers["Location"] == f"/setup/connections/{row.connection_id}/models/"
    page = await browser.get(answer.headers["Location"])
    assert "fake-echo" in page.content.decode()
