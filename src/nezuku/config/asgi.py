"""The ASGI entry: /v1 goes to the bare gateway, everything else to Django, in one process."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nezuku.config.settings")

import django

django.setup()

from asgiref.sync import sync_to_async  # noqa: E402
from django.conf import settings  # noqa: E402  (the rest needs the apps to be loaded)
from django.core.handlers.asgi import ASGIHandler  # noqa: E402

from nezuku.bridge import engine as bridge  # noqa: E402
from nezuku.config.schedule import run_daily  # noqa: E402
from nezuku.gateway.api import Api  # noqa: E402
from nezuku.workspace.chat.recovery import recover  # noqa: E402

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

log = logging.getLogger("nezuku.server")

#: What `nezuku serve` sends its worker before it asks it to stop.
DRAIN_SIGNAL = signal.SIGUSR1

_django = ASGIHandler()
_api = Api(bridge.engine, trusted_proxies=settings.TRUSTED_PROXIES)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """This will serve one connection: the life of the server, /v1, or a page."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
    elif scope["path"].startswith("/v1/"):
        await _api(scope, receive, send)
    elif scope["path"] == "/healthz":
        await _healthy(send)
    else:
        await _django(scope, receive, send)  # type: ignore[arg-type]  # Django's own scope type


def _drain_when_told() -> None:
    """This will settle running answers when the supervisor says that the end is near.

    The server itself waits for open connections before it tells us; an answer may run for
    minutes.
    """
    jobs: set[asyncio.Task[None]] = set()
    loop = asyncio.get_running_loop()

    def begin() -> None:
        job = loop.create_task(bridge.drain())
        jobs.add(job)
        job.add_done_callback(jobs.discard)

    try:
        loop.add_signal_handler(DRAIN_SIGNAL, begin)
    except (NotImplementedError, RuntimeError):
        log.info("this platform has no drain signal; running answers end with their connections")


async def _live(receive: Receive, send: Send) -> None:
    daily: asyncio.Task[None] | None = None
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            try:
                await bridge.start()
                _drain_when_told()
                await sync_to_async(recover)()
            except Exception:  # the edge of the server: it must say that it did not start
                log.exception("the server could not start")
                await send({"type": "lifespan.startup.failed", "message": "see the log"})
                return
            daily = asyncio.create_task(run_daily())
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            if daily is not None:
                daily.cancel()
            await bridge.stop()
            await send({"type": "lifespan.shutdown.complete"})
            return


async def _healthy(send: Send) -> None:
    headers = [(b"content-type", b"text/plain"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"ok\n"})
