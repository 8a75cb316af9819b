"""/v1 as clients of the OpenAI protocol know it, on bare ASGI.

Owns the HTTP side: reading a request, bearer keys, errors in the shape that clients expect,
streaming out, noticing that a client left. What happens to a request is the pipeline's.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import aclosing
from typing import Any

import orjson

from nezuku.gateway.asks import Ask, Caller, Ending, Via
from nezuku.gateway.engine import Engine
from nezuku.gateway.errors import BadRequest, KeyUnknown, ModelUnknown, Refused, TooLarge
from nezuku.gateway.flight import Flight
from nezuku.gateway.replies import Headers, error_body, error_headers, error_status
from nezuku.providers import ProviderError
from nezuku.providers.sse import write_event

log = logging.getLogger(__name__)

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

MAX_BODY_BYTES = 24 * 1024 * 1024
#: A browser that is led here shows nothing of it as a page.
_NO_PAGE: Headers = [
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
]
_JSON: Headers = [(b"content-type", b"application/json"), *_NO_PAGE]
_EVENTS: Headers = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    *_NO_PAGE,
    (b"x-accel-buffering", b"no"),
]


class _NoSuchPath(Refused):
    """The path is not offered; `path` and `method` say which."""

    code = "unknown_endpoint"
    status = 404


class _ClientLeft(Exception):
    """The client closed the connection before it had sent its request."""


class Api:
    """The ASGI application of /v1. `engine` gives the engine of this process."""

    def __init__(self, engine: Callable[[], Engine], *, trusted_proxies: int = 0) -> None:
        self._engine = engine
        self._trusted_proxies = trusted_proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """This will answer one request under /v1."""
        if scope["type"] != "http":
            return
        engine = self._engine()
        locale = "en"
        try:
            headers = dict(scope["headers"])
            caller = await self._caller(engine, headers, scope)
            locale = caller.locale
            await self._dispatch(engine, caller, scope, receive, send)
        except _ClientLeft:
            return
        except Refused as refusal:
            await self._refuse(engine, refusal, locale, send)
        except Exception:  # the edge of the API: a client gets JSON, the log the trace
            log.exception("a request to /v1 failed inside")
            body = error_body("internal", engine.wording.sentence("internal", {}, locale))
            await _respond(send, 500, body)

    async def _dispatch(
        self, engine: Engine, caller: Caller, scope: Scope, receive: Receive, send: Send
    ) -> None:
        method, path = scope["method"], scope["path"].rstrip("/")
        if method == "POST" and path == "/v1/chat/completions":
            await self._chat(engine, caller, receive, send)
        elif method == "GET" and path == "/v1/models":
            routes = await engine.models(caller)
            rows = [_model_row(route.public_name) for route in routes]
            await _respond(send, 200, orjson.dumps({"object": "list", "data": rows}))
        elif method == "GET" and path.startswith("/v1/models/"):
            name = path.removeprefix("/v1/models/")
            if all(name != route.public_name for route in await engine.models(caller)):
                raise ModelUnknown(model=name[:100])
            await _respond(send, 200, orjson.dumps(_model_row(name)))
        else:
            raise _NoSuchPath(path=path[:100], method=method)

    async def _chat(self, engine: Engine, caller: Caller, receive: Receive, send: Send) -> None:
        body = _parse(await _read(receive))
        stream = body.get("stream")
        if stream not in (None, False, True):
            raise BadRequest(param="stream", problem="not_boolean")
        ask = Ask(caller=caller, via=Via.API, body=body)
        flight = await engine.pipeline.admit(ask, stream=bool(stream))
        job = asyncio.current_task()
        assert job is not None  # noqa: S101  (a request always runs in a task)
        watcher = asyncio.create_task(_watch(receive, flight, job))
        engine.track(job, flight)
        try:
            if stream:
                await self._stream(engine, flight, send)
            else:
                await _respond(send, 200, await flight.complete(), flight)
        except ProviderError as error:
            words = engine.wording.sentence(error.code, _fields(error, flight), caller.locale)
            body_bytes = error_body(error.code, words, upstream=error)
            status = error_status(error)
            await _respond(send, status, body_bytes, flight, error_headers(error.retry_after))
        except asyncio.CancelledError:
            if flight.left:
                return
            if not engine.closing:
                raise
            job.uncancel()
            words = engine.wording.sentence("server_stopped", {}, caller.locale)
            await _respond(send, 503, error_body("server_stopped", words), flight)
        finally:
            watcher.cancel()
            await flight.settle(Ending.INTERRUPTED)

    async def _stream(self, engine: Engine, flight: Flight, send: Send) -> None:
        """This will send the events as they come; an error before the first byte is raised."""
        begun = False
        try:
            async with aclosing(flight.stream()) as events:
                async for out, _ in events:
                    if not out:
                        continue
                    if not begun:
                        await _start(send, 200, [*_EVENTS, *_facts(flight)])
                        begun = True
                    await send({"type": "http.response.body", "body": out, "more_body": True})
        except ProviderError as error:
            if not begun:
                raise
            locale = flight.opened.caller.locale
            words = engine.wording.sentence(error.code, _fields(error, flight), locale)
            out = write_event(error_body(error.code, words, upstream=error))
            await send({"type": "http.response.body", "body": out, "more_body": True})
        except asyncio.CancelledError:
            job = asyncio.current_task()
            if flight.left or not begun or not engine.closing or job is None:
                raise
            job.uncancel()
            words = engine.wording.sentence("server_stopped", {}, flight.opened.caller.locale)
            out = write_event(error_body("server_stopped", words))
            await send({"type": "http.response.body", "body": out, "more_body": True})
        if not begun:
            await _start(send, 200, [*_EVENTS, *_facts(flight)])
        await send({"type": "http.response.body", "body": b""})

    async def _refuse(self, engine: Engine, refusal: Refused, locale: str, send: Send) -> None:
        words = engine.wording.sentence(refusal.code, refusal.fields, locale)
        param = refusal.fields.get("param")
        body = error_body(
            refusal.code, words, kind=refusal.kind, param=str(param) if param else None
        )
        retry = refusal.fields.get("retry_after")
        headers = error_headers(retry if isinstance(retry, int) else None)
        if isinstance(refusal, KeyUnknown):
            headers = [*headers, (b"www-authenticate", b'Bearer realm="nezuku"')]
        await _respond(send, refusal.status, body, headers=headers)

    async def _caller(self, engine: Engine, headers: dict[bytes, bytes], scope: Scope) -> Caller:
        scheme, _, key = headers.get(b"authorization", b"").partition(b" ")
        if scheme.lower() != b"bearer" or not key.strip():
            raise KeyUnknown
        address = self._address(headers, scope)
        return await engine.pipeline.caller_for_key(key.strip().decode("latin-1"), address)

    def _address(self, headers: dict[bytes, bytes], scope: Scope) -> str:
        """The client's address; proxies in front of us are believed as far as they are known."""
        peer = str((scope.get("client") or ("", 0))[0])
        if not self._trusted_proxies:
            return peer
        said = headers.get(b"x-forwarded-for", b"").decode("latin-1").split(",")
        named = [part.strip() for part in said if part.strip()]
        return named[-self._trusted_proxies][:64] if len(named) >= self._trusted_proxies else peer


