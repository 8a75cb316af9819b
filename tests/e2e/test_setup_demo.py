"""`nezuku demo` as a visitor meets it: built, served, signed in to, asked, verified."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.instances import free_port

from nezuku.foundation.people.cast import DOMAIN, PASSWORD

READY_SECONDS = 120


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A demo that is being served: its address and its data directory."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "nezuku", "demo", "--data", str(folder), "--port", str(port)]
    env = {**os.environ, "NEZUKU_BASE_URL": url, "PYTHONDONTWRITEBYTECODE": "1"}
    log = folder.parent / "log"
    with (
        log.open("w") as out,
        subprocess.Popen(
            command, env=env, stdout=out, stderr=out, start_new_session=True
        ) as process,
    ):
        end = time.monotonic() + READY_SECONDS
        while True:
            assert process.poll() is None, log.read_text("utf-8")
            assert time.monotonic() < end, log.read_text("utf-8")
            try:
                with urllib.request.urlopen(f"{url}/healthz", timeout=2):  # noqa: S310
                    break
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        assert PASSWORD in log.read_text("utf-8")
        yield url, folder
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def sign_in(page: Page, url: str, login: str) -> None:
    page.goto(f"{url}/people/sign-in/")
    page.fill("[name=email]", f"{login}@{DOMAIN}")
    page.fill("[name=password]", PASSWORD)
    page.locator("form:has([name=password]) button[type=submit]").click()
    page.wait_for_url(lambda address: "sign-in" not in address)


def test_a_visitor_reads_a_conversation_and_gets_a_restored_answer(
    page: Page, demo: tuple[str, Path]
) -> None:
    url, _folder = demo
    sign_in(page, url, "miyake")
    page.goto(f"{url}/chat/")
    expect(page.get_by_text("お客様への見積書の送付メール").first).to_be_visible()
    page.locator("textarea").last.fill("北斗電装の山崎 太郎様について、まったく別の相談です")
    page.locator("button[type=submit]:visible").last.click()
    page.get_by_role("button", name="伏せて送信").click()
    expect(page.get_by_text("デモ用のモデル")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="北斗電装").last).to_be_visible()
    expect(page.get_by_text("《")).to_have_count(0)


def test_an_administrator_sees_the_demo_model_working(page: Page, demo: tuple[str, Path]) -> None:
    url, _folder = demo
    sign_in(page, url, "morishita")
    page.goto(f"{url}/setup/connections/")
    page.get_by_role("link", name="デモ用モデル").click()
    page.get_by_role("button", name="接続を確認する").click()
    expect(page.get_by_text("正常に応答しています")).to_be_visible()


def test_its_ledger_verifies_while_it_is_served(demo: tuple[str, Path]) -> None:
    _url, folder = demo
    done = subprocess.run(
        [sys.executable, "-m", "nezuku", "verify", "--data", str(folder)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
