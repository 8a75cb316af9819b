"""The shell in a real browser: input methods, theme, drawer, dialog, guards, offline, axe."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

CHROMIUM = shutil.which("chromium")

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
    pytest.mark.django_db(transaction=True),
]

Opens = Callable[..., Page]


@pytest.fixture(scope="module")
def browser(browser_thread: ThreadPoolExecutor) -> Iterator[Browser]:
    playwright = browser_thread.submit(lambda: sync_playwright().start()).result()
    found = browser_thread.submit(
        lambda: playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    ).result()
    yield found
    browser_thread.submit(found.close).result()
    browser_thread.submit(playwright.stop).result()


@pytest.fixture
def opens(
    browser: Browser, browser_thread: ThreadPoolExecutor, live_server: LiveServer, admin: Client
) -> Iterator[Opens]:
    """Opens an address as the administrator, on a screen of a size, in a theme."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(path: str, *, width: int = 1280, theme: str = "light") -> Page:
        context = browser.new_context(viewport={"width": width, "height": 800}, locale="ja")
        contexts.append(context)
        cookies = {"nezuku_session": admin.cookies["nezuku_session"].value, "nezuku_theme": theme}
        context.add_cookies(
            [{"name": n, "value": v, "url": live_server.url} for n, v in cookies.items()]
        )
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda message: complaints.append(message.text) if message.type == "error" else None,
        )
        page.goto(live_server.url + path)
        return page

    yield open_page
    for context in contexts:
        browser_thread.submit(context.close).result()
    assert [line for line in complaints if "ERR_INTERNET_DISCONNECTED" not in line] == []


def convert_and_confirm(page: Page, text: str = "日本") -> None:
    """Types with an input method: composition, Enter that confirms it, the text."""
    devtools = page.context.new_cdp_session(page)
    for part in ("ｎ", "に", "にほ", text):
        devtools.send(
            "Input.imeSetComposition",
            {"text": part, "selectionStart": len(part), "selectionEnd": len(part)},
        )
    key = {"windowsVirtualKeyCode": 229, "key": "Enter", "code": "Enter"}
    devtools.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **key})
    devtools.send("Input.insertText", {"text": text})
    devtools.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})


COUNTING = """() => {
  window.submitted = 0;
  window.entered = 0;
  document.addEventListener("submit", (event) => {
    event.preventDefault();
    window.submitted += 1;
  });
  document.addEventListener("keydown", (event) => {
    window.entered += event.key === "Enter" ? 1 : 0;
  });
}"""


@pytest.mark.parametrize("field", ["#id_name", "#id_email", "#id_search_q", "#id_note"])
def test_enter_that_confirms_a_conversion_never_submits(opens: Opens, field: str) -> None:
    page = opens("/gallery/")
    page.evaluate(COUNTING)
    page.locator(field).fill("")
    page.locator(field).focus()
    convert_and_confirm(page)
    expect(page.locator(field)).to_have_value("日本")
    assert page.evaluate("window.submitted") == 0
    assert page.evaluate("window.entered") == 0


def test_a_plain_enter_still_submits(opens: Opens) -> None:
    page = opens("/gallery/")
    page.evaluate(COUNTING)
    page.locator("#id_search_q").focus()
    convert_and_confirm(page)
    expect(page.locator("#id_search_q")).to_have_value("日本")
    page.wait_for_timeout(50)  # the browser ends the conversion a moment after its last event
    page.keyboard.press("Enter")
    page.wait_for_timeout(50)
    assert page.evaluate("window.submitted") == 1
    assert page.evaluate("window.entered") == 1


def test_safaris_order_of_events_is_safe_too(opens: Opens) -> None:
    page = opens("/gallery/")
    page.evaluate(COUNTING)
    stopped = page.evaluate(
        """() => {
          const field = document.querySelector("#id_search_q");
          field.focus();
          field.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true }));
          const key = new KeyboardEvent("keydown", {
            key: "Enter", code: "Enter", keyCode: 229, bubbles: true, cancelable: true,
          });
          field.dispatchEvent(key);
          // The implicit submission that some browsers make right after the key.
          field.form.requestSubmit();
          return key.defaultPrevented;
        }"""
    )
    assert stopped
    assert page.evaluate("window.submitted") == 0
    assert page.evaluate("window.entered") == 0


def test_escape_that_takes_back_a_conversion_leaves_menus_open(opens: Opens) -> None:
    page = opens("/gallery/")
    page.locator(".menu > summary").click()
    page.evaluate(
        """() => document.querySelector(".menu > summary").dispatchEvent(
          new KeyboardEvent("keydown", { key: "Escape", keyCode: 229, bubbles: true }))"""
    )
    expect(page.locator(".menu-list")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".menu-list")).to_be_hidden()


def test_the_theme_changes_at_once_and_stays(opens: Opens) -> None:
    page = opens("/")
    page.locator(".person > summary").click()
    with page.expect_response("**/theme/"):
        page.get_by_role("button", name="ダーク").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_on_a_phone_the_menu_is_a_drawer(opens: Opens) -> None:
    page = opens("/", width=390)
    menu = page.locator("#sidebar")
    expect(menu).to_be_hidden()
    page.get_by_role("button", name="メニューを開く").click()
    expect(menu).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()


def test_nothing_is_wider_than_a_phone(opens: Opens) -> None:
    for address in ("/", "/gallery/"):
        page = opens(address, width=360)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_dialog_takes_the_focus_and_gives_it_back(opens: Opens) -> None:
    page = opens("/gallery/")
    opener = page.locator("[data-opens]")
    opener.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    assert dialog.evaluate("(box) => box.contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_form_is_not_sent_twice(opens: Opens) -> None:
    page = opens("/gallery/")
    prevented = page.evaluate(
        """() => {
          const form = document.querySelector("form[data-guard]");
          const send = () => {
            const event = new SubmitEvent("submit", { bubbles: true, cancelable: true });
            form.dispatchEvent(event);
            return event.defaultPrevented;
          };
          return [send(), send()];
        }"""
    )
    assert prevented == [False, True]


def test_leaving_unsaved_words_asks_first(opens: Opens) -> None:
    page = opens("/gallery/")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator("#id_note").click()
    page.keyboard.type("x")
    page.reload()
    assert asked == ["beforeunload"]


def test_a_message_can_be_closed(opens: Opens) -> None:
    page = opens("/gallery/?toast=1")
    page.get_by_role("button", name="お知らせを閉じる").click()
    expect(page.locator("#messages [data-toast]")).to_have_count(0)


def test_without_a_connection_the_offline_page_helps(opens: Opens) -> None:
    page = opens("/")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", name="サーバーに接続できません")).to_be_visible()
    kept = page.evaluate(
        """async () => {
          const cache = await caches.open("nezuku-offline");
          return (await cache.keys()).map((request) => new URL(request.url).pathname);
        }"""
    )
    assert "/offline/" in kept
    assert all(path == "/offline/" or path.startswith("/static/web/css/") for path in kept)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("address", ["/", "/gallery/?toast=1", "/offline/"])
def test_axe_finds_nothing(opens: Opens, address: str, width: int, theme: str) -> None:
    found = Axe().run(opens(address, width=width, theme=theme)).response["violations"]
    assert [(f["id"], [n["target"] for n in f["nodes"]]) for f in found] == []
