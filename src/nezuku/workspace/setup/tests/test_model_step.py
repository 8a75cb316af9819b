"""A model is connected only once it answered; the key is sealed and shows nowhere."""

from __future__ import annotations

import logging

import pytest
from asgiref.sync import sync_to_async
from django.db import connection as database
from django.test import AsyncClient
from tests.fake_model.server import KEY, FakeModel

from nezuku.foundation.policy import queries
from nezuku.foundation.policy.models import ModelConnection, OfferedModel
from nezuku.workspace.setup.tests.founding import SETUP

VENDOR = "/setup/model/vendor/compatible/"


async def connect(browser: AsyncClient, fake: FakeModel, **changed: str) -> object:
    return await browser.post(
        VENDOR, {"base_url": fake.base_url, "key": KEY, "model": "", **changed}
    )


@sync_to_async
def rows() -> tuple[queries.ConnectionRow, ...]:
    return queries.connections(SETUP)


def _as_text(value: object) -> str:
    if isinstance(value, memoryview | bytes):
        return bytes(value).decode("latin-1")
    return str(value)


@sync_to_async
def everything_stored() -> str:
    with database.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        names = [name for (name,) in cursor.fetchall()]
        found = []
        for name in names:
            cursor.execute(f'SELECT * FROM "{name}"')  # noqa: S608  (names of our own tables)
            found += [_as_text(value) for row in cursor.fetchall() for value in row]
    return "\n".join(found)


async def test_a_key_that_works_leads_to_the_choice_of_models(
    browser: AsyncClient, fake: FakeModel
) -> None:
    answer = await connect(browser, fake)
    [row] = await rows()
    assert answer.headers["Location"] == f"/setup/model/{row.connection_id}/"
    assert row.is_local
    assert row.check_problem == ""
    assert row.checked_at is not None
    page = (await browser.get(f"/setup/model/{row.connection_id}/")).content.decode()
    assert "fake-echo" in page
    done = await browser.post(
        f"/setup/model/{row.connection_id}/", {"model": ["fake", "fake-echo"], "level": "2"}
    )
    assert done.headers["Location"] == "/setup/model/"
    [row] = await rows()
    assert [(m.public_name, m.max_level, m.is_default) for m in row.models] == [
        ("fake", 2, True),
        ("fake-echo", 2, False),
    ]
    again = await browser.post(
        f"/setup/model/{row.connection_id}/", {"model": ["fake", "fake-echo"], "level": "1"}
    )
    assert again.status_code == 302
    assert await sync_to_async(OfferedModel.objects.count)() == 2


async def test_a_wrong_key_is_told_in_words_and_nothing_is_saved(
    browser: AsyncClient, fake: FakeModel, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    wrong = "sk-wrong-0123456789abcdef"
    page = await connect(browser, fake, key=wrong)
    assert page.status_code == 400
    text = page.content.decode()
    assert "APIキーが受け付けられませんでした" in text
    assert wrong not in text
    assert await rows() == ()
    assert wrong not in await everything_stored()
    assert wrong not in caplog.text


async def test_after_a_failure_the_key_need_not_be_typed_again_for_the_same_address(
    browser: AsyncClient, fake: FakeModel
) -> None:
    page = await connect(browser, fake, model="fake-500")
    assert "提供元で問題が起きています" in page.content.decode()
    assert KEY not in page.content.decode()
    assert f"末尾 {KEY[-4:]}" in page.content.decode()
    answer = await connect(browser, fake, key="", model="fake")
    assert answer.status_code == 302
    [row] = await rows()
    assert row.key_hint == KEY[-4:]


async def test_the_kept_key_goes_to_no_other_address(browser: AsyncClient, fake: FakeModel) -> None:
    await connect(browser, fake, model="fake-500")
    fake.requests.clear()
    elsewhere = fake.base_url.replace("/v1", "/v2")
    page = await connect(browser, fake, key="", base_url=elsewhere)
    assert "接続先が変わったため" in page.content.decode()
    assert fake.requests == []


async def test_an_address_without_its_v1_is_mended(browser: AsyncClient, fake: FakeModel) -> None:
    answer = await connect(browser, fake, base_url=fake.base_url.removesuffix("/v1"))
    assert answer.status_code == 302
    [row] = await rows()
    assert row.base_url == fake.base_url


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("fake-401", "APIキーが受け付けられませんでした"),
        ("fake-403", "必要な権限がありません"),
        ("fake-404", "そのモデルは見つかりません"),
        ("fake-429", "利用制限に達しています"),
        ("fake-quota", "利用枠または残高が不足しています"),
        ("fake-500", "提供元で問題が起きています"),
        ("fake-503", "提供元で問題が起きています"),
        ("fake-html", "接続先ではないようです"),
        ("fake-redirect", "接続先ではないようです"),
        ("fake-400", "リクエストを受け付けませんでした"),
    ],
)
async def test_each_failure_says_what_to_do(
    browser: AsyncClient, fake: FakeModel, model: str, said: str
) -> None:
    page = await connect(browser, fake, model=model)
    assert page.status_code == 400
    assert said in page.content.decode()
    assert await rows() == ()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://127.0.0.1:1/v1", "許可されていません"),
        ("http://169.254.169.254/latest", "許可されていません"),
        ("ftp://example.com", "このアドレスには接続できません"),
        ("https://user:pass@example.com/v1", "このアドレスには接続できません"),
        ("https://example.com/v1?x=1", "このアドレスには接続できません"),
        ("何か", "このアドレスには接続できません"),
    ],
)
async def test_addresses_that_may_not_be_called_are_refused_with_words(
    browser: AsyncClient, fake: FakeModel, address: str, said: str
) -> None:
    page = await connect(browser, fake, base_url=address)
    assert page.status_code == 400
    assert said in page.content.decode()
    assert fake.requests == []


