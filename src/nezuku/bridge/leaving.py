"""Ending what runs for people and keys that lost their access, within a moment.

Whoever begins a request is checked at the door; this is for requests that run already.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable

from asgiref.sync import sync_to_async

from nezuku.bridge.epoch import Epoch
from nezuku.foundation.kit import clock
from nezuku.foundation.people.directory import members_by_id
from nezuku.foundation.people.keys import open_keys
from nezuku.gateway.engine import Engine

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0


async def end_for_those_who_left(engine: Engine, epoch: Epoch) -> None:
    """This will stop running answers of callers without access, until it is cancelled.

    Looks once a second at the access counter, and at people and keys only when it moved.
    """
    seen = epoch.value()
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        try:
            value = epoch.value()
            running = engine.running_callers() if value != seen else set()
            if running:
                await engine.stop_all_of(await sync_to_async(_without_access)(running))
            seen = value
        except Exception:  # the edge of the watch: the next look may succeed
            log.exception("those who left could not be looked for")


def _without_access(limit_keys: Iterable[str]) -> set[str]:
    """Those of the callers (member:ID, key:ID) that may no longer use the door."""
    wanted = set(limit_keys)
    members = {int(k.partition(":")[2]) for k in wanted if k.startswith("member:")}
    keys = {int(k.partition(":")[2]) for k in wanted if k.startswith("key:")}
    inside = {f"member:{card.id}" for card in members_by_id(members).values() if card.is_active}
    inside |= {f"key:{key}" for key in open_keys(keys, now=clock.now())}
    return wanted - inside
