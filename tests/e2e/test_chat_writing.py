"""Writing in the chat: conversions, keys, drafts, files, and what the guard shows on the words."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.e2e.instances import Instance

SignIn = Callable[[Page, Instance, str], None]
MASKED = "山田太郎様（090-1234-5678）へのお礼を書いてください。"


@pytest.fixture
def chat(page: Page, server: Instance, sign_in: SignIn) -> Page:
    """A new conversation of the member."""
    sign_in(page, server, "member")
    page.goto(f"{server.url}/chat/new/")
    return page


def words(page: Page) -> object:
    return page.locator(".wide-foot [data-words]")


def pick(page: Page, model: str) -> None:
    page.locator(".wide-foot [data-model]").select_option(model)


def compose(page: Page, final: str, steps: list[str]) -> None:
    """Types with an input method: a conversion that is confirmed by Enter."""
    session = page.context.new_cdp_session(page)
    for step in steps:
        session.send(
            "Input.imeSetComposition",
            {"text": step, "selectionStart": len(step), "selectionEnd": len(step)},
        )
    session.send(
        "Input.dispatchKeyEvent",
        {"type": "rawKeyDown", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229},
    )
    session.send("Input.insertText", {"text": final})


def test_enter_that_confirms_a_conversion_does_not_send(chat: Page) -> None:
    words(chat).focus()
    compose(chat, "日本の会議", ["ｎ", "に", "にｈ", "にほ", "にほん", "日本の会議"])
    expect(words(chat)).to_have_value("日本の会議")
    chat.wait_for_timeout(600)
    assert "/chat/new/" in chat.url
    chat.keyboard.press("Enter")
    expect(chat.locator(".message.is-question")).to_have_text(re.compile("日本の会議"))


def test_safaris_order_of_events_does_not_send_either(chat: Page) -> None:
    words(chat).fill("会議")
    words(chat).evaluate(
        """area => {
          area.dispatchEvent(new CompositionEvent('compositionend', {bubbles: true, data: '会議'}));
          area.dispatchEvent(new KeyboardEvent('keydown',
            {key: 'Enter', keyCode: 229, bubbles: true, cancelable: true}));
        }"""
    )
    chat.wait_for_timeout(600)
    assert "/chat/new/" in chat.url
    expect(words(chat)).to_have_value("会議")


def test_a_conversion_in_the_search_box_does_not_search_or_leave(chat: Page) -> None:
    chat.locator("#chat-search").focus()
    compose(chat, "見積", ["み", "みつ", "見積"])
    expect(chat.locator("#chat-search")).to_have_value("見積")
    assert "/chat/new/" in chat.url


def test_shift_enter_is_a_new_line_and_the_way_of_sending_can_be_changed(chat: Page) -> None:
    words(chat).fill("一")
    chat.keyboard.press("Shift+Enter")
    chat.keyboard.type("二")
    expect(words(chat)).to_have_value("一\n二")
    chat.locator(".composer-keys").click()
    chat.get_by_label("Ctrl+Enterで送信（Enterで改行）").check()
    chat.keyboard.press("Escape")
    words(chat).focus()
    chat.keyboard.press("End")
    chat.keyboard.press("Enter")
    assert "/chat/new/" in chat.url
    chat.keyboard.press("Control+Enter")
    expect(chat.locator(".message.is-question")).to_be_visible()
    expect(chat.locator("[data-hint=ctrl]")).to_be_visible()


def test_findings_stand_on_the_words_and_are_explained(chat: Page) -> None:
    words(chat).fill(MASKED)
    marks = chat.locator(".composer-layer mark")
    expect(marks).to_have_text(["山田太郎", "090-1234-5678"])
    panel = chat.locator(".found-panel")
    expect(panel).to_contain_text("2か所")
    expect(panel).to_contain_text("電話番号")
    panel.get_by_text("送信される内容").click()
    expect(panel.locator(".placeholder")).to_have_text(["《氏名1》", "《電話1》"])
    area, layer = words(chat).bounding_box(), chat.locator("[data-layer]").bounding_box()
    assert area == layer


def test_marks_move_along_while_one_types(chat: Page) -> None:
    words(chat).fill(MASKED)
    marks = chat.locator(".composer-layer mark")
    expect(marks).to_have_count(2)
    chat.keyboard.press("Control+Home")
    chat.keyboard.type("至急：")
    expect(marks).to_have_text(["山田太郎", "090-1234-5678"])


def test_what_was_seen_goes_at_once_and_comes_back_restored(chat: Page) -> None:
    pick(chat, "fake-echo")
    words(chat).fill(MASKED)
    expect(chat.locator("[data-confirm]")).to_be_visible()
    words(chat).press("Enter")
    expect(chat.locator(".answer")).to_have_text(MASKED)
    expect(chat.locator(".message-note")).to_contain_text("2件を伏せて送信しました")
    expect(chat.locator("body")).not_to_contain_text("《氏名1》")
    chat.get_by_text("送った内容を見る").click()
    expect(chat.locator("#sent .placeholder").first).to_have_text("《氏名1》")


def test_what_was_not_seen_yet_is_shown_first(chat: Page) -> None:
    pick(chat, "fake-echo")
    words(chat).fill(MASKED)
    words(chat).press("Enter")  # before the check had time to answer
    confirm = chat.locator("[data-confirm]")
    expect(confirm).to_be_focused()
    assert "/chat/new/" in chat.url
    chat.keyboard.press("Enter")
    expect(chat.locator(".answer")).to_have_text(MASKED)


def test_what_may_never_leave_is_blacked_out_with_one_press(chat: Page) -> None:
    words(chat).fill("マイナンバーは 123456789018 です。確認の手順を教えて。")
    panel = chat.locator(".found-panel.is-block")
    expect(panel).to_contain_text("このままでは送信できません")
    expect(panel).to_contain_text("相談してください")
    words(chat).press("Enter")
    chat.wait_for_timeout(500)
    assert "/chat/new/" in chat.url
    panel.get_by_role("button", name="この部分を■に置き換える").click()
    expect(words(chat)).to_have_value("マイナンバーは ■■■ です。確認の手順を教えて。")
    expect(chat.locator(".found-panel.is-block")).to_have_count(0)
    words(chat).press("Enter")
    expect(chat.locator(".message.is-question")).to_contain_text("■■■")


ASK_ABOUT_NAMES = """
import django
django.setup()
from nezuku.foundation.kit import clock
from nezuku.foundation.kit.actor import SYSTEM
from nezuku.foundation.policy.actions.guard_policy import change_guard_policy
from nezuku.guard import Decision, Policy
change_guard_policy(actor=SYSTEM, now=clock.now(), reason="試験", expected_version=0,
                    policy=Policy(overrides={"person": Decision.ASK}))
