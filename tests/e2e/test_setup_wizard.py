"""The first set-up in a browser: from the terminal's link to home, in both languages."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.e2e.instances import Instance
from tests.fake_model.server import KEY, FakeModel

PASSWORD = "hinata-no-4-bangai"
#: Where pictures of the pages go, for people to look at; none are taken without.
SHOTS = os.environ.get("NEZUKU_SHOTS", "")

WORDS = {
    "ja": {
        "begin": "設定を始める",
        "next": "次へ進む",
        "register": "登録して次へ進む",
        "check": "接続を確認する",
        "use": "このモデルを使う",
        "classes": "この区分で始める",
        "invite": "招待する",
        "home": "ホームへ進む",
        "departments": "部門を登録します",
        "refused": "APIキーが受け付けられませんでした",
        "done": "準備ができました",
    },
    "en": {
        "begin": "Begin",
        "next": "Continue",
        "register": "Create and continue",
        "check": "Check the connection",
        "use": "Use these models",
        "classes": "Start with these levels",
        "invite": "Invite",
        "home": "Go to the home page",
        "departments": "Your departments",
        "refused": "The API key was refused",
        "done": "You are ready",
    },
}


def shot(page: Page, name: str) -> None:
    """A picture of the whole page, where pictures are wanted."""
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def walk(page: Page, server: Instance, fake: FakeModel, language: str, tag: str) -> None:
    """Every step as a person takes it."""
    words = WORDS[language]

    def press(name: str) -> None:
        page.get_by_role("button", name=words[name], exact=True).last.click()

    page.goto(server.setup_link)
    if language == "en":
        page.get_by_role("button", name="English").click()
    shot(page, f"{tag}-0-link")
    press("begin")
    page.fill("[name=name]", "株式会社あおば製作所")
    page.fill("[name=head_count]", "80")
    shot(page, f"{tag}-1-company")
    press("next")
    expect(page.get_by_role("heading", level=1)).to_have_text(words["departments"])
    shot(page, f"{tag}-2-departments")
    page.locator("[name=head_count]").first.fill("12")
    page.locator("[name=head_count]").first.press("Enter")
    page.fill("[name=name]", "佐藤 花子")
    page.fill("[name=email]", "hanako@example.co.jp")
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=repeated]", PASSWORD)
    shot(page, f"{tag}-3-administrator")
    press("register")
    page.wait_for_url("**/setup/model/")
    shot(page, f"{tag}-4-model")
    page.locator("a[href$='/vendor/compatible/']").click()
    page.fill("[name=base_url]", fake.base_url)
    page.fill("[name=key]", "wrong-key-000000")
    press("check")
    expect(page.get_by_text(words["refused"])).to_be_visible()
    shot(page, f"{tag}-5-refused")
    page.fill("[name=key]", KEY)
    press("check")
    page.wait_for_url("**/setup/model/*/")
    shot(page, f"{tag}-6-offer")
    page.locator("[name=model][value=fake]").check()
    press("use")
    page.wait_for_url("**/setup/model/")
    shot(page, f"{tag}-7-connected")
    press("next")
    page.fill("[name=contact]", "情報システム部 内線123")
    page.locator("#class-1 summary").click()
    shot(page, f"{tag}-8-classes")
    press("classes")
    page.fill("[name=addresses]", "山田 次郎 <jiro@example.co.jp>")
    shot(page, f"{tag}-9-invite")
    press("invite")
    expect(page.get_by_text("jiro@example.co.jp").first).to_be_visible()
    shot(page, f"{tag}-10-invited")
    press("next")
    expect(page.get_by_role("heading", level=1)).to_have_text(words["done"])
    shot(page, f"{tag}-11-done")
    press("home")
    page.wait_for_url(f"{server.url}/")
    shot(page, f"{tag}-12-home")


def test_a_company_is_set_up_in_japanese(
    page: Page, fresh_server: Instance, fake: FakeModel
) -> None:
    walk(page, fresh_server, fake, "ja", "ja")
    answer = page.goto(f"{fresh_server.url}/setup/")
    assert answer is not None
    assert answer.status == 404


def test_a_company_is_set_up_in_english(
    new_context: Callable[..., BrowserContext], fresh_server: Instance, fake: FakeModel
) -> None:
    page = new_context(viewport={"width": 1280, "height": 800}, color_scheme="dark").new_page()
    walk(page, fresh_server, fake, "en", "en-dark")


def test_a_company_is_set_up_on_a_phone_without_scripts(
    new_context: Callable[..., BrowserContext], fresh_server: Instance, fake: FakeModel
) -> None:
    context = new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    walk(context.new_page(), fresh_server, fake, "ja", "phone")


@pytest.mark.parametrize("width", [360, 1280])
def test_no_step_is_wider_than_the_window(
    new_context: Callable[..., BrowserContext], fresh_server: Instance, width: int
) -> None:
    page = new_context(viewport={"width": width, "height": 700}).new_page()
    page.goto(f"{fresh_server.url}/setup/")
    shot(page, f"closed-{width}")
    page.goto(fresh_server.setup_link)
    page.get_by_role("button", name=WORDS["ja"]["begin"]).click()
    page.fill("[name=name]", "株式会社とても長い名前の会社でも折り返して収まることを確かめる製作所")
    page.fill("[name=head_count]", "400")
    page.get_by_role("button", name=WORDS["ja"]["next"]).last.click()
    page.wait_for_url("**/setup/departments/")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
