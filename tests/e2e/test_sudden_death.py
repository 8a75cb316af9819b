"""kill -9 in the middle of many streams: nothing lost, all settled, the chain holds."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter

import httpx2 as httpx
from tests.e2e.instances import Instance

STREAMS = 50


def outcomes(instance: Instance) -> Counter[str]:
    with sqlite3.connect(instance.data_dir / "nezuku.sqlite3") as database:
        return Counter(row[0] for row in database.execute("SELECT outcome FROM ledger_exchange"))


async def start_streams(instance: Instance) -> list[str]:
    """This will begin the streams, kill the server when all run, and name the exchanges."""
    limits = httpx.Limits(max_connections=STREAMS + 10)
    async with httpx.AsyncClient(timeout=30, limits=limits) as client:
        names: list[str] = []
        all_run = asyncio.Event()

        async def one() -> None:
            body = {
                "model": "fake-50-20-100",
                "stream": True,
                "messages": [{"role": "user", "content": "佐藤様へのお礼の文面"}],
            }
            headers = {"authorization": f"Bearer {instance.key('member')}"}
            url = f"{instance.url}/v1/chat/completions"
            try:
                async with client.stream("POST", url, json=body, headers=headers) as answer:
                    assert answer.status_code == 200
                    names.append(answer.headers["x-request-id"])
                    if len(names) == STREAMS:
                        all_run.set()
                    async for _ in answer.aiter_bytes():
                        pass
            except httpx.TransportError:
                return

        tasks = [asyncio.create_task(one()) for _ in range(STREAMS)]
        await asyncio.wait_for(all_run.wait(), 30)
        instance.kill()
        await asyncio.gather(*tasks)
        return names


def test_after_kill_9_every_exchange_is_there_and_settled(own_server: Instance) -> None:
    names = asyncio.run(start_streams(own_server))

    own_server.start()

    assert len(set(names)) == STREAMS
    with sqlite3.connect(own_server.data_dir / "nezuku.sqlite3") as database:
        rows = dict(database.execute("SELECT id, outcome FROM ledger_exchange"))
    assert set(names) <= set(rows)
    assert set(rows.values()) <= {"interrupted", "completed"}
    assert list(rows.values()).count("interrupted") > 0
    verified = own_server.command("verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr


def test_an_ordinary_stop_tells_the_client_and_settles_what_runs(own_server: Instance) -> None:
    async def begin() -> str:
        async with httpx.AsyncClient(timeout=30) as client:
            body = {
                "model": "fake-stall",
                "stream": True,
                "messages": [{"role": "user", "content": "a"}],
            }
            headers = {"authorization": f"Bearer {own_server.key('member')}"}
            url = f"{own_server.url}/v1/chat/completions"
            async with client.stream("POST", url, json=body, headers=headers) as answer:
                assert answer.status_code == 200
                stopping = asyncio.create_task(asyncio.to_thread(own_server.stop))
                text = "".join([piece async for piece in answer.aiter_text()])
                await stopping
                return text

    assert "server_stopped" in asyncio.run(begin())
    assert outcomes(own_server) == {"interrupted": 1}
