"""One journey through people, chat, ledger and audit, by four people, in both languages.

An administrator invites by link; the newcomer joins and asks; an auditor finds the exchange, gives
a reason and reads it; the newcomer sees who looked and why; the administrator ends the access.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx2 as httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.e2e.instances import Instance

REASON = "四半期の定期監査として、伏せ字が働いているかを確かめます"


@pytest.mark.parametrize("language", ["ja", "en"])
def test_from_the_invitation_to_the_last_day(
    own_server: Instance,
    new_context: Callable[..., BrowserContext],
    sign_in: Callable[[Page, Instance, str], None],
    language: str,
) -> None:
    url = own_server.url

    def browser() -> Page:
        context = new_context(viewport={"width": 1280, "height": 800})
        context.add_cookies([{"name": "nezuku_language", "value": language, "url": url}])
        return context.new_page()

    def speak(page: Page) -> None:
        """The language of the account, which goes before the cookie once somebody signed in."""
        page.goto(f"{url}/people/account/")
        form = page.locator("form:has(select[name=locale])")
        form.locator("select[name=locale]").select_option(language)
        form.locator("button[type=submit]").click()
        expect(page.locator("html")).to_have_attribute("lang", language)

    # The administrator makes a link for the sales department.
    admin = browser()
    sign_in(admin, own_server, "admin")
    speak(admin)
    admin.goto(f"{url}/people/invitations/")
    form = admin.locator("form[action$='/people/invitations/link/']")
    form.locator("select[name$=department]").select_option(index=2)
    form.locator("input[name$=uses]").fill("1")
    form.locator("button[type=submit]").click()
    expect(admin.locator("#join-link")).to_be_visible()
    link = admin.content().split("/people/join/")[1].split("/")[0]

    # The newcomer joins by it and asks something with a name and a number in it.
    newcomer = browser()
    newcomer.goto(f"{url}/people/join/{link}/")
    expect(newcomer.locator("html")).to_have_attribute("lang", language)
    newcomer.fill("input[name=email]", "newcomer@example.co.jp")
    newcomer.fill("input[name=name]", "新人 八重")
    newcomer.fill("input[name=password]", "まっすぐ育つ苗木-2026")
    newcomer.locator("main button[type=submit]").click()
    expect(newcomer.locator("nav").first).to_be_visible()
    speak(newcomer)
    newcomer.goto(f"{url}/chat/")
    composer = newcomer.locator("textarea").first
    composer.fill("佐藤花子様（090-1234-5678）への返信を書いてください")
    expect(newcomer.locator("mark, .mark").first).to_be_visible()
    composer.press("Enter")
    expect(newcomer.locator("main").get_by_text("問題ありません").first).to_be_visible()

    # The auditor searches facts, opens the exchange, and reads it for a reason.
    auditor = browser()
    sign_in(auditor, own_server, "auditor")
    speak(auditor)
    auditor.goto(f"{url}/ledger/?who=新人")
    auditor.locator("table a[href*='/ledger/exchanges/']").first.click()
    expect(auditor.locator("h1")).to_be_visible()
    assert "090-1234-5678" not in auditor.content()
    auditor.locator("a[href$='/text/']").click()
    auditor.locator("select[name=reason_kind], input[name=reason_kind]").first.wait_for()
    if auditor.locator("select[name=reason_kind]").count():
        auditor.locator("select[name=reason_kind]").select_option(index=1)
    else:
        auditor.locator("input[name=reason_kind]").first.check()
    auditor.locator("[name=reason]").fill(REASON)
    auditor.locator("form[action$='/text/'] button[type=submit]").click()
    expect(auditor.get_by_text("佐藤花子様（090-1234-5678）").first).to_be_visible()
    sent = auditor.locator("pre").nth(1).inner_text()
    assert "090-1234-5678" not in sent
    auditor.goto(f"{url}/ledger/events/")
    expect(auditor.get_by_text("新人 八重").first).to_be_visible()

    # The newcomer sees who looked, and why.
    newcomer.goto(f"{url}/ledger/me/")
    expect(newcomer.get_by_text(REASON).first).to_be_visible()
    expect(newcomer.get_by_text("監査 次郎").first).to_be_visible()

    # The last day: the open browser is out at once.
    admin.goto(f"{url}/people/members/?q=新人")
    admin.locator("table a[href*='/people/members/']").first.click()
    admin.locator("a[href$='/deactivate/']").click()
    admin.locator("main form button[type=submit]").click()
    expect(admin.locator("h1")).to_be_visible()
    newcomer.goto(f"{url}/chat/")
    expect(newcomer).to_have_url(re.compile("/people/sign-in/"))
    assert httpx.get(f"{url}/chat/", follow_redirects=False).status_code == 302
    assert own_server.command("verify").returncode == 0
