"""The gateway's `Ledger` on the foundation's writer: each call waits for its commit."""

from __future__ import annotations

import asyncio
from collections import deque
from datetime import UTC, datetime
from functools import partial

from asgiref.sync import sync_to_async

from nezuku.foundation.ledger.models import Exchange, Outcome
from nezuku.foundation.ledger.writer import ExchangeWriter, OpenedRecord, SettledRecord
from nezuku.gateway.errors import LedgerUnavailable
from nezuku.gateway.ports import Closed, Opened


class FoundationLedger:
    """Implements `gateway.ports.Ledger`."""

    def __init__(self, writer: ExchangeWriter) -> None:
        self._writer = writer
        self._told: _Told | None = None

    async def opened(self, record: Opened) -> None:
        """This will record the facts before the first byte leaves. Raises LedgerUnavailable."""
        await self._write(_opened(record), None)

    async def settled(self, record: Closed) -> None:
        """This will record how it ended. Raises LedgerUnavailable."""
        await self._write(None, _settled(record))

    async def refused(self, opened: Opened, closed: Closed) -> None:
        """This will record an exchange that stopped at the door. Raises LedgerUnavailable."""
        await self._write(_opened(opened), _settled(closed))

    async def interrupt_leftovers(self) -> int:
        """This will settle what an earlier life of this node left open; gives how many.

        Called at start, before the first request.
        """
        ids = await sync_to_async(_leftovers)(self._writer.node, self._writer.boot)
        now = datetime.now(UTC)
        await asyncio.gather(*(self._write(None, _interrupted(name, now)) for name in ids))
        return len(ids)

    async def _write(self, opened: OpenedRecord | None, settled: SettledRecord | None) -> None:
        loop = asyncio.get_running_loop()
        told = self._told
        if told is None or told.loop is not loop:
            told = self._told = _Told(loop)
        done: asyncio.Future[None] = loop.create_future()
        self._writer.submit(partial(told.add, done), opened=opened, settled=settled, wake=told.wake)
        await done


class _Told:
    """Carries what the writer told about a batch into the loop, with one wake-up for all of it.

    A wake-up for each record would have the two threads hand the interpreter to and fro.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._waiting: deque[tuple[asyncio.Future[None], Exception | None]] = deque()

    def add(self, done: asyncio.Future[None], error: Exception | None) -> None:
        """This will keep one answer until the loop is woken. Called from any thread."""
        self._waiting.append((done, error))

    def wake(self) -> None:
        """This will have the loop look at the answers. Called from any thread."""
        self.loop.call_soon_threadsafe(self._resolve)

    def _resolve(self) -> None:
        while self._waiting:
            done, error = self._waiting.popleft()
            if done.done():
                continue
            if error is None:
                done.set_result(None)
            else:
                done.set_exception(LedgerUnavailable())


def _leftovers(node: str, boot: str) -> list[str]:
    rows = Exchange.objects.filter(outcome=Outcome.OPEN, node=node).exclude(boot=boot)
    return list(rows.values_list("pk", flat=True))


def _interrupted(exchange_id: str, now: datetime) -> SettledRecord:
    return SettledRecord(
        id=exchange_id,
        outcome=Outcome.INTERRUPTED,
        error="server_stopped",
        settled_at=now,
        first_token_ms=None,
        duration_ms=0,
        prompt_tokens=None,
        completion_tokens=None,
        cost_micros=None,
        answer_characters=0,
        answered=b"",
    )


def _opened(record: Opened) -> OpenedRecord:
    caller = record.caller
    return OpenedRecord(
        id=record.exchange_id,
        at=datetime.fromtimestamp(record.at, UTC),
        member_id=caller.member_id,
        member_name=caller.member_name,
        department_id=caller.department_id,
        department_name=caller.department_name,
        via=record.via,
        account=caller.account,
        address=caller.address,
        thread_id=record.thread_id,
        use_case_id=record.use_case_id,
        template_version_id=record.template_version_id,
        level=record.level,
        decision=record.decision,
        findings=record.findings,
        guard_version=record.guard_version,
        model=record.model,
        connection=record.connection,
        sent_characters=record.sent_characters,
        asked=record.asked,
        sent=record.sent,
    )


def _settled(record: Closed) -> SettledRecord:
    return SettledRecord(
        id=record.exchange_id,
        outcome=record.ending.value,
        error=record.error,
        settled_at=datetime.fromtimestamp(record.settled_at, UTC),
        first_token_ms=record.first_token_ms,
        duration_ms=record.duration_ms,
        prompt_tokens=record.usage.prompt,
        completion_tokens=record.usage.completion,
        cost_micros=record.cost_micros,
        answer_characters=record.answer_characters,
        answered=record.answered,
    )
