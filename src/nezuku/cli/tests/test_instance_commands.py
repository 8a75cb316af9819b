"""The commands on a real instance, each in a process of its own, and making administrators."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from nezuku.cli.tests.conftest import ADMIN, PASSWORD, Here, Nezuku


def test_an_administrator_is_made_and_the_password_never_shown(instance: Path):
    said = (instance / "said.txt").read_text()
    assert "管理者 管理 修（admin@example.co.jp）を作成しました。" in said
    assert PASSWORD not in said
    with closing(sqlite3.connect(instance / "nezuku.sqlite3")) as database:
        roles = database.execute("SELECT role FROM people_rolegrant ORDER BY role").fetchall()
        events = database.execute("SELECT kind, actor_name FROM ledger_auditevent").fetchall()
    assert roles == [("admin",), ("member",)]
    assert [kind for kind, _ in events] == ["people.member_created"]
    assert events[0][1].startswith("cli:")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("short\n", "パスワードは使えません"),
        ("\n", "標準入力にパスワードがありません"),
        (f"{PASSWORD}\n", ""),
    ],
)
def test_what_is_wrong_with_an_administrator_is_told(
    here: Here, capsys: pytest.CaptureFixture[str], said: str, words: str
):
    if not words:
        assert here("create-admin", *ADMIN, said=said) == 0
        words = "admin@example.co.jp"
        capsys.readouterr()
    assert here("create-admin", *ADMIN, said=said) == 2
    assert words in capsys.readouterr().err


def test_without_a_terminal_nothing_is_asked(here: Here, capsys: pytest.CaptureFixture[str]):
    assert here("create-admin", "--email", "b@example.co.jp") == 2
    assert "端末がありません" in capsys.readouterr().err


def test_the_ledger_of_a_real_instance_is_verified(nezuku: Nezuku, instance: Path):
    done = nezuku("verify")

    assert done.returncode == 0, done.stderr
    assert "鎖 1本、記録 1件" in done.stdout
    assert done.stderr == ""


def test_without_an_instance_nothing_is_made(nezuku: Nezuku, tmp_path: Path):
    for words in (("verify",), ("create-admin",), ("doctor",)):
        nezuku(*words)
    assert not (tmp_path / "data").exists()
    (tmp_path / "data").mkdir()
    assert "データベースがありません" in nezuku("verify").stderr
    (tmp_path / "data" / "nezuku.sqlite3").touch()
    assert "鍵ファイル" in nezuku("verify").stderr
    assert not (tmp_path / "data" / "keys").exists()
