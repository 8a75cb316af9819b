"""Generations as jobs of the server: the browser only watches, may leave, and comes back.

Owns the buffer of each running answer and its watchers. The loop of a stream appends to a list
and wakes watchers; it touches no database and does no other work.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass

from nezuku.gateway.asks import Ending, Settled
from nezuku.gateway.errors import ShuttingDown
from nezuku.gateway.flight import Flight
from nezuku.providers import ProviderError

log = logging.getLogger(__name__)

KEEP_SECONDS = 60.0
OnSettled = Callable[[Settled], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The answer so far. `version` grows with every change."""

    text: str
    done: bool
    version: int


class Generation:
    """One answer being written. `text` is restored; `settled` is there once `done` is."""

    def __init__(self, flight: Flight, on_settled: OnSettled) -> None:
        self._flight = flight
        self._on_settled = on_settled
        self._pieces: list[str] = []
        self._joined = ""
        self._version = 0
        self._news: asyncio.Future[None] | None = None
        self._task: asyncio.Task[None] | None = None
        self._stopping = False
        self.settled: Settled | None = None

    @property
    def exchange_id(self) -> str:
        """The name of the exchange in the ledger."""
        return self._flight.exchange_id

    @property
    def member_id(self) -> int:
        """Whose answer it is."""
        return self._flight.opened.caller.member_id

    @property
    def limit_key(self) -> str:
        """Under which key the caller's requests are counted: a member or an API key."""
        return self._flight.opened.caller.limit_key

    @property
    def model(self) -> str:
        """The public name of the model that answers."""
        return self._flight.route.public_name

    @property
    def sent(self) -> bytes:
        """The request exactly as it left (JSON)."""
        return self._flight.sent

    @property
    def done(self) -> bool:
        """Whether the answer has ended, however it ended."""
        return self.settled is not None

    @property
    def text(self) -> str:
        """The restored answer so far."""
        if self._pieces:
            self._joined += "".join(self._pieces)
            self._pieces.clear()
        return self._joined

    def begin(self) -> None:
        """This will start the job in the running loop."""
        self._task = asyncio.create_task(self._run(), name=f"generation-{self.exchange_id}")

    async def stop(self) -> None:
        """This will end the answer at the person's wish and keep what came."""
        self._stopping = True
        self._flight.left = True
        await self._cancel()

    async def interrupt(self) -> None:
        """This will end the answer because the server stops."""
        await self._cancel()

    async def _cancel(self) -> None:
        task = self._task
        if task is not None and not task.done():
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def watch(self) -> AsyncIterator[Snapshot]:
        """This will give a snapshot at once, and again whenever there is news, until the end.

        Many changes between two looks are one snapshot. Leaving costs nothing.
        """
        seen = -1
        while True:
            if self._version != seen:
                seen = self._version
                done = self.done
                yield Snapshot(text=self.text, done=done, version=seen)
                if done:
                    return
                continue
            if self._news is None or self._news.done():
                self._news = asyncio.get_running_loop().create_future()
            await asyncio.shield(self._news)

    def _tell(self) -> None:
        self._version += 1
        if self._news is not None and not self._news.done():
            self._news.set_result(None)

    async def _run(self) -> None:
        ending, error = Ending.COMPLETED, ""
        fields: dict[str, object] = {}
        flight = self._flight
        try:
            async with aclosing(flight.stream()) as stream:
                async for _, pieces in stream:
                    if pieces:
                        self._pieces.extend(pieces)
                        self._tell()
        except ProviderError as problem:
            ending, error = Ending.FAILED, problem.code
            fields = {"retry_after": problem.retry_after, "model": flight.route.public_name}
        except asyncio.CancelledError:
            ending = Ending.STOPPED if self._stopping else Ending.INTERRUPTED
        except Exception:  # the edge of the job: it must tell its watchers, whatever happened
            log.exception("a generation failed inside")
            ending, error = Ending.FAILED, "internal"
        await asyncio.shield(self._end(ending, error, fields))

    async def _end(self, ending: Ending, error: str, fields: dict[str, object]) -> None:
        facts = self._flight.facts
        settled = Settled(
            exchange_id=self.exchange_id,
            ending=ending,
            text=self.text,
            error=error,
            fields=fields,
            finish=facts.finish,
            usage=facts.usage,
            model=self.model,
        )
        try:
            await self._flight.settle(ending)
            await self._on_settled(settled)
        except Exception:  # the edge of the job: the answer stays readable, start-up mends the rest
            log.exception("a generation could not be saved")
        self.settled = settled
        self._tell()


class Generations:
    """The running answers of one process, and those that ended within the last minute."""

    def __init__(self) -> None:
        self._running: dict[str, Generation] = {}
        self._closing = False

    def get(self, exchange_id: str) -> Generation | None:
        """The answer of an exchange, while it runs and for a minute after."""
        return self._running.get(exchange_id)

    def begin(self, flight: Flight, on_settled: OnSettled) -> Generation:
        """This will start an answer as a job. Raises ShuttingDown."""
        if self._closing:
            raise ShuttingDown
        generation = Generation(flight, on_settled)
        self._running[flight.exchange_id] = generation
        generation.begin()
        task = generation._task
        assert task is not None  # noqa: S101  (begin made it)
        task.add_done_callback(lambda _: self._forget_later(flight.exchange_id))
        return generation

    def callers(self) -> set[str]:
        """Whose answers run, by the key of their limit."""
        return {g.limit_key for g in self._running.values() if not g.done}

    async def stop_all_of(self, limit_keys: set[str]) -> None:
        """This will stop the answers of some callers."""
        theirs = [g for g in self._running.values() if g.limit_key in limit_keys and not g.done]
        await asyncio.gather(*(g.stop() for g in theirs))

    async def drain(self) -> None:
        """This will interrupt all answers and wait until each is settled."""
        self._closing = True
        await asyncio.gather(*(g.interrupt() for g in self._running.values() if not g.done))

    def _forget_later(self, exchange_id: str) -> None:
        loop = asyncio.get_running_loop()
        loop.call_later(KEEP_SECONDS, self._running.pop, exchange_id, None)
