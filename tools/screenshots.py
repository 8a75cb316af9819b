"""The pictures of the documentation: `python tools/screenshots.py [NAME ...]`.

Starts the demo company and a fresh instance for the set-up, drives Chromium over both and writes
`docs/images/NAME.png`: the same size each time, few colours, small files. Needs what the browser
tests need (Chromium, a Japanese font). Nothing of the pictures is drawn by hand: what a picture
shows is what the product shows.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--lang=ja"]
LARGEST_BYTES = 250_000
READY_SECONDS = 180
WIDE = (1280, 800)
PHONE = (390, 780)

LETTER = (
    "株式会社みどり商会の田村恵子様に、プロジェクト若葉の見積額 3,860,000円の件で"
    "お礼のメールを書いてください。"
)


@dataclass(frozen=True, slots=True)
class Servers:
    """Where the demo company and the instance that nobody has set up yet are served.

    `domain` and `password` are those of the demo's people, as the demo prints them.
    """

    demo: str
    setup_link: str
    domain: str
    password: str


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: who looks, at what size, and how to get there. `who` empty: nobody is signed in.

    `draw` is given the page and the servers and leaves the page as it shall be seen.
    """

    name: str
    who: str
    draw: Callable[[Page, Servers], None]
    size: tuple[int, int] = WIDE
    dark: bool = False


def at(path: str) -> Callable[[Page, Servers], None]:
    """A picture of a page as it opens."""

    def draw(page: Page, servers: Servers) -> None:
        page.goto(servers.demo + path)

    return draw


def _first_conversation(page: Page, servers: Servers) -> None:
    page.goto(f"{servers.demo}/chat/")
    page.goto(servers.demo + str(page.locator(".chat-rows a").first.get_attribute("href")))
    page.locator(".answer table").first.wait_for()


def answer(page: Page, servers: Servers) -> None:
    """A question, how many words of it were masked, and an answer with a table."""
    _first_conversation(page, servers)
    page.evaluate(
        "() => { const body = document.querySelector('.wide-body').getBoundingClientRect().top;"
        "const note = document.querySelector('.message-note').getBoundingClientRect().top;"
        "document.querySelector('.wide-body').scrollTop += note - body - 60 }"
    )


def masking(page: Page, servers: Servers) -> None:
    """A message with findings, and what will be sent, unfolded."""
    page.goto(f"{servers.demo}/chat/new/")
    page.locator(".wide-foot [data-words]").fill(LETTER)
    page.locator(".found-panel summary", has_text=re.compile("送信される内容|will be sent")).click()
    page.locator(".found-preview .placeholder").first.wait_for()


def masking_on_a_phone(page: Page, servers: Servers) -> None:
    """The same on a phone, shorter."""
    page.goto(f"{servers.demo}/chat/new/")
    page.locator(".wide-foot [data-words]").fill("田村恵子様へのお礼を書いてください。")
    page.locator(".found-panel").wait_for()


def english(page: Page, servers: Servers) -> None:
    """Home in English."""
    page.goto(f"{servers.demo}/")
    _speak(page, "en")
    page.goto(f"{servers.demo}/")


def set_up(page: Page, servers: Servers) -> None:
    """The step of the set-up that asks for a model."""
    page.goto(servers.setup_link)
    _submit(page)
    page.fill("[name=name]", "株式会社こもれび製作所")
    page.fill("[name=head_count]", "80")
    _submit(page)
    _submit(page)
    page.fill("[name=name]", "森下 健吾")
    page.fill("[name=email]", f"morishita@{servers.domain}")
    page.fill("[name=password]", servers.password)
    page.fill("[name=repeated]", servers.password)
    _submit(page)
    page.locator(".setup-choices").wait_for()


def _submit(page: Page) -> None:
    page.locator("main form button.is-primary[type=submit]").first.click()
    page.wait_for_load_state()


def _speak(page: Page, language: str) -> None:
    page.evaluate(
        "async language => await fetch('/language/', {method: 'POST', headers:"
        "{'X-CSRFToken': document.querySelector('meta[name=csrf-token]').content},"
        "body: new URLSearchParams({language, next: '/'})})",
        language,
    )


