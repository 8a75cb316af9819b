"""Enter that confirms a conversion never submits: in every field of every page, found in the page.

Composition is Chromium's own, driven over its protocol; the order of Safari, where the
composition ends before the key, is made of events.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, Request, expect
from tests.e2e.furnished import Desk, Furnished, ProductPage, product_pages, walk_set_up
from tests.e2e.instances import Instance

pytest_plugins = ["tests.e2e.furnished_server"]

PAGES = product_pages()
#: The live check of the composer looks at the text and keeps nothing.
HARMLESS = "/chat/check/"

#: Everything that can be folded away is opened, and what counts keys and submissions is set up.
OPEN = """() => {
  for (const one of document.querySelectorAll("details")) {
    one.removeAttribute("name");
    one.open = true;
  }
  for (const one of document.querySelectorAll("[hidden]")) one.hidden = false;
  for (const one of document.querySelectorAll("[popover]")) one.showPopover();
  if (window.imeCounts) return;
  window.imeCounts = {submit: 0, enter: 0};
  window.addEventListener("submit", () => { window.imeCounts.submit += 1; }, true);
  document.addEventListener("keydown", (event) => {
    window.imeCounts.enter += event.key === "Enter" ? 1 : 0;
  });
}"""
#: Numbers the fields into which words can be typed, in the page or in one dialog of it; gives for
#: each what it is called and whether it can be seen.
FIELDS = """(dialog) => {
  const typed = new Set(["text", "search", "email", "url", "tel"]);
  const all = [...document.querySelectorAll("input, textarea, [contenteditable=true]")];
  const mine = all.filter((one) =>
    (one.localName !== "input" || typed.has(one.type)) && !one.disabled && !one.readOnly
    && (one.closest("dialog")?.id ?? "") === dialog);
  mine.forEach((one, number) => { one.dataset.imeField = `${dialog}:${number}`; });
  return mine.map((one) => ({
    name: one.name || one.id || one.localName, seen: one.checkVisibility(),
  }));
}"""
#: Time for what a key has set off; nobody presses two keys faster.
A_MOMENT = "() => new Promise((done) => setTimeout(done, 20))"
SAFARI = """(one) => {
  one.focus();
  const tell = (event) => one.dispatchEvent(event);
  tell(new CompositionEvent("compositionstart", {bubbles: true}));
  tell(new CompositionEvent("compositionend", {bubbles: true, data: "日本"}));
  const key = {key: "Enter", code: "Enter", keyCode: 229, bubbles: true, cancelable: true};
  const free = tell(new KeyboardEvent("keydown", key));
  tell(new KeyboardEvent("keyup", key));
  return free;
}"""


@dataclass
class Typist:
    """Types into a page with an input method, and notes what the page sends meanwhile."""

    page: Page
    keys: CDPSession
    sent: list[str] = field(default_factory=list)

    @classmethod
    def at(cls, page: Page) -> Typist:
        typist = cls(page, page.context.new_cdp_session(page))
        page.on("request", typist._note)
        return typist

    def leave(self) -> None:
        self.page.remove_listener("request", self._note)
        self.keys.detach()

    def _note(self, request: Request) -> None:
        moves = request.is_navigation_request() and request.frame == self.page.main_frame
        if (request.method == "POST" and HARMLESS not in request.url) or moves:
            self.sent.append(f"{request.method} {request.url}")

    def convert(self, text: str = "日本") -> None:
        """Composition, the Enter that confirms it, and the text that it leaves behind."""
        for part in ("n", "に", "にほ", "にほn", text):
            self.keys.send(
                "Input.imeSetComposition",
                {"text": part, "selectionStart": len(part), "selectionEnd": len(part)},
            )
        enter = {"windowsVirtualKeyCode": 229, "key": "Enter", "code": "Enter"}
        self.keys.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **enter})
        self.keys.send("Input.insertText", {"text": text})
        self.keys.send("Input.dispatchKeyEvent", {"type": "keyUp", **enter})
        self.page.evaluate(A_MOMENT)

    def faults(self) -> list[str]:
        """What goes wrong in any field of the page that is open."""
        self.page.evaluate(OPEN)
        dialogs: list[str] = self.page.evaluate(
            "() => [...document.querySelectorAll('dialog')].map((one) => one.id)"
        )
        found = self._faults_in("")
        for dialog in dialogs:
            assert dialog, "give every dialog an id"
            is_open = f"document.getElementById({dialog!r})"
            self.page.evaluate(f"() => {{ {is_open}.close(); {is_open}.showModal(); }}")
            found += self._faults_in(dialog)
            self.page.evaluate(f"() => {is_open}.close()")
        return found

    def _faults_in(self, dialog: str) -> list[str]:
        found: list[str] = []
        where = self.page.url
        for number, one in enumerate(self.page.evaluate(FIELDS, dialog)):
            name = f"{dialog} {one['name']}".strip()
            if not one["seen"]:
                found.append(f"{name} cannot be seen, so it was not tried: open what hides it")
                continue
            box = self.page.locator(f'[data-ime-field="{dialog}:{number}"]')
            box.evaluate("(one) => { one.value = ''; one.focus(); }")
            self.convert()
            if self.sent or self.page.url != where:
                return [*found, f"{name} sent or left: {self.sent} {self.page.url}"]
            counts = self.page.evaluate("window.imeCounts")
            if counts["submit"] or counts["enter"]:
                found.append(f"{name} let the key through: {counts}")
                self.page.evaluate(
                    "() => { window.imeCounts.submit = window.imeCounts.enter = 0; }"
                )
            if "日本" not in (value := box.evaluate("(one) => one.value")):
                found.append(f"{name} lost the text: {value!r}")
        return found


@pytest.fixture(scope="module")
def desk(browser: Browser, furnished: Furnished) -> Iterator[Desk]:
    made = Desk(browser, furnished)
    yield made
    made.close()


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_no_field_takes_the_confirming_enter(desk: Desk, page: ProductPage) -> None:
    tab, _response = desk.open(page)
    typist = Typist.at(tab)
    try:
        assert not (faults := typist.faults()), "\n".join(faults)
    finally:
        typist.leave()


def test_no_field_of_the_set_up_takes_it(
    fresh_server: Instance, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context().new_page()
    found = []
    for path in walk_set_up(page, fresh_server):
        typist = Typist.at(page)
        found += [f"{path}: {fault}" for fault in typist.faults()]
        typist.leave()
        page.reload()
    assert not found, "\n".join(found)


def test_the_fields_were_really_found(desk: Desk) -> None:
    """The ones that matter most; a search that finds nothing would pass everything."""
    for key, who, wanted in (
        ("chat:thread", "member", "text"),
        ("chat:rename", "member", "title"),
        ("people:members", "lead", "q"),
        ("safety:check", "member", "text"),
        ("ledger:text", "auditor", "reason"),
        ("people:sign_in", "out", "email"),
    ):
        tab, _response = desk.open(ProductPage(key, who))
        assert wanted in [one["name"] for one in tab.evaluate(FIELDS, "")], key


def test_without_the_guard_the_key_would_come_through(
    furnished: Furnished, new_context: Callable[..., BrowserContext]
) -> None:
    """That the tests above can fail at all."""
    page = new_context().new_page()
    page.route("**/ime*.js", lambda route: route.abort())
    page.goto(f"{furnished.instance.url}/people/sign-in/")
    typist = Typist.at(page)
    assert any("let the key through" in fault or "sent" in fault for fault in typist.faults())


@pytest.mark.parametrize(
    ("key", "who", "box"),
    [
        ("chat:new", "member", "textarea[name=text]"),
        ("chat:rename", "member", "[name=title]"),
        ("people:members", "lead", "[name=q]"),
        ("safety:dictionary", "lead", "[name=q]"),
        ("people:sign_in", "out", "[name=email]"),
    ],
)
def test_the_order_of_safari_is_held_too(desk: Desk, key: str, who: str, box: str) -> None:
    tab, _response = desk.open(ProductPage(key, who))
    typist = Typist.at(tab)
    tab.evaluate(OPEN)
    field_ = tab.locator(box).first
    field_.fill("日本")
    assert field_.evaluate(SAFARI) is False, "the key was not held"
    tab.evaluate(A_MOMENT)
    assert tab.evaluate("window.imeCounts") == {"submit": 0, "enter": 0}
    assert not typist.sent
    expect(field_).to_have_value("日本")
    typist.leave()


def test_a_real_enter_still_does_what_it_does(desk: Desk) -> None:
    tab, _response = desk.open(ProductPage("people:members", "lead"))
    typist = Typist.at(tab)
    tab.locator("[name=q]").first.focus()
    typist.convert("三宅")
    tab.keyboard.press("Enter")
    tab.wait_for_url(lambda url: "q=%E4%B8%89%E5%AE%85" in url)
    typist.leave()

    tab, _response = desk.open(ProductPage("chat:rename", "member"))
    typist = Typist.at(tab)
    tab.locator("[name=title]").fill("")
    typist.convert("お礼のメール")
    tab.keyboard.press("Enter")
    tab.wait_for_url(lambda url: "/rename/" not in url)
    expect(tab.get_by_role("heading", level=1)).to_contain_text("お礼のメール")
    typist.leave()

    tab, _response = desk.open(ProductPage("chat:new", "member"))
    typist = Typist.at(tab)
    tab.locator("textarea[name=text]").fill("")
    typist.convert("日本の首都はどこですか")
    expect(tab.locator("textarea[name=text]")).to_have_value("日本の首都はどこですか")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/chat/t/**")
    typist.leave()
