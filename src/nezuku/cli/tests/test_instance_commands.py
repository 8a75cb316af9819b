"""Commands that work on an instance: verify, create-admin, doctor."""

from __future__ import annotations

import json
import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from nezuku.cli.tests.conftest import Nezuku

PASSWORD = "correct horse 12 battery"


def tamper(data: Path, statement: str) -> None:
    with closing(sqlite3.connect(data / "nezuku.sqlite3")) as database:
        database.execute(statement)
        database.commit()


def make_admin(nezuku: Nezuku, email: str = "admin@example.co.jp", password: str = PASSWORD):
    words = ("create-admin", "--email", email, "--name", "管理 修", "--password-stdin")
    return nezuku(*words, input=password + "\n")


def checks(nezuku: Nezuku, **env: str) -> dict[str, str]:
    done = nezuku("doctor", "--json", env=env)
    found = {one["key"]: one["state"] for one in json.loads(done.stdout)["checks"]}
    assert done.returncode == (1 if "bad" in found.values() else 0)
    return found


def test_an_administrator_is_made_and_the_password_never_shown(nezuku: Nezuku, instance: Path):
    done = make_admin(nezuku)

    assert done.returncode == 0
    assert "管理者 管理 修（admin@example.co.jp）を作成しました。" in done.stdout
    assert PASSWORD not in done.stdout + done.stderr
    with closing(sqlite3.connect(instance / "nezuku.sqlite3")) as database:
        roles = database.execute("SELECT role FROM people_rolegrant ORDER BY role").fetchall()
        events = database.execute("SELECT kind, actor_name FROM ledger_auditevent").fetchall()
    assert roles == [("admin",), ("member",)]
    assert [kind for kind, _ in events] == ["people.member_created"]
    assert events[0][1].startswith("cli:")


def test_what_is_wrong_with_an_administrator_is_told(nezuku: Nezuku, instance: Path):
    make_admin(nezuku)

    assert "パスワードは使えません" in make_admin(nezuku, "b@example.co.jp", "short").stderr
    again = make_admin(nezuku)
    assert again.returncode == 2
    assert "admin@example.co.jp" in again.stderr
    assert "標準入力にパスワードがありません" in make_admin(nezuku, "b@example.co.jp", "").stderr
    assert "端末がありません" in nezuku("create-admin", "--email", "b@example.co.jp").stderr


def test_a_ledger_that_holds_gives_zero_and_the_heads_to_note_down(
    nezuku: Nezuku, instance: Path, tmp_path: Path
):
    make_admin(nezuku)

    done = nezuku("verify")

    assert done.returncode == 0
    assert "書き換え、削除、挿入、並べ替えの跡はありません。" in done.stdout
    (tmp_path / "heads.txt").write_text(done.stdout)
    (tmp_path / "heads.json").write_text(nezuku("verify", "--json").stdout)
    head = done.stdout.split()[-1]
    for expected in ("heads.txt", "heads.json", head):
        done = nezuku("verify", "--expect", expected, "--lang", "en")
        assert done.returncode == 0
        assert "Compared with noted heads: 1." in done.stdout


def test_a_changed_ledger_gives_one_and_names_the_link(nezuku: Nezuku, instance: Path):
    make_admin(nezuku)
    tamper(instance, "UPDATE ledger_auditevent SET actor_name = 'somebody'")

    done = nezuku("verify")

    assert done.returncode == 1
    assert (
        "鎖「main/actions」の 1 番目の記録で、検索用の列 actor_name が本体と違います。"
        in done.stdout
    )
    found = json.loads(nezuku("verify", "--json").stdout)
    assert (found["whole"], found["problems"][0]["seq"]) == (False, 1)


def test_a_cut_off_ledger_is_found_by_the_noted_head(
    nezuku: Nezuku, instance: Path, tmp_path: Path
):
    make_admin(nezuku)
    (tmp_path / "heads.txt").write_text(nezuku("verify").stdout)
    tamper(instance, "DELETE FROM ledger_auditevent")
    tamper(instance, "DELETE FROM ledger_chainhead")

    assert nezuku("verify", "--expect", "heads.txt").returncode == 1


def test_a_file_without_heads_is_refused(nezuku: Nezuku, instance: Path, tmp_path: Path):
    (tmp_path / "empty.txt").write_text("nothing\n")

    assert nezuku("verify", "--expect", "empty.txt").returncode == 2
    assert nezuku("verify", "--expect", "missing.txt").returncode == 2


