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
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import asdict, dataclass
from types import TracebackType
from typing import Self

from aiohttp import web
from tests.fake_model.behaviours import (
    LISTED,
    UNKNOWN_KEY,
    Json,
    Plan,
    Refusal,
    plan_for,
    prompt_tokens,
)

KEY = "fake-key-for-tests-0001"
CREATED = 1_760_000_000


@dataclass(slots=True)
class Received:
    """One request as it came in. `outcome`: running, completed, disconnected, refused, dropped."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Json
    raw: str
    outcome: str = "running"

    async def settled(self) -> str:
        """Wait until the request has come to its end, and give its outcome."""
        while self.outcome == "running":  # noqa: ASYNC110  (read from other loops, too)
            await asyncio.sleep(0.01)
        return self.outcome


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
        answer = _Answer(request, received, plan, model, f"chatcmpl-fake-{self._count}")
        try:
            response = await (answer.stream() if received.body.get("stream") else answer.whole())
        except (asyncio.CancelledError, ConnectionError):
            received.outcome = "disconnected"
            raise
        received.outcome = "dropped" if plan.fault == "die" else "completed"
        return response


def _refused(refusal: Refusal) -> web.Response:
    return web.Response(status=refusal.status, body=refusal.body, headers=refusal.headers)


def _drop(request: web.Request) -> None:
    """Drop the socket without a word, as a killed server does."""
    if request.transport is not None:
        request.transport.abort()


@dataclass(slots=True)
class _Answer:
    request: web.Request
    received: Received
    plan: Plan
    model: str
    id: str

    def usage(self) -> dict[str, int]:
        tokens = self.plan.tokens
        sent = prompt_tokens(self.received.body)
        made = len(self.plan.text) if tokens is None else tokens
        return {"prompt_tokens": sent, "completion_tokens": made, "total_tokens": sent + made}

    async def whole(self) -> web.StreamResponse:
        plan = self.plan
        await asyncio.sleep(plan.first + plan.gap * max(0, len(plan.pieces) - 1))
        if plan.fault in ("stall", "never"):
            await asyncio.Event().wait()
        if plan.fault == "stream-error":
            return web.Response(status=500, body=_ERROR, content_type="application/json")
        message: dict[str, object] = {"role": "assistant", "content": plan.text}
        if plan.call is not None:
            name, arguments = plan.call
            function = {"name": name, "arguments": "".join(arguments)}
            message["content"] = None
            message["tool_calls"] = [{"id": "call_1", "type": "function", "function": function}]
        body = _json(
            {
                "id": self.id,
                "object": "chat.completion",
                "created": CREATED,
                "model": self.model,
                "choices": [{"index": 0, "message": message, "finish_reason": plan.finish}],
                "usage": self.usage(),
            }
        )
        if plan.fault == "die":
            response = web.StreamResponse(headers={"content-type": "application/json"})
            response.content_length = len(body)
            await response.prepare(self.request)
            await response.write(body[: len(body) // 2])
            await asyncio.sleep(0.05)  # lets the first half out before the socket goes
            _drop(self.request)
            return response
        if plan.fault == "malformed":
            body = body[: len(body) // 2]
        return web.Response(body=body, content_type="application/json")

    async def stream(self) -> web.StreamResponse:
        if self.plan.fault == "never":
            await asyncio.Event().wait()
        response = web.StreamResponse(
            headers={
                "content-type": "text/event-stream; charset=utf-8",
                "cache-control": "no-cache",
                "x-request-id": f"req-{self.id}",
            }
        )
        await response.prepare(self.request)
        async for block in self._blocks():
            for start in range(0, len(block), self.plan.cut or len(block)):
                await response.write(block[start : start + (self.plan.cut or len(block))])
                if self.plan.cut:
                    await asyncio.sleep(0)
        if self.plan.fault == "die":
            await asyncio.sleep(0.05)  # lets the chunks out before the socket goes
            _drop(self.request)
        else:
            await response.write_eof()
        return response

    def _event(self, choices: list[dict[str, object]], **more: object) -> bytes:
        chunk = {
            "id": self.id,
            "object": "chat.completion.chunk",
            "created": CREATED,
            "model": self.model,
            "choices": choices,
            **more,
        }
        line = b"data: " + _json(chunk)
        if self.plan.crlf:
            return b": ping\r\nevent: chunk\r\n" + line + b"\r\n\r\n"
        return line + b"\n\n"

    def _delta(self, delta: dict[str, object], finish: str | None = None) -> bytes:
        more: dict[str, object] = {"usage": None} if self._wants_usage() else {}
        return self._event([{"index": 0, "delta": delta, "finish_reason": finish}], **more)

    def _wants_usage(self) -> bool:
        options = self.received.body.get("stream_options")
        return isinstance(options, dict) and options.get("include_usage") is True

    async def _blocks(self) -> AsyncIterator[bytes]:
        """Give the stream as blocks of bytes, waiting as the plan says."""
        plan = self.plan
        if plan.first:
            await asyncio.sleep(plan.first)
        yield self._delta({"role": "assistant", "content": None if plan.call else ""})
        for index, piece in enumerate(plan.pieces):
            if index == 1 and plan.fault == "malformed":
                yield b'data: {"id": "' + self.id.encode() + b'", "choices": [{"delta": {"con\n\n'
            if index == 2 and plan.fault == "stall":
                await asyncio.Event().wait()
            if index == 2 and plan.fault == "stream-error":
                yield b"data: " + _ERROR + b"\n\n"
                return
            if index == 2 and plan.fault == "die":
                return
            if index and plan.gap:
                await asyncio.sleep(plan.gap)
            yield self._delta({"content": piece})
        for block in self._call():
            yield block
        end = self._delta({}, plan.finish)
        yield end.rstrip(b"\n") if plan.fault == "no-done" else end
        if plan.fault == "no-done":
            return
        if self._wants_usage():
            yield self._event([], usage=self.usage())
        yield b"data: [DONE]\r\n\r\n" if plan.crlf else b"data: [DONE]\n\n"

    def _call(self) -> Iterator[bytes]:
        if self.plan.call is None:
            return
        name, pieces = self.plan.call
        function = {"name": name, "arguments": ""}
        start = {"index": 0, "id": "call_1", "type": "function", "function": function}
        yield self._delta({"tool_calls": [start]})
        for piece in pieces:
            yield self._delta({"tool_calls": [{"index": 0, "function": {"arguments": piece}}]})


_ERROR = b'{"error": {"message": "The server had an error.", "type": "server_error"}}'


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


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
