"""The floor: a bare relay on the server and the client that we use, without any check or record.

What a gateway in Python cannot do better with these two libraries. Served by
`python -m door.floor PORT UPSTREAM_PORT` from the folder `bench`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import aiohttp
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

Message = MutableMapping[str, Any]

_HOP = frozenset({b"connection", b"transfer-encoding", b"keep-alive", b"server", b"date"})
_session: aiohttp.ClientSession | None = None


async def application(
    scope: MutableMapping[str, Any],
    receive: Callable[[], Awaitable[Message]],
    send: Callable[[Message], Awaitable[None]],
) -> None:
    """This will pass one request on and its answer back, byte for byte."""
    global _session  # noqa: PLW0603  (one client for the process, made in its loop)
    if scope["type"] != "http":
        return
    if _session is None:
        _session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    url = f"http://127.0.0.1:{os.environ['BENCH_UPSTREAM']}{scope['path']}"
    async with _session.post(
        url, data=body, headers={"content-type": "application/json"}
    ) as response:
        headers = [(n.lower(), v) for n, v in response.raw_headers if n.lower() not in _HOP]
        await send({"type": "http.response.start", "status": response.status, "headers": headers})
        async for chunk in response.content.iter_any():
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


if __name__ == "__main__":
    os.environ["BENCH_UPSTREAM"] = sys.argv[2]
    Server(
        "door.floor:application",
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.ASGINL,
        workers=1,
        backlog=2048,
        backpressure=2048,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()