"""


def test_what_is_asked_about_can_be_called_harmless(
    page: Page, own_server: Instance, sign_in: SignIn
) -> None:
    command = [sys.executable, "-c", ASK_ABOUT_NAMES]
    subprocess.run(command, env=own_server.env, check=True, timeout=60)
    sign_in(page, own_server, "member")
    page.goto(f"{own_server.url}/chat/new/")
    pick(page, "fake-echo")
    panel = page.locator(".found-panel.is-ask")
    for _attempt in range(10):  # the server looks for a new policy once a second
        words(page).fill("")
        words(page).fill("田中さんの手順で確認した。")
        page.wait_for_timeout(900)
        if panel.count():
            break
    expect(panel).to_contain_text("確認が必要な言葉")
    panel.get_by_label("問題ない（このまま送る）").check()
    expect(page.locator("[data-confirm]")).to_have_text("このまま送信")
    page.locator("[data-confirm]").click()
    expect(page.locator(".answer")).to_have_text("田中さんの手順で確認した。")
    expect(page.locator(".message-note")).to_have_count(0)


def test_a_draft_survives_leaving(chat: Page, server: Instance) -> None:
    words(chat).fill("書きかけの質問")
    chat.goto(f"{server.url}/")
    chat.goto(f"{server.url}/chat/new/")
    expect(words(chat)).to_have_value("書きかけの質問")


def test_a_lost_connection_keeps_the_words(chat: Page) -> None:
    words(chat).fill("会議の準備")
    chat.wait_for_timeout(600)
    chat.context.set_offline(True)
    words(chat).press("Enter")
    expect(chat.locator("[data-problem]")).to_contain_text("入力した内容は残っています")
    expect(words(chat)).to_have_value("会議の準備")
    chat.context.set_offline(False)
    words(chat).press("Enter")
    expect(chat.locator(".message.is-question")).to_contain_text("会議の準備")


def test_files_are_read_guarded_and_refused_beside_their_name(chat: Page, tmp_path: Path) -> None:
    pick(chat, "fake-echo")
    table = tmp_path / "名簿.csv"
    table.write_text("氏名,電話\n鈴木一郎,080-1111-2222\n", "cp932")
    picture = tmp_path / "図.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 64)
    chat.locator(".wide-foot [data-file]").set_input_files([table, picture])
    expect(chat.locator(".composer-files .file-chip")).to_have_count(2)
    expect(chat.locator(".file-chip.is-bad")).to_contain_text("画像は")
    chat.get_by_role("button", name="閉じる").click()
    words(chat).fill("表をまとめて")
    expect(chat.locator(".found-panel")).to_contain_text("名簿.csv")
    words(chat).press("Enter")
    confirm = chat.locator("[data-confirm]")
    if confirm.count():
        confirm.click()
    expect(chat.locator(".message-files")).to_contain_text("名簿.csv")
    expect(chat.locator(".answer")).to_contain_text("鈴木一郎")


def test_on_a_phone_it_fits_and_the_panel_opens_when_sending(
    new_context: Callable[..., BrowserContext], server: Instance, sign_in: SignIn
) -> None:
    page = new_context(
        viewport={"width": 360, "height": 640}, is_mobile=True, has_touch=True
    ).new_page()
    sign_in(page, server, "other")
    page.goto(f"{server.url}/chat/new/")
    pick(page, "fake-echo")
    words(page).fill(MASKED)
    expect(page.locator(".found-panel")).to_be_visible()
    page.locator("[data-send-button]").tap()
    page.locator("[data-confirm]").tap()
    expect(page.locator(".answer")).to_have_text(MASKED)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    foot = page.locator(".wide-foot").bounding_box()
    assert foot is not None
    assert abs(foot["y"] + foot["height"] - 640) < 2
    page.locator("[popovertarget=wide-list]").tap()
    expect(page.locator(".chat-rows a").first).to_be_visible()
