"""An answer on its way to the page: events that a browser reads as they come.

Owns the pace and the form of the events. The loop of a stream reads memory only: no table, no
template; drawing happens in a thread of its own, so one long answer does not hold up the others.

Events: `blocks` {"start": n, "blocks": [html, ...]} replaces everything from block n on; `done`
says that the message can be fetched in its final form; `away` that another process writes it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor

import orjson
from asgiref.sync import sync_to_async
from django.utils import translation

from nezuku.foundation.kit.errors import UserError
from nezuku.foundation.people.directory import access_epoch, actor_for
from nezuku.gateway.generations import Generation, Snapshot
from nezuku.workspace.chat.markdown.growing import BlockWriter, Change

#: At most eight updates a second; a stream may spend a tenth of its time on drawing.
QUICKEST = 0.125
_SHARE = 10.0
#: More streams at once, fewer updates each.
_PER_STREAM = 0.01
#: After this silence a line that says nothing keeps proxies from closing the stream (seconds).
PATIENCE = 3.0

_drawers = ThreadPoolExecutor(max_workers=1, thread_name_prefix="chat-draw")


def event(name: str, data: object) -> bytes:
    """One event of a stream."""
    return b"event: " + name.encode() + b"\ndata: " + orjson.dumps(data) + b"\n\n"


class Doorkeeper:
    """Whether the people who watch may still do so: one look a few seconds for all of them.

    Reads the counter that moves when anybody's access changes, and the members only after it did.
    """

    def __init__(self, every: float = 3.0) -> None:
        self._every = every
        self._looked_at = 0.0
        self._epoch: int | None = None
        self._out: set[int] = set()
        self._inside: dict[int, int] = {}
        self._looking: asyncio.Task[None] | None = None

    @property
    def watchers(self) -> int:
        """How many streams are open."""
        return sum(self._inside.values())

    def enter(self, member_id: int) -> None:
        """This will count one stream of a member who was let in just now."""
        self._inside[member_id] = self._inside.get(member_id, 0) + 1
        self._out.discard(member_id)

    def leave(self, member_id: int) -> None:
        """This will count one stream less."""
        left = self._inside.get(member_id, 0) - 1
        if left > 0:
            self._inside[member_id] = left
        else:
            self._inside.pop(member_id, None)
            self._out.discard(member_id)

    def lets(self, member_id: int) -> bool:
        """Whether a member may go on watching; starts the next look when one is due."""
        now = time.monotonic()
        if now - self._looked_at >= self._every and (self._looking is None or self._looking.done()):
            self._looked_at = now
            self._looking = asyncio.create_task(self._look())
        return member_id not in self._out

    async def _look(self) -> None:
        self._epoch, self._out = await sync_to_async(_outsiders, thread_sensitive=False)(
            self._epoch, tuple(self._inside), self._out
        )


def _outsiders(known: int | None, inside: tuple[int, ...], out: set[int]) -> tuple[int, set[int]]:
    epoch = access_epoch()
    if epoch == known:
        return epoch, out
    return epoch, {member for member in inside if not _may_chat(member)}


def _may_chat(member_id: int) -> bool:
    try:
        return actor_for(member_id, "", "web").may("chat.use")
    except UserError:
        return False


doorkeeper = Doorkeeper()


async def events(
    generation: Generation,
    member_id: int,
    *,
    keeper: Doorkeeper | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> AsyncIterator[bytes]:
    """The events of one answer from its beginning, until it ends or the person may not watch."""
    keeper = keeper or doorkeeper
    writer, language = BlockWriter(), translation.get_language() or "ja"
    loop = asyncio.get_running_loop()
    keeper.enter(member_id)
    news = generation.watch()
    coming: asyncio.Task[Snapshot | None] | None = None
    try:
        yield b"retry: 1000\n\n"
        while keeper.lets(member_id):
            coming = coming or asyncio.create_task(_next(news))
            done, _pending = await asyncio.wait({coming}, timeout=PATIENCE)
            if not done:
                yield b": \n\n"
                continue
            snapshot, coming = coming.result(), None
            if snapshot is None or snapshot.done:
                # The whole message comes in its final form; what is on the page stays until then.
                yield event("done", {})
                return
            began = clock()
            change = await loop.run_in_executor(_drawers, _draw, writer, snapshot.text, language)
            if change is not None:
                yield event("blocks", {"start": change.start, "blocks": change.blocks})
            spent = clock() - began
            await asyncio.sleep(pause(spent, keeper.watchers))
    finally:
        if coming is not None:
            coming.cancel()
        keeper.leave(member_id)


def pause(spent: float, streams: int) -> float:
    """How long a stream rests after an update that took `spent` seconds of drawing."""
    return max(QUICKEST, spent * _SHARE, streams * _PER_STREAM)


async def _next(news: AsyncIterator[Snapshot]) -> Snapshot | None:
    return await anext(news, None)


def _draw(writer: BlockWriter, text: str, language: str) -> Change | None:
    with translation.override(language):
        return writer.write(text)


async def only(name: str) -> AsyncIterator[bytes]:
    """A stream of one event, for an answer that has nothing to watch."""
    yield event(name, {})