PICTURES = (
    Picture("home", "shiraishi", at("/")),
    Picture("chat-masking", "miyake", masking),
    Picture("chat-answer", "miyake", answer),
    Picture("classes", "shiraishi", at("/safety/classes/")),
    Picture("dictionary", "shiraishi", at("/safety/dictionary/")),
    Picture("ledger", "kuroda", at("/ledger/")),
    Picture("my-record", "miyake", at("/ledger/me/")),
    Picture("setup", "", set_up),
    Picture("phone", "miyake", masking_on_a_phone, size=PHONE),
    Picture("dark", "miyake", answer, dark=True),
    Picture("english", "shiraishi", english),
)


def draw(browser: Browser, servers: Servers, picture: Picture) -> int:
    """This will take one picture and write it; gives the size of its file in bytes."""
    width, height = picture.size
    context = browser.new_context(
        locale="ja-JP",
        timezone_id="Asia/Tokyo",
        viewport={"width": width, "height": height},
        device_scale_factor=2 if picture.size == PHONE else 1.5,
        color_scheme="dark" if picture.dark else "light",
        reduced_motion="reduce",
        is_mobile=picture.size == PHONE,
    )
    page = context.new_page()
    if picture.who:
        _sign_in(page, servers, picture.who)
    picture.draw(page, servers)
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(600)
    taken = page.screenshot(animations="disabled", caret="hide")
    if picture.draw is english:
        _speak(page, "ja")
    context.close()
    return _write(picture.name, taken)


def _sign_in(page: Page, servers: Servers, who: str) -> None:
    page.goto(f"{servers.demo}/people/sign-in/")
    page.fill("[name=email]", f"{who}@{servers.domain}")
    page.fill("[name=password]", servers.password)
    page.locator("form:has([name=password]) button[type=submit]").click()
    page.wait_for_url(lambda url: "sign-in" not in url)


def _write(name: str, taken: bytes) -> int:
    """This will write a picture with as many colours as fit into the size that is allowed."""
    whole = Image.open(BytesIO(taken)).convert("RGB")
    for colours in (256, 128, 64):
        few = whole.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        out = BytesIO()
        few.save(out, "PNG", optimize=True)
        if out.tell() <= LARGEST_BYTES:
            break
    IMAGES.mkdir(parents=True, exist_ok=True)
    (IMAGES / f"{name}.png").write_bytes(out.getvalue())
    return out.tell()


@contextmanager
def served(folder: Path) -> Iterator[Servers]:
    """The demo company and a fresh instance, as long as the context lasts."""
    demo_port, fresh_port = _free_port(), _free_port()
    demo = _start(folder, "demo", "--data", str(folder / "demo"), "--port", str(demo_port))
    fresh = _start(folder, "serve", "--data", str(folder / "fresh"), "--port", str(fresh_port))
    try:
        address = f"http://127.0.0.1:{demo_port}"
        _wait(address, demo)
        _wait(f"http://127.0.0.1:{fresh_port}", fresh)
        printed = (folder / "demo.log").read_text("utf-8")
        yield Servers(
            demo=address,
            setup_link=_said(r"(http://\S+/setup/\S+)", (folder / "serve.log").read_text("utf-8")),
            domain=_said(r"\w+@(\S+)", printed),
            password=_said(r"パスワードは全員 (\S+)", printed),
        )
    finally:
        for process in (demo, fresh):
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def _start(folder: Path, command: str, *words: str) -> subprocess.Popen[bytes]:
    environment = {name: v for name, v in os.environ.items() if not name.startswith("NEZUKU_")}
    with (folder / f"{command}.log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "nezuku", command, "--lang", "ja", *words],
            env=environment,
            cwd=folder,
            stdout=log,
            stderr=log,
        )


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):  # noqa: S310  (our own)
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise SystemExit(f"no server at {address}")


def _said(pattern: str, printed: str) -> str:
    found = re.search(pattern, printed)
    if found is None:
        raise SystemExit(f"a server did not print {pattern}")
    return found.group(1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main(names: Sequence[str]) -> None:
    """This will take the pictures with these names, or all."""
    unknown = set(names) - {picture.name for picture in PICTURES}
    if unknown:
        raise SystemExit(f"no such picture: {', '.join(sorted(unknown))}")
    folder = Path(tempfile.mkdtemp(prefix="nezuku-pictures-"))
    try:
        with served(folder) as servers, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            for picture in PICTURES:
                if not names or picture.name in names:
                    size = draw(browser, servers, picture)
                    print(f"{picture.name}.png  {size / 1000:.0f} kB", flush=True)
            browser.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1:])
