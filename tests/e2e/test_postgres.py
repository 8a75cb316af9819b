"""The same product on PostgreSQL: pages, the door, grouped commits, verification.

Runs where NEZUKU_TEST_POSTGRES names a server on which databases may be made, for instance
postgresql://postgres@127.0.0.1:5432/postgres.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2 as httpx
import psycopg
import pytest
from tests.e2e.instances import Instance, seeded
from tests.fake_model.server import FakeModel

SERVER = os.environ.get("NEZUKU_TEST_POSTGRES", "")

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(not SERVER, reason="NEZUKU_TEST_POSTGRES names no server"),
]


@pytest.fixture
def on_postgres(tmp_path: Path, fake: FakeModel) -> Iterator[Instance]:
    """A seeded instance on a database of its own."""
    name = f"nezuku_{secrets.token_hex(6)}"
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE template0 ENCODING UTF8')
    url = SERVER.rpartition("/")[0] + "/" + name
    instance = seeded(tmp_path / "data", fake.base_url, extra_env={"NEZUKU_DATABASE_URL": url})
    instance.start()
    yield instance
    instance.stop()
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def ask(instance: Instance, text: str) -> httpx.Response:
    return httpx.post(
        f"{instance.url}/v1/chat/completions",
        json={"model": "fake-echo", "messages": [{"role": "user", "content": text}]},
        headers={"authorization": f"Bearer {instance.key('member')}"},
        timeout=30,
    )


def test_the_door_records_restores_and_verifies(on_postgres: Instance, fake: FakeModel) -> None:
    with ThreadPoolExecutor(16) as pool:
        answers = list(
            pool.map(lambda n: ask(on_postgres, f"番号{n} 佐藤様 090-1234-5678"), range(48))
        )

    assert {answer.status_code for answer in answers} == {200}
    got = [answer.json()["choices"][0]["message"]["content"] for answer in answers]
    assert got == [f"番号{n} 佐藤様 090-1234-5678" for n in range(48)]
    assert all("090-1234-5678" not in chat.raw for chat in fake.chats[-48:])
    with psycopg.connect(on_postgres.extra_env["NEZUKU_DATABASE_URL"]) as database:
        rows = database.execute(
            "SELECT outcome, count(*) FROM ledger_exchange GROUP BY 1"
        ).fetchall()
        links = database.execute(
            "SELECT count(*) FROM ledger_auditevent WHERE kind = 'ledger.batch'"
        ).fetchone()
    assert rows == [("completed", 48)]
    assert links is not None
    assert links[0] <= 96
    verified = on_postgres.command("verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr


def test_a_revoked_key_ends_within_a_moment(on_postgres: Instance) -> None:
    assert ask(on_postgres, "こんにちは").status_code == 200
    with psycopg.connect(on_postgres.extra_env["NEZUKU_DATABASE_URL"]) as database:
        database.execute("UPDATE people_apikey SET revoked_at = now()")
        database.execute("UPDATE people_accessepoch SET value = value + 1")
    deadline = [ask(on_postgres, "こんにちは").status_code for _ in range(20)]
    assert 401 in deadline


def test_after_kill_9_nothing_stays_open(on_postgres: Instance) -> None:
    with ThreadPoolExecutor(10) as pool:
        jobs = [pool.submit(_stream_until_death, on_postgres) for _ in range(10)]
        for job in jobs:
            job.result(timeout=60)
    on_postgres.start()
    with psycopg.connect(on_postgres.extra_env["NEZUKU_DATABASE_URL"]) as database:
        outcomes = database.execute("SELECT DISTINCT outcome FROM ledger_exchange").fetchall()
    assert ("open",) not in outcomes
    assert outcomes
    assert on_postgres.command("verify").returncode == 0


def _stream_until_death(instance: Instance) -> None:
    body = {
        "model": "fake-50-20-100",
        "stream": True,
        "messages": [{"role": "user", "content": "佐藤様へ"}],
    }
    headers = {"authorization": f"Bearer {instance.key('member')}"}
    url = f"{instance.url}/v1/chat/completions"
    try:
        with httpx.stream("POST", url, json=body, headers=headers, timeout=30) as answer:
            for number, _ in enumerate(answer.iter_bytes()):
                if number == 20:
                    instance.kill()
    except httpx.TransportError:
        return