def test_without_an_instance_nothing_is_made(nezuku: Nezuku, tmp_path: Path):
    for words in (("verify",), ("create-admin",), ("doctor",)):
        nezuku(*words)
    assert not (tmp_path / "data").exists()
    (tmp_path / "data").mkdir()
    assert "データベースがありません" in nezuku("verify").stderr
    assert list((tmp_path / "data").iterdir()) == []


def test_a_lost_key_file_is_not_replaced(nezuku: Nezuku, instance: Path):
    (instance / "keys" / "nezuku.key").unlink()

    assert "鍵ファイル" in nezuku("verify").stderr
    assert checks(nezuku)["key"] == "bad"
    assert not (instance / "keys" / "nezuku.key").exists()


def test_a_healthy_instance_is_well(nezuku: Nezuku, instance: Path):
    make_admin(nezuku)
    nezuku("verify")

    found = checks(nezuku, NEZUKU_BASE_URL="http://127.0.0.1:18999")

    assert "bad" not in found.values()
    assert {found[key] for key in ("database", "migrations", "sealed", "chain", "admin")} == {
        "good"
    }
    assert (found["mail"], found["models"]) == ("note", "note")


def test_doctor_finds_another_key_file(nezuku: Nezuku, instance: Path):
    make_admin(nezuku)
    (instance / "keys" / "nezuku.key").write_text("ab" * 32 + "\n")

    assert checks(nezuku)["sealed"] == "bad"


@pytest.mark.parametrize("content", ["", "abc", "ab" * 10])
def test_doctor_finds_a_damaged_key_file(nezuku: Nezuku, instance: Path, content: str):
    (instance / "keys" / "nezuku.key").write_text(content)

    found = checks(nezuku)

    assert found["key"] == "bad"
    assert "database" not in found


def test_doctor_finds_a_key_file_that_others_can_read(nezuku: Nezuku, instance: Path):
    (instance / "keys" / "nezuku.key").chmod(0o644)

    assert checks(nezuku)["key"] == "bad"


def test_doctor_finds_a_database_of_a_newer_program(nezuku: Nezuku, instance: Path):
    tamper(
        instance,
        "INSERT INTO django_migrations (app, name, applied) "
        "VALUES ('ledger', '9999_future', '2026-01-01')",
    )

    assert checks(nezuku)["migrations"] == "bad"


def test_doctor_finds_updates_that_wait(nezuku: Nezuku, instance: Path):
    tamper(instance, "DELETE FROM django_migrations WHERE name = '0002_index_acts'")

    assert checks(nezuku)["migrations"] == "note"


def test_doctor_finds_a_broken_database(nezuku: Nezuku, instance: Path):
    (instance / "nezuku.sqlite3").write_bytes(b"this is not a database" * 100)

    assert checks(nezuku)["database"] == "bad"
    assert "nezuku doctor" in nezuku("verify").stderr


def test_doctor_finds_events_from_the_future(nezuku: Nezuku, instance: Path):
    make_admin(nezuku)
    tamper(instance, "UPDATE ledger_auditevent SET at = '2090-01-01 00:00:00'")

    assert checks(nezuku)["order"] == "bad"


def test_doctor_finds_a_taken_port_and_an_unreachable_mail_server(nezuku: Nezuku, instance: Path):
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        found = checks(nezuku, NEZUKU_BASE_URL=f"http://127.0.0.1:{port}")
        assert found["port"] == "bad"
        assert checks(nezuku, NEZUKU_EMAIL_URL=f"smtp://127.0.0.1:{port}")["mail"] == "good"
    assert checks(nezuku, NEZUKU_EMAIL_URL=f"smtp://127.0.0.1:{port}")["mail"] == "bad"


def test_doctor_finds_an_unknown_time_zone(nezuku: Nezuku, instance: Path):
    assert checks(nezuku, NEZUKU_TIME_ZONE="Asia/Atlantis")["clock"] == "bad"


def test_doctor_speaks_in_words_with_advice(nezuku: Nezuku, instance: Path):
    (instance / "keys" / "nezuku.key").chmod(0o644)

    assert "を実行してください" in nezuku("doctor").stdout
    assert "Run chmod 600" in nezuku("doctor", "--lang", "en").stdout
