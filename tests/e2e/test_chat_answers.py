"""Answers in the chat: coming, stopping, reloading, versions, failures, and the whole page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect
from tests.e2e.instances import Instance

SignIn = Callable[[Page, Instance, str], None]


@pytest.fixture
def chat(page: Page, server: Instance, sign_in: SignIn) -> Page:
    """A new conversation of the member."""
    sign_in(page, server, "member")
    page.goto(f"{server.url}/chat/new/")
    return page


def ask(page: Page, text: str, model: str) -> None:
    page.locator(".wide-foot [data-model]").select_option(model)
    area = page.locator(".wide-foot [data-words]")
    area.fill(text)
    area.press("Enter")
    expect(page.locator(".message.is-question").last).to_contain_text(text.partition("\n")[0])


def test_an_answer_comes_bit_by_bit_and_ends(chat: Page) -> None:
    ask(chat, "長い話", "fake-50-20-100")
    answer = chat.locator(".answer")
    expect(answer).to_contain_text("語3")
    assert "語99" not in answer.inner_text()
    expect(chat.locator("[data-stop]")).to_be_visible()
    expect(answer).to_contain_text("語99")
    expect(chat.locator("[data-send-button]")).to_be_visible()
    expect(chat.get_by_role("button", name="再生成")).to_be_visible()


def test_only_the_conversation_scrolls_and_its_end_is_shown(chat: Page) -> None:
    ask(chat, "\n\n".join(f"{number}行目" for number in range(80)), "fake-echo")
    expect(chat.locator(".answer")).to_contain_text("79行目")
    expect(chat.locator("[data-waiting]")).to_have_count(0)
    assert chat.evaluate("document.documentElement.scrollHeight <= innerHeight")
    expect(chat.locator(".answer p").last).to_be_in_viewport()
    expect(chat.locator(".wide-head h1")).to_be_in_viewport()


def test_an_answer_can_be_stopped_and_what_came_stays(chat: Page) -> None:
    ask(chat, "止まる話", "fake-stall")
    chat.locator("[data-waiting]").wait_for()
    chat.wait_for_timeout(400)
    chat.locator("[data-stop]").click()
    expect(chat.locator(".message-state")).to_contain_text("ここで停止しました")
    expect(chat.locator("[data-send-button]")).to_be_visible()


def test_reloading_in_the_middle_finds_the_answer_going_on(chat: Page) -> None:
    ask(chat, "長い話", "fake-50-20-100")
    expect(chat.locator(".answer")).to_contain_text("語5")
    chat.reload()
    expect(chat.locator(".answer")).to_contain_text("語99")


def test_leaving_in_the_middle_finds_the_answer_complete(chat: Page, server: Instance) -> None:
    ask(chat, "長い話", "fake-50-20-100")
    url = chat.url
    chat.goto(f"{server.url}/")
    chat.wait_for_timeout(3000)
    chat.goto(url)
    expect(chat.locator(".answer")).to_contain_text("語99")
    expect(chat.locator("[data-waiting]")).to_have_count(0)


def test_editing_makes_a_version_and_the_old_one_can_be_seen_again(chat: Page) -> None:
    ask(chat, "最初の質問", "fake-echo")
    expect(chat.locator(".answer")).to_have_text("最初の質問")
    chat.locator(".message.is-question").hover()
    chat.locator("[data-edit]").click()
    area = chat.locator(".message [data-words]")
    expect(area).to_have_value("最初の質問")
    area.fill("直した質問")
    area.press("Enter")
    expect(chat.locator(".answer")).to_have_text("直した質問")
    expect(chat.locator(".versions-place")).to_have_text("2/2")
    chat.get_by_role("button", name="前の版").click()
    expect(chat.locator(".message-words")).to_have_text("最初の質問")
    expect(chat.locator(".answer")).to_have_text("最初の質問")
    ask(chat, "続きの質問", "fake-echo")
    expect(chat.locator(".answer")).to_have_count(2)
    expect(chat.locator(".answer").last).to_have_text("続きの質問")


def test_regenerating_keeps_the_answer_before(chat: Page) -> None:
    ask(chat, "一度目", "fake-echo")
    expect(chat.locator(".answer")).to_have_text("一度目")
    chat.locator(".wide-foot [data-model]").select_option("fake")
    chat.get_by_role("button", name="再生成").click()
    expect(chat.locator(".answer")).to_contain_text("問題ありません")
    expect(chat.locator(".versions-place")).to_have_text("2/2")


def test_a_failure_says_what_to_do_and_can_be_tried_again(chat: Page) -> None:
    ask(chat, "会議の準備", "fake-500")
    expect(chat.locator(".message-trouble")).to_contain_text("AIサービス側で障害")
    chat.locator(".wide-foot [data-model]").select_option("fake-echo")
    chat.get_by_role("button", name="再試行").click()
    expect(chat.locator(".answer").last).to_have_text("会議の準備")
    expect(chat.locator(".message-trouble")).to_have_count(0)


def test_after_a_power_cut_the_answer_is_interrupted_and_can_be_made_again(
    page: Page, own_server: Instance, sign_in: SignIn
) -> None:
    sign_in(page, own_server, "member")
    page.goto(f"{own_server.url}/chat/new/")
    ask(page, "止まる話", "fake-stall")
    page.locator("[data-waiting]").wait_for()
    own_server.kill()
    own_server.start()
    page.reload()
    expect(page.locator(".message-trouble")).to_contain_text("サーバーが再起動したため")
    page.locator(".wide-foot [data-model]").select_option("fake-echo")
    page.get_by_role("button", name="再生成").click()
    expect(page.locator(".answer").last).to_have_text("止まる話")


def test_copying_gives_the_markdown_and_tables_for_spreadsheets(
    new_context: Callable[..., BrowserContext], server: Instance, sign_in: SignIn
) -> None:
    page = new_context(permissions=["clipboard-read", "clipboard-write"]).new_page()
    sign_in(page, server, "member")
    page.goto(f"{server.url}/chat/new/")
    ask(page, "表をください", "fake")
    page.get_by_role("button", name="表をコピー（Excel用）").click()
    expect(page.locator(".toast")).to_contain_text("コピーしました")
    assert page.evaluate("navigator.clipboard.readText()") == "項目\t値\n件数\t3"
    page.locator(".is-answer [data-copy-message]").click()
    expect(page.locator(".toast")).to_have_count(2)
    assert page.evaluate("navigator.clipboard.readText()").startswith("**結論**: 問題ありません。")


def test_searching_finds_a_message_and_leads_to_it(chat: Page) -> None:
    ask(chat, "四半期の見積書について", "fake-echo")
    expect(chat.locator(".answer")).to_contain_text("見積書")
    chat.locator("#chat-search").fill("見積書")
    expect(chat.locator(".chat-hits mark").first).to_have_text("見積書")
    chat.locator(".chat-hits a").nth(1).click()
    expect(chat.locator(".message.is-question")).to_contain_text("四半期")


def test_deleting_can_be_undone(chat: Page) -> None:
    ask(chat, "消す話", "fake-echo")
    expect(chat.locator(".answer")).to_have_text("消す話")
    chat.get_by_label("このチャットの操作").click()
    chat.get_by_role("button", name="削除する").click()
    expect(chat.locator(".chat-undo")).to_contain_text("30日以内なら元に戻せます")
    chat.get_by_role("button", name="元に戻す").click()
    expect(chat.locator(".message-words")).to_have_text("消す話")


def test_nothing_is_loaded_from_elsewhere_and_the_policy_is_never_broken(
    page: Page, server: Instance, sign_in: SignIn
) -> None:
    elsewhere: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda r: r.url.startswith(server.url) or elsewhere.append(r.url))
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: complaints.append(str(e)))
    sign_in(page, server, "member")
    page.goto(f"{server.url}/chat/new/")
    ask(page, "![図](https://evil.example/?q=1) <img src=x onerror=alert(1)>", "fake-echo")
    expect(page.locator(".answer .outside-image")).to_have_text("画像：図")
    assert elsewhere == []
    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    new_context: Callable[..., BrowserContext], server: Instance, sign_in: SignIn, scheme: str
) -> None:
    page = new_context(color_scheme=scheme, viewport={"width": 1280, "height": 800}).new_page()
    sign_in(page, server, "member")
    page.goto(f"{server.url}/chat/new/")
    assert Axe().run(page).response["violations"] == []
    page.locator(".wide-foot [data-words]").fill(
        "山田太郎様（090-1234-5678）、マイナンバー 123456789018"
    )
    expect(page.locator(".found-panel")).to_be_visible()
    assert Axe().run(page).response["violations"] == []
    page.locator(".wide-foot [data-words]").fill("")
    ask(page, "表をください", "fake")
    expect(page.get_by_role("button", name="表をコピー（Excel用）")).to_be_visible()
    assert Axe().run(page).response["violations"] == []
