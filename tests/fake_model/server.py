"""The fake model server itself.

Speaks OpenAI's chat completions over a real socket: `POST /v1/chat/completions`,
`GET /v1/models`. Keeps every request as it came in: `GET /_requests` gives them as JSON,
`DELETE /_requests` forgets them. The model name chooses what happens (`behaviours.py`).

Three ways to start it:

    async with FakeModel() as fake: ...             in the test's own event loop
    with fake_model_in_thread() as fake: ...        for tests without one
    python -m tests.fake_model.server --port 0      a process of its own; prints its address
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import ssl
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict
from types import TracebackType
from typing import Self

from aiohttp import web
from tests.fake_model.answers import CREATED, Answer, Received
from tests.fake_model.behaviours import (
    LISTED,
    UNKNOWN_KEY,
    Refusal,
    plan_for,
)

KEY = "fake-key-for-tests-0001"


class FakeModel:
    """The server. `key=None` takes requests without a key; `tls` makes it speak https."""

    def __init__(
        self,
        *,
        key: str | None = KEY,
        host: str = "127.0.0.1",
        port: int = 0,
        prefix: str = "/v1",
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.key = key or ""
        self.host = host
        self.port = port
        self.prefix = prefix
        self.requests: list[Received] = []
        self._tls = tls
        self._runner: web.AppRunner | None = None
        self._count = 0

    @property
    def base_url(self) -> str:
        """The address a connection is made with."""
        return f"{'https' if self._tls else 'http'}://{self.host}:{self.port}{self.prefix}"

    @property
    def chats(self) -> list[Received]:
        """The chat requests that came in, in order."""
        return [one for one in self.requests if one.path.endswith("/chat/completions")]

    async def start(self) -> None:
        """Open the socket; `port` then says which one it is."""
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.add_routes(
            [
                web.post(f"{self.prefix}/chat/completions", self._chat),
                web.get(f"{self.prefix}/models", self._models),
                web.get("/_requests", self._show),
                web.delete("/_requests", self._forget),
            ]
        )
        self._runner = web.AppRunner(
            app, handle_signals=False, handler_cancellation=True, shutdown_timeout=0.05
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, self.host, self.port, ssl_context=self._tls)
        await site.start()
        address = self._runner.addresses[0]
        self.port = int(address[1])

    async def stop(self) -> None:
        """Close the socket and everything still open on it."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    async def _receive(self, request: web.Request) -> Received:
        raw = (await request.read()).decode("utf-8", "replace")
        try:
            body = json.loads(raw) if raw else {}
        except ValueError:
            body = {}
        received = Received(
            request.method,
            request.path,
            {name.lower(): value for name, value in request.headers.items()},
            body if isinstance(body, dict) else {},
            raw,
        )
        self.requests.append(received)
        return received

    def _knows(self, received: Received) -> bool:
        given = received.headers.get("authorization", "").removeprefix("Bearer ")
        given = given or received.headers.get("api-key", "")
        return not self.key or self.key in (given, received.headers.get("x-api-key", ""))

    async def _show(self, request: web.Request) -> web.Response:
        return web.json_response([asdict(one) for one in self.requests])

    async def _forget(self, request: web.Request) -> web.Response:
        self.requests.clear()
        return web.Response(status=204)

    async def _models(self, request: web.Request) -> web.Response:
        received = await self._receive(request)
        if not self._knows(received):
            received.outcome = "refused"
            return _refused(UNKNOWN_KEY)
        received.outcome = "completed"
        rows = [
            {"id": name, "object": "model", "created": CREATED, "owned_by": "fake"}
            for name in LISTED
        ]
        return web.json_response({"object": "list", "data": rows})

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        received = await self._receive(request)
        model = str(received.body.get("model", ""))
        plan = plan_for(model, received.body) if self._knows(received) else UNKNOWN_KEY
        if isinstance(plan, Refusal):
            received.outcome = "refused"
            return _refused(plan)
        self._count += 1
        answer = Answer(request, received, plan, model, f"chatcmpl-fake-{self._count}")
        try:
            response = await (answer.stream() if received.body.get("stream") else answer.whole())
        except (asyncio.CancelledError, ConnectionError):
            received.outcome = "disconnected"
            raise
        received.outcome = "dropped" if plan.fault == "die" else "completed"
        return response


def _refused(refusal: Refusal) -> web.Response:
    return web.Response(status=refusal.status, body=refusal.body, headers=refusal.headers)


@contextlib.contextmanager
def fake_model_in_thread(
    *, key: str | None = KEY, port: int = 0, prefix: str = "/v1"
) -> Iterator[FakeModel]:
    """Run the server in a thread with a loop of its own, for tests that have none."""
    fake = FakeModel(key=key, port=port, prefix=prefix)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="fake-model", daemon=True)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(fake.start(), loop).result(timeout=10)
        yield fake
        asyncio.run_coroutine_threadsafe(fake.stop(), loop).result(timeout=10)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=10)
        loop.close()


async def _serve(port: int, key: str | None) -> None:
    async with FakeModel(port=port, key=key) as fake:
        sys.stdout.write(f"{fake.port}\n")
        sys.stdout.flush()
        sys.stderr.write(f"fake model at {fake.base_url}, key {fake.key or '(none)'}\n")
        await asyncio.Event().wait()


def main() -> None:
    """Run the server until it is interrupted; the port is the one line on standard output."""
    parser = argparse.ArgumentParser(description="A fake model server for tests.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--key", default=KEY, help="the bearer key; empty takes any request")
    options = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(options.port, options.key or None))


if __name__ == "__main__":
    main()