def _model_row(name: str) -> dict[str, object]:
    return {"id": name, "object": "model", "created": 0, "owned_by": "nezuku"}


def _fields(error: ProviderError, flight: Flight) -> dict[str, object]:
    return {"model": flight.route.public_name, "retry_after": error.retry_after or ""}


def _facts(flight: Flight) -> Headers:
    """What a program may want to know about its exchange, as headers."""
    opened = flight.opened
    return [
        (b"x-request-id", opened.exchange_id.encode()),
        (b"x-nezuku-decision", opened.decision.encode()),
        (b"x-nezuku-level", str(opened.level).encode()),
    ]


def _parse(raw: bytes) -> dict[str, Any]:
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise BadRequest(param="body", problem="not_json") from error
    if not isinstance(body, dict):
        raise BadRequest(param="body", problem="not_an_object")
    if not isinstance(body.get("model", ""), str):
        raise BadRequest(param="model", problem="not_a_string")
    return body


async def _read(receive: Receive) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _ClientLeft
        piece = message.get("body", b"")
        size += len(piece)
        if size > MAX_BODY_BYTES:
            raise TooLarge(limit=MAX_BODY_BYTES, size=size)
        pieces.append(piece)
        if not message.get("more_body", False):
            return b"".join(pieces) if len(pieces) > 1 else pieces[0]


async def _watch(receive: Receive, flight: Flight, job: asyncio.Task[Any]) -> None:
    """This will end the flight when its client closes the connection."""
    while (await receive())["type"] != "http.disconnect":
        pass
    flight.left = True
    job.cancel()


async def _start(send: Send, status: int, headers: Headers) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})


async def _respond(
    send: Send,
    status: int,
    body: bytes,
    flight: Flight | None = None,
    headers: Headers | None = None,
) -> None:
    facts = _facts(flight) if flight is not None else []
    length = (b"content-length", str(len(body)).encode())
    await _start(send, status, [*_JSON, length, *facts, *(headers or [])])
    await send({"type": "http.response.body", "body": body})
