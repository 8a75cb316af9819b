"""The command as a whole: options, exit statuses, and errors that are one sentence."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from nezuku.cli import version
from nezuku.cli.main import main
from nezuku.cli.tests.conftest import Nezuku, environment
from nezuku.cli.words import language


def test_the_version_is_printed(nezuku: Nezuku):
    assert nezuku("version").stdout.startswith("nezuku 0.")


def test_help_speaks_both_languages(nezuku: Nezuku):
    assert "記録が書き換えられていないか" in nezuku("--help").stdout
    assert "verify that no record was changed" in nezuku("--help", "--lang", "en").stdout


def test_common_options_stand_before_and_after_the_command(nezuku: Nezuku, tmp_path: Path):
    for words in (
        ("--data", "elsewhere", "--lang", "en", "verify"),
        ("verify", "--data", "elsewhere", "--lang=en"),
    ):
        done = nezuku(*words)
        assert done.returncode == 2
        assert done.stderr.startswith("There is no data directory")
        assert "elsewhere" in done.stderr
    assert not (tmp_path / "elsewhere").exists()


def test_a_bad_setting_is_named(nezuku: Nezuku):
    done = nezuku("verify", env={"NEZUKU_TRUSTED_PROXIES": "many"})

    assert done.returncode == 2
    assert "NEZUKU_TRUSTED_PROXIES" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unexpected_error_is_a_sentence_and_a_traceback_only_when_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def run(_args: argparse.Namespace) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(version, "run", run)

    assert main(["version", "--lang", "ja"]) == 2
    said = capsys.readouterr().err
    assert said == (
        "予期しないエラーで止まりました（ZeroDivisionError）。"
        "--debug を付けると詳細が表示されます。\n"
    )
    assert main(["version", "--lang", "en", "--debug"]) == 2
    assert "Traceback" in capsys.readouterr().err


def test_a_person_who_stops_it_sees_no_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def run(_args: argparse.Namespace) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(version, "run", run)

    assert main(["version"]) == 130
    assert capsys.readouterr().err == "\n"


def test_a_reader_who_has_seen_enough_causes_no_error(tmp_path: Path):
    reading, writing = os.pipe()
    os.close(reading)
    with subprocess.Popen(
        [sys.executable, "-m", "nezuku", "version"],
        stdout=writing,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=environment(),
    ) as process:
        os.close(writing)
        _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (141, b"")


def test_ctrl_c_while_it_waits_for_input_ends_it_quietly(tmp_path: Path):
    with subprocess.Popen(
        [sys.executable, "-m", "nezuku", "check", "-"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=environment(),
        # Started in the background this process may ignore Ctrl-C, and would pass that on.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    ) as process:
        status = Path(f"/proc/{process.pid}/wchan")
        for _ in range(200):
            if status.exists() and "pipe" in status.read_text():
                break
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) in {130, -signal.SIGINT}
        assert process.stderr is not None
        assert b"Traceback" not in process.stderr.read()


@pytest.mark.parametrize(
    ("wish", "terminal", "spoken"),
    [
        (None, {"LANG": "ja_JP.UTF-8"}, "ja"),
        (None, {"LANG": "en_GB.UTF-8"}, "en"),
        (None, {"LANG": "de_DE.UTF-8"}, "en"),
        (None, {"LANG": "C.UTF-8"}, "ja"),
        (None, {"LANG": ""}, "ja"),
        (None, {"LC_ALL": "en_US", "LANG": "ja_JP"}, "en"),
        ("en", {"LANG": "ja_JP"}, "en"),
        ("ja", {"LANG": "en_US"}, "ja"),
    ],
)
def test_the_language_is_that_of_the_wish_or_the_terminal(
    monkeypatch: pytest.MonkeyPatch, wish: str | None, terminal: dict[str, str], spoken: str
):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, terminal.get(name, ""))
    assert language(wish) == spoken
