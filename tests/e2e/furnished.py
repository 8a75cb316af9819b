"""A server with one of every thing, and the pages of the product on it.

Owns which pages there are for the tests that look at all of them: the rows of the permission
table that somebody may open, so that a new page is looked at as soon as it has its row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page, Response
from tests.contracts.permission_rows import rows
from tests.e2e.instances import Instance
from tests.world import PASSWORD

#: Who opens a page when several may, in this order; the owner of things comes first.
WHO = ("out", "member", "lead", "admin", "auditor")
#: What looks different for others: opened by them as well.
ALSO = {
    "home:index": ("admin", "advisor"),
    "people:member": ("ambassador",),
    "people:departments": ("sponsor",),
    "ledger:mine": ("auditor",),
}
#: Rows that give a file, a stream or a part of a page.
NO_PAGES = frozenset(
    {
        "web:worker",
        "web:manifest",
        "chat:more",
        "chat:earlier",
        "chat:export",
        "chat:message",
        "chat:message_text",
        "chat:stream",
        "people:invitation_links",
        "safety:export_terms",
    }
)


@dataclass(frozen=True, slots=True)
class ProductPage:
    """One page as one person sees it; `key` is the row of the permission table."""

    key: str
    who: str

    def __str__(self) -> str:
        return f"{self.key} as {self.who}"


@dataclass(frozen=True, slots=True)
class Furnished:
    """The server, who is who, and where things are."""

    instance: Instance
    emails: Mapping[str, str]
    paths: Mapping[str, str]
    things: Mapping[str, str | int]

    def url(self, page: ProductPage) -> str:
        """Where the page is."""
        path = ERROR_PAGES.get(page.key) or self.paths[page.key]
        return f"{self.instance.url}{path}"

    def sign_in(self, page: Page, who: str) -> None:
        """This will sign somebody of the permission table in, through the page."""
        page.goto(f"{self.instance.url}/people/sign-in/")
        page.fill("input[name=email]", self.emails[who])
        page.fill("input[name=password]", PASSWORD)
        page.locator("form:has(input[name=password]) button[type=submit]").click()
        page.wait_for_url(lambda url: "sign-in" not in url)


def product_pages() -> list[ProductPage]:
    """Every page of the product that a signed-in person or a visitor can open."""
    found = []
    for row in rows():
        if row.method != "GET" or row.name in NO_PAGES:
            continue
        able = [who for who in WHO if row.expected[who] == "200"]
        found += [ProductPage(row.key, who) for who in (*able[:1], *ALSO.get(row.name, ()))]
    return found


#: What is not on the URL map: nothing is there, or not for this person.
ERROR_PAGES = {
    "not there": "/no-such-page/",
    "not for me": "/people/company/",
}


def error_pages() -> list[ProductPage]:
    """The error pages that a browser can be led to."""
    return [
        ProductPage("not there", "out"),
        ProductPage("not there", "member"),
        ProductPage("not for me", "member"),
    ]


@dataclass(slots=True)
class Desk:
    """One browser tab for every person, signed in once, that opens pages in either language."""

    browser: Browser
    furnished: Furnished
    tabs: dict[str, Page] = field(default_factory=dict)
    languages: dict[str, str] = field(default_factory=dict)

    def open(self, page: ProductPage, language: str = "ja") -> tuple[Page, Response]:
        """This will open a page as its person; gives the tab and the answer."""
        tab = self.tab(page.who)
        if self.languages.get(page.who) != language:
            self._speak(tab, language)
            self.languages[page.who] = language
        response = tab.goto(self.furnished.url(page))
        assert response is not None
        return tab, response

    def tab(self, who: str) -> Page:
        """The tab of somebody; `out` is nobody."""
        if who not in self.tabs:
            context = self.browser.new_context(
                locale="ja-JP", reduced_motion="reduce", viewport={"width": 1280, "height": 800}
            )
            context.set_default_timeout(15_000)
            self.tabs[who] = context.new_page()
            if who != "out":
                self.furnished.sign_in(self.tabs[who], who)
        return self.tabs[who]

    def _speak(self, tab: Page, language: str) -> None:
        """This will switch the language as the page's own form does."""
        url = self.furnished.instance.url
        tab.goto(f"{url}/people/sign-in/")
        token = tab.locator("input[name=csrfmiddlewaretoken]").first.get_attribute("value")
        answer = tab.request.post(
            f"{url}/language/",
            form={"csrfmiddlewaretoken": token or "", "language": language, "next": "/offline/"},
            headers={"referer": f"{url}/people/sign-in/"},
        )
        assert answer.ok, answer.status

    def close(self) -> None:
        """This will close every tab."""
        for tab in self.tabs.values():
            tab.context.close()


def walk_set_up(page: Page, server: Instance) -> Iterator[str]:
    """This will go through the set-up of a fresh server, stopping at every page; gives its path."""

    def go_on() -> None:
        page.locator("main form button[type=submit]").last.click()

    page.goto(f"{server.url}/setup/")
    yield "/setup/"
    page.goto(server.setup_link)
    yield "/setup/link/"
    go_on()
    yield "/setup/company/"
    page.fill("[name=name]", "株式会社こもれび製作所")
    page.fill("[name=head_count]", "80")
    go_on()
    yield "/setup/departments/"
    page.locator("[name=head_count]").first.press("Enter")
    page.wait_for_url("**/administrator/")
    yield "/setup/administrator/"
    page.fill("[name=name]", "森下 健吾")
    page.fill("[name=email]", "morishita@komorebi.example.co.jp")
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=repeated]", PASSWORD)
    go_on()
    page.wait_for_url("**/model/")
    yield "/setup/model/"
    page.goto(f"{server.url}/setup/model/vendor/openai/")
    yield "/setup/model/vendor/openai/"
    page.goto(f"{server.url}/setup/model/")
    for step in ("classes", "invite", "done"):
        go_on()
        page.wait_for_url(f"**/{step}/")
        yield f"/setup/{step}/"
