"""`nezuku doctor` finds what is wrong, and changes nothing."""

from __future__ import annotations

import json
import socket
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction

from nezuku.cli.findings import State
from nezuku.cli.instance import instance_answers
from nezuku.cli.machine import machine_answers
from nezuku.cli.tests.conftest import Nezuku
from nezuku.config.env import Env, read_env
from nezuku.foundation.kit import clock
from nezuku.foundation.kit.actor import SYSTEM
from nezuku.foundation.ledger import audit
from nezuku.foundation.ledger.models import AuditEvent

NOW = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture
def env(tmp_path: Path) -> Env:
    """An instance with a key file and a database, on a port that is free."""
    data = tmp_path / "data"
    (data / "keys").mkdir(parents=True)
    (data / "nezuku.sqlite3").touch()
    key = data / "keys" / "nezuku.key"
    key.write_text("ab" * 32 + "\n")
    key.chmod(0o600)
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]
    return replace(read_env(), data_dir=data, base_url=f"http://127.0.0.1:{port}", email_url="")


def machine(env: Env, now: datetime = NOW) -> dict[str, State]:
    return {answer.key: answer.state for answer in machine_answers(env, now)}


def inside() -> dict[str, State]:
    return {answer.key: answer.state for answer in instance_answers(clock.now())}


def act() -> None:
    with transaction.atomic():
        audit.record(actor=SYSTEM, now=clock.now(), kind="tests.act")


def test_a_machine_as_it_should_be(env: Env):
    found = machine(env)

    assert found.pop("mail") is State.NOTE
    assert set(found.values()) == {State.GOOD}


def test_a_lost_key_file_is_found(env: Env):
    env.key_file.unlink()

    assert machine(env)["key"] is State.BAD
    assert not env.key_file.exists()


@pytest.mark.parametrize("content", ["", "abc", "ab" * 10, "zz" * 32])
def test_a_damaged_key_file_is_found(env: Env, content: str):
    env.key_file.write_text(content)

    (answer,) = [one for one in machine_answers(env, NOW) if one.key == "key"]
    assert (answer.state, answer.stops_all) == (State.BAD, True)


def test_a_key_file_that_others_can_read_is_found(env: Env):
    env.key_file.chmod(0o640)

    (answer,) = [one for one in machine_answers(env, NOW) if one.key == "key"]
    assert answer.state is State.BAD
    assert answer.advice is not None
    assert "chmod 600" in answer.advice("ja")


def test_a_place_that_does_not_exist_yet_is_no_fault_and_stays_so(env: Env, tmp_path: Path):
    found = machine(replace(env, data_dir=tmp_path / "other"))

    assert (found["data"], found["key"]) == (State.NOTE, State.NOTE)
    assert not (tmp_path / "other").exists()


def test_a_data_directory_that_is_a_file_is_found(env: Env, tmp_path: Path):
    (tmp_path / "file").touch()

    assert machine(replace(env, data_dir=tmp_path / "file"))["data"] is State.BAD


@pytest.mark.parametrize(
    ("free", "state"), [(2**20, State.BAD), (2**30, State.NOTE), (2**40, State.GOOD)]
)
def test_a_full_disk_is_found(env: Env, monkeypatch: pytest.MonkeyPatch, free: int, state: State):
    from types import SimpleNamespace

    monkeypatch.setattr("shutil.disk_usage", lambda _place: SimpleNamespace(free=free))

    assert machine(env)["disk"] is state


def test_an_old_clock_and_an_unknown_time_zone_are_found(env: Env):
    assert machine(env, datetime(1970, 1, 1, tzinfo=UTC))["clock"] is State.BAD
    assert machine(replace(env, time_zone="Asia/Atlantis"))["clock"] is State.BAD
    assert machine(replace(env, time_zone="../etc"))["clock"] is State.BAD


def test_a_taken_port_and_an_unreachable_mail_server_are_found(env: Env):
    address = env.base_url.removeprefix("http://")
    mailing = replace(env, email_url=f"smtp://{address}")
    assert machine(mailing)["mail"] is State.BAD
    with closing(socket.create_server(("127.0.0.1", int(address.split(":")[1])))):
        found = machine(mailing)
    assert (found["port"], found["mail"]) == (State.BAD, State.GOOD)


@pytest.mark.django_db(transaction=True)
def test_an_instance_without_anybody_is_told_what_comes_next():
    found = inside()

    assert (found["database"], found["migrations"]) == (State.GOOD, State.GOOD)
    assert (found["admin"], found["models"]) == (State.NOTE, State.NOTE)
    assert "sealed" not in found


@pytest.mark.django_db(transaction=True)
def test_another_key_file_is_found():
    act()
    assert inside()["sealed"] is State.GOOD

    AuditEvent.objects.update(hash="0" * 64)
    assert inside()["sealed"] is State.BAD


@pytest.mark.django_db(transaction=True)
def test_events_from_the_future_are_found():
    act()
    AuditEvent.objects.update(at=clock.now() + timedelta(hours=1))

    assert inside()["order"] is State.BAD


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "state"),
    [
        (
            "INSERT INTO django_migrations (app, name, applied) VALUES ('ledger', '9999', '2026')",
            State.BAD,
        ),
        ("DELETE FROM django_migrations WHERE name = '0002_index_acts'", State.NOTE),
    ],
)
def test_a_database_of_another_version_is_found(statement: str, state: State):
    with connection.cursor() as cursor:
        cursor.execute(statement)

    found = inside()

    assert found["migrations"] is state
    assert "admin" not in found


def test_the_command_on_a_real_instance(nezuku: Nezuku, instance: Path):
    free = {"NEZUKU_BASE_URL": "http://127.0.0.1:18999"}
    done = nezuku("doctor", "--json", env=free)

    found = {one["key"]: one["state"] for one in json.loads(done.stdout)["checks"]}
    assert done.returncode == 0
    assert {found[key] for key in ("database", "migrations", "sealed", "admin")} == {"good"}

    (instance / "keys" / "nezuku.key").chmod(0o644)
    done = nezuku("doctor", "--lang", "en", env=free)
    assert done.returncode == 1
    assert "Run chmod 600" in done.stdout

    (instance / "nezuku.sqlite3").write_bytes(b"this is not a database" * 100)
    done = nezuku("doctor", env=free)
    assert done.returncode == 1
    assert "× データベース" in done.stdout