async def test_a_key_with_japanese_or_spaces_inside_is_told_before_anything_is_sent(
    browser: AsyncClient, fake: FakeModel
) -> None:
    page = await connect(browser, fake, key="ｓｋ－全角")
    assert "空白や全角文字" in page.content.decode()
    assert fake.requests == []


async def test_a_model_that_does_not_answer_can_be_registered_all_the_same(
    browser: AsyncClient, fake: FakeModel
) -> None:
    await connect(browser, fake)
    [row] = await rows()
    path = f"/setup/model/{row.connection_id}/"
    page = await browser.post(path, {"model": ["fake-quota"], "level": "2"})
    assert page.status_code == 400
    assert "残高が不足" in page.content.decode()
    assert not await sync_to_async(OfferedModel.objects.exists)()
    forced = await browser.post(path, {"typed": "fake-quota", "level": "2", "do": "anyway"})
    assert forced.status_code == 302
    [row] = await rows()
    assert [model.name for model in row.models] == ["fake-quota"]


async def test_no_model_chosen_is_told(browser: AsyncClient, fake: FakeModel) -> None:
    await connect(browser, fake)
    [row] = await rows()
    page = await browser.post(f"/setup/model/{row.connection_id}/", {"level": "2"})
    assert "1つ以上選んでください" in page.content.decode()


async def test_later_leaves_the_preview_model_and_goes_on(
    browser: AsyncClient, fake: FakeModel
) -> None:
    page = await browser.get("/setup/model/")
    assert "あとで接続する" in page.content.decode()
    answer = await browser.post("/setup/model/")
    assert answer.headers["Location"] == "/setup/classes/"
    assert await sync_to_async(queries.models_for)(None)
    assert not await sync_to_async(ModelConnection.objects.exists)()


async def test_every_vendor_has_its_form_and_unknown_ones_do_not(
    browser: AsyncClient, fake: FakeModel
) -> None:
    for vendor in ("openai", "azure", "gemini", "claude", "bedrock", "compatible", "ollama"):
        page = await browser.get(f"/setup/model/vendor/{vendor}/")
        assert page.status_code == 200, vendor
    assert (await browser.get("/setup/model/vendor/nonsense/")).status_code == 404


async def test_a_resource_name_cannot_change_the_host(
    browser: AsyncClient, fake: FakeModel
) -> None:
    page = await browser.post(
        "/setup/model/vendor/azure/",
        {"resource": "evil.example.com/", "key": "0123456789abcdef", "model": "gpt"},
    )
    assert page.status_code == 400
    assert "使える文字は英数字とハイフン" in page.content.decode()
