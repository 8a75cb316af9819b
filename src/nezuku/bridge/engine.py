"""The engine of this process: made when the server starts, or at first use in a running loop."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

from asgiref.sync import sync_to_async
from django.conf import settings

from nezuku.bridge.epoch import Epoch
from nezuku.bridge.leaving import end_for_those_who_left
from nezuku.bridge.policies import FoundationPolicies
from nezuku.bridge.recording import FoundationLedger
from nezuku.bridge.wording import FoundationWording
from nezuku.foundation.ledger.writer import ExchangeWriter
from nezuku.foundation.policy import guarding
from nezuku.gateway.engine import Engine
from nezuku.providers import PRESETS, AddressPolicy, Connection, Found, Preset, Probe, Problem

__all__ = ["PRESETS", "Connection", "Found", "Preset", "Probe", "Problem", "engine"]

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Running:
    engine: Engine
    writer: ExchangeWriter
    epoch: Epoch
    loop: asyncio.AbstractEventLoop
    watch: asyncio.Task[None] | None = None


_running: _Running | None = None


def engine() -> Engine:
    """The engine of this process. Must be called from code that runs in an event loop.

    A server has one loop for its whole life; a test that opens a new loop gets a new engine.
    """
    global _running  # noqa: PLW0603  (one engine a process, made at first use)
    loop = asyncio.get_running_loop()
    if _running is None or _running.loop is not loop:
        if _running is not None:
            _running.writer.close()
            _running.epoch.close()
        _running = _make(loop)
    return _running.engine


def local_addresses() -> tuple[str, ...]:
    """The addresses of model servers inside the company that may be called: host:port each.

    The usual ports of this machine, and what NEZUKU_LOCAL_MODELS lists.
    """
    usual = tuple(f"127.0.0.1:{p.local_port}" for p in PRESETS.values() if p.local_port)
    named = tuple(f"localhost:{p.local_port}" for p in PRESETS.values() if p.local_port)
    return (*usual, *named, *settings.ENV.local_models)


def _make(loop: asyncio.AbstractEventLoop) -> _Running:
    epoch, writer = Epoch(), ExchangeWriter()
    made = Engine(
        policies=FoundationPolicies(epoch),
        ledger=FoundationLedger(writer),
        wording=FoundationWording(),
        addresses=AddressPolicy(local_addresses()),
        signing_key=settings.KEYRING.derive("receipts"),
    )
    return _Running(made, writer, epoch, loop)


async def start() -> None:
    """This will make the engine and settle what an earlier life of this server left open.

    The guard is built now, so that the first request does not wait for it. Where it cannot be
    built the server starts all the same, and nothing leaves until it can.
    """
    engine()
    try:
        await sync_to_async(guarding.warm_up)()
    except guarding.GuardUnavailable:
        log.exception("the guard cannot be built; nothing will be sent to a model")
    assert _running is not None  # noqa: S101  (engine made it)
    _running.watch = asyncio.create_task(end_for_those_who_left(_running.engine, _running.epoch))
    left = await FoundationLedger(_running.writer).interrupt_leftovers()
    if left:
        log.warning("%d exchanges were cut off when the server stopped; marked interrupted", left)


async def drain() -> None:
    """This will settle what runs, before the server closes its connections."""
    if _running is not None:
        await _running.engine.drain()


async def stop() -> None:
    """This will settle what runs and close everything."""
    global _running  # noqa: PLW0603  (see engine)
    if _running is not None:
        if _running.watch is not None:
            _running.watch.cancel()
        await _running.engine.close()
        await asyncio.to_thread(_running.writer.close)
        _running.epoch.close()
        _running = None
