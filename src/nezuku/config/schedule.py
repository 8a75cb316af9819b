"""What the server does by itself, once a day: so far, removing what people deleted long ago.

Runs inside the serving process. Each task may run twice without harm.
"""

from __future__ import annotations

import asyncio
import logging

from asgiref.sync import sync_to_async

from nezuku.foundation.kit import clock
from nezuku.workspace.chat import actions as chat

log = logging.getLogger("nezuku.schedule")

DAY_SECONDS = 24 * 3600.0
#: The first round waits until the server has come to rest.
FIRST_SECONDS = 60.0


async def run_daily() -> None:
    """This will do the day's work, now and every day, until the server stops."""
    await asyncio.sleep(FIRST_SECONDS)
    while True:
        try:
            removed = await sync_to_async(chat.purge)(now=clock.now())
            if removed:
                log.info("removed %s rows of chats deleted long ago", removed)
        except Exception:  # the edge of the schedule: tomorrow is another day
            log.exception("the daily work failed")
        await asyncio.sleep(DAY_SECONDS)
