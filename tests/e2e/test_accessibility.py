"""Every page for everybody: axe, headings, titles, languages, phones, large letters.

The pages come from the permission table; the set-up, which is gone on a server that is in use,
is walked on a fresh one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page
from tests.e2e.furnished import (
    Desk,
    Furnished,
    ProductPage,
    error_pages,
    product_pages,
    walk_set_up,
)
from tests.e2e.instances import Instance

pytest_plugins = ["tests.e2e.furnished_server"]

PAGES = [*product_pages(), *error_pages()]
DESKTOP, PHONE = 1280, 390
#: The narrowest phone, and a desktop of 1280 at 200 %.
NARROW = (360, 640)
#: How a page is looked at in each language: width, theme, and whether all rules are asked or only
#: the one that depends on the theme. Together both languages see every theme at every width.
LOOKS = {
    "ja": ((DESKTOP, "light", True), (DESKTOP, "dark", False), (PHONE, "light", True)),
    "en": ((PHONE, "dark", True), (DESKTOP, "light", False)),
}
#: Pages that show the same thing as another one, so that they share its title.
SAME_TITLE = {"chat:new": "chat:index", "chat:edit": "chat:thread"}

RUN = """async (all) => {
  const options = all ? {} : {runOnly: ["color-contrast"]};
  const {violations} = await axe.run(document, {...options, resultTypes: ["violations"]});
  return violations.map(({id, help, nodes}) => ({
    id, help, where: nodes.slice(0, 3).map((node) => node.target.join(" ")),
  }));
}"""
SIDEWAYS = """() => {
  const page = document.scrollingElement;
  if (page.scrollWidth <= window.innerWidth) return [];
  const wide = [...document.body.querySelectorAll("*")].filter(
    (one) => one.getBoundingClientRect().right > window.innerWidth + 1
  );
  return [`${page.scrollWidth} of ${window.innerWidth}`, ...wide.slice(0, 3).map(
    (one) => `${one.tagName.toLowerCase()}.${one.className}`
  )];
}"""


@pytest.fixture(scope="module")
def desk(browser: Browser, furnished: Furnished) -> Iterator[Desk]:
    made = Desk(browser, furnished)
    yield made
    made.close()


@pytest.fixture(scope="module")
def titles() -> defaultdict[str, set[str]]:
    """Language and title -> the rows that carry it."""
    return defaultdict(set)


def faults_of(page: Page, language: str) -> list[str]:
    """What is wrong with the page that is open, one line each."""
    found = []
    if (said := page.locator("html").get_attribute("lang")) != language:
        found.append(f"html says lang={said}, not {language}")
    if (count := page.locator("h1").count()) != 1:
        found.append(f"{count} h1, not one")
    if not page.title().strip():
        found.append("no title")
    page.evaluate(Axe().axe_script)
    for width, theme, everything in LOOKS[language]:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        found += [
            f"{width} {theme}: {one['id']} ({one['help']}) at {', '.join(one['where'])}"
            for one in page.evaluate(RUN, everything)
        ]
    for width in (PHONE, *NARROW):
        page.set_viewport_size({"width": width, "height": 800})
        if wide := page.evaluate(SIDEWAYS):
            found.append(f"scrolls sideways at {width}: {'; '.join(wide)}")
    page.set_viewport_size({"width": DESKTOP, "height": 800})
    page.emulate_media(color_scheme="light")
    return found


@pytest.mark.parametrize("page", PAGES, ids=str)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_page_is_for_everybody(
    desk: Desk, titles: defaultdict[str, set[str]], page: ProductPage, language: str
) -> None:
    tab, response = desk.open(page, language)
    assert response.status == {"not there": 404, "not for me": 403}.get(page.key, 200)
    name = page.key.partition("/")[0]
    titles[f"{language}: {tab.title()}"].add(SAME_TITLE.get(name, name))
    assert not (faults := faults_of(tab, language)), "\n".join(faults)


def test_no_two_pages_share_a_title(titles: defaultdict[str, set[str]]) -> None:
    """Of those that were opened above; run with them."""
    assert not {title: names for title, names in titles.items() if len(names) > 1}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_set_up_is_for_everybody(
    fresh_server: Instance, new_context: Callable[..., BrowserContext], language: str
) -> None:
    page = new_context(reduced_motion="reduce").new_page()
    page.context.add_cookies(
        [{"name": "nezuku_language", "value": language, "url": fresh_server.url}]
    )
    found: list[str] = []
    seen: set[str] = set()
    for path in walk_set_up(page, fresh_server):
        assert path in page.url, page.url
        found.extend(f"{path}: {fault}" for fault in faults_of(page, language))
        assert page.title() not in seen, f"{path}: the title {page.title()} is another page's"
        seen.add(page.title())
    assert not found, "\n".join(found)
