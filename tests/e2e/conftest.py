"""Fixtures of the journeys: a seeded server, a fresh one, a browser, a page, signing in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests.e2e.instances import Instance, seeded
from tests.e2e.people import PASSWORD, PEOPLE
from tests.fake_model.server import FakeModel, fake_model_in_thread

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser runs a loop in this thread: tests with a loop of their own go before it."""
    for item in items:
        if "/e2e/" in str(item.path):
            item.add_marker(pytest.mark.e2e)
    items.sort(key=_has_a_browser)


def _has_a_browser(item: pytest.Item) -> bool:
    return "/e2e/" in str(item.path) and "browser" in getattr(item, "fixturenames", ())


@pytest.fixture(scope="session")
def fake() -> Iterator[FakeModel]:
    """The fake model server behind every instance."""
    with fake_model_in_thread() as server:
        yield server


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory, fake: FakeModel) -> Path:
    """A seeded data directory to copy from; never served itself."""
    folder = tmp_path_factory.mktemp("template") / "data"
    seeded(folder, fake.base_url)
    return folder


@pytest.fixture(scope="session")
def server(
    tmp_path_factory: pytest.TempPathFactory, fake: FakeModel, template: Path
) -> Iterator[Instance]:
    """The seeded server that most tests share; they must not end it."""
    instance = seeded(tmp_path_factory.mktemp("shared") / "data", fake.base_url, template)
    instance.start()
    yield instance
    instance.stop()


@pytest.fixture
def own_server(tmp_path: Path, fake: FakeModel, template: Path) -> Iterator[Instance]:
    """A seeded server that the test may stop, kill and change; it is started already."""
    instance = seeded(tmp_path / "data", fake.base_url, template)
    instance.start()
    yield instance
    instance.stop()


@pytest.fixture
def fresh_server(tmp_path: Path, fake: FakeModel) -> Iterator[Instance]:
    """A server that nobody has set up yet."""
    folder = tmp_path / "data"
    folder.mkdir()
    instance = Instance(data_dir=folder, fake_port=fake.port)
    instance.start()
    yield instance
    instance.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the session."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def new_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browser contexts: `new_context(locale="en", viewport=..., color_scheme="dark")`."""
    made: list[BrowserContext] = []

    def make(**options: object) -> BrowserContext:
        context = browser.new_context(**{"locale": "ja-JP", **options})  # type: ignore[arg-type]
        context.set_default_timeout(15_000)
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    """A Japanese desktop page, nobody signed in."""
    return new_context(viewport={"width": 1280, "height": 800}).new_page()


@pytest.fixture
def sign_in() -> Callable[[Page, Instance, str], None]:
    """`sign_in(page, server, "member")`: a key of PEOPLE."""

    def act(page: Page, instance: Instance, who: str) -> None:
        page.goto(f"{instance.url}/people/sign-in/")
        page.fill("input[name=email]", PEOPLE[who][1])
        page.fill("input[type=password]", PASSWORD)
        page.locator("form:has(input[type=password]) button[type=submit]").click()
        page.wait_for_url(lambda url: "sign-in" not in url)

    return act
