"""The group-committing writer of exchanges.

Owns one thread with one database connection. Whoever hands in a record waits until the commit
that holds it is durable; what queues up during a commit goes into the next one together. Each
batch is one transaction and one link of the writer's chain.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from queue import SimpleQueue

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from nezuku.foundation.kit.seal import Keyring
from nezuku.foundation.ledger import chain, records
from nezuku.foundation.ledger.audit import chain_key
from nezuku.foundation.ledger.models import AuditEvent, ChainHead, Exchange, ExchangeText

log = logging.getLogger(__name__)

MAX_BATCH = 400
BATCH_KIND = "ledger.batch"


class NotRecorded(Exception):
    """The database did not take the record; the cause is chained to this."""


@dataclass(slots=True)
class OpenedRecord:
    """The first half of an exchange: the columns of `records.OPENED_COLUMNS` and its texts."""

    id: str
    at: datetime
    member_id: int | None
    member_name: str
    department_id: int | None
    department_name: str
    via: str
    account: str
    address: str
    thread_id: str
    use_case_id: int | None
    template_version_id: int | None
    level: int
    decision: str
    findings: dict[str, int]
    guard_version: str
    model: str
    connection: str
    sent_characters: int
    asked: bytes
    sent: bytes
    node: str = ""
    boot: str = ""
    texts_digest: str = ""


@dataclass(slots=True)
class SettledRecord:
    """The second half: the columns of `records.SETTLED_COLUMNS` and the answer as it came."""

    id: str
    outcome: str
    error: str
    settled_at: datetime
    first_token_ms: int | None
    duration_ms: int
    prompt_tokens: int | None
    completion_tokens: int | None
    cost_micros: int | None
    answer_characters: int
    answered: bytes
    answer_digest: str = ""


Report = Callable[[Exception | None], None]
Wake = Callable[[], None]


@dataclass(slots=True)
class _Entry:
    opened: OpenedRecord | None
    settled: SettledRecord | None
    report: Report
    wake: Wake | None = None


Row = tuple[str | int | bytes | float | None, ...]


@dataclass(slots=True)
class _Batch:
    """The rows of one transaction, ready for the database."""

    opened: list[Row] = field(default_factory=list)
    texts: list[Row] = field(default_factory=list)
    settled: list[Row] = field(default_factory=list)
    answers: list[Row] = field(default_factory=list)
    entries: list[list[str]] = field(default_factory=list)


class ExchangeWriter:
    """Writes exchanges for one process. `submit` may be called from any thread."""

    def __init__(self) -> None:
        self.node: str = settings.ENV.node
        self.boot = secrets.token_hex(16)
        self._queue: SimpleQueue[_Entry | None] = SimpleQueue()
        self._keyring: Keyring = settings.KEYRING
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._closed = False

    def submit(
        self,
        report: Report,
        *,
        opened: OpenedRecord | None = None,
        settled: SettledRecord | None = None,
        wake: Wake | None = None,
    ) -> None:
        """This will write a record; `report` is called from the writer's thread when it is durable.

        It gets None, or NotRecorded. Both halves together are an exchange that ended at the door.
        `wake` is called after the reports of a batch, once for all entries that gave the same.
        """
        with self._lock:
            if self._closed:
                report(NotRecorded("the writer is closed"))
                if wake is not None:
                    wake()
                return
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="ledger-writer", daemon=True)
                self._thread.start()
            self._queue.put(_Entry(opened, settled, report, wake))

    def close(self) -> None:
        """This will write what is queued and end the thread."""
        with self._lock:
            self._closed = True
            thread = self._thread
            if thread is not None:
                self._queue.put(None)
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        try:
            while True:
                entries, last = self._next_batch()
                if entries:
                    self._write(entries)
                    for wake in {entry.wake for entry in entries if entry.wake is not None}:
                        wake()
                if last:
                    return
        finally:
            connection.close()

    def _next_batch(self) -> tuple[list[_Entry], bool]:
        """What is queued by now, at least one entry; True when the writer is to end."""
        entries: list[_Entry] = []
        entry = self._queue.get()
        while entry is not None:
            entries.append(entry)
            if len(entries) >= MAX_BATCH or self._queue.empty():
                return entries, False
            entry = self._queue.get()
        return entries, True

    def _write(self, entries: Sequence[_Entry]) -> None:
        """This will commit the entries together, or one by one when that fails."""
        try:
            self._commit(entries)
        except Exception as error:  # the edge of the thread: it must outlive any failure
            connection.close()
            if len(entries) > 1:
                for entry in entries:
                    self._write([entry])
                return
            log.exception("an exchange could not be recorded")
            _tell(entries[0], error)
        else:
            for entry in entries:
                entry.report(None)

    def _commit(self, entries: Sequence[_Entry]) -> None:
        batch = _Batch()
        for entry in entries:
            if entry.opened is not None:
                self._add_opened(batch, entry.opened)
            if entry.settled is not None:
                self._add_settled(batch, entry.settled)
        with transaction.atomic(), connection.cursor() as cursor:
            if batch.opened:
                cursor.executemany(_INSERT_EXCHANGE, batch.opened)
                cursor.executemany(_INSERT_TEXT, batch.texts)
            if batch.settled:
                cursor.executemany(_UPDATE_EXCHANGE, batch.settled)
                if cursor.rowcount != len(batch.settled):  # the sum over all rows
                    raise DatabaseError("an exchange that was to be settled is not open")
                cursor.executemany(_UPDATE_TEXT, batch.answers)
            self._link(cursor, batch)

    def _add_opened(self, batch: _Batch, record: OpenedRecord) -> None:
        record.node, record.boot = self.node, self.boot
        record.texts_digest = records.texts_digest(record.asked, record.sent)
        digest = chain.digest(records.opened_facts(record))
        at = connection.ops.adapt_datetimefield_value(record.at)
        values = [getattr(record, column) for column in records.OPENED_COLUMNS]
        values[1] = at
        values[_FINDINGS] = chain.canonical(record.findings).decode()
        batch.opened.append((*values, digest))
        seal = self._keyring.seal
        batch.texts.append(
            (
                record.id,
                seal(records.TEXT_SEAL, record.asked),
                seal(records.TEXT_SEAL, record.sent),
                b"",
            )
        )
        batch.entries.append([record.id, "opened", digest])

    def _add_settled(self, batch: _Batch, record: SettledRecord) -> None:
        record.answer_digest = records.answer_digest(record.answered)
        digest = chain.digest(records.settled_facts(record))
        values = [getattr(record, column) for column in records.SETTLED_COLUMNS[1:]]
        values[2] = connection.ops.adapt_datetimefield_value(record.settled_at)
        batch.settled.append((*values, digest, record.id))
        sealed = self._keyring.seal(records.TEXT_SEAL, record.answered)
        batch.answers.append((sealed, record.id))
        batch.entries.append([record.id, "settled", digest])

    def _link(self, cursor: object, batch: _Batch) -> None:
        """This will tie the batch to this writer's chain, in the same transaction."""
        execute = cursor.execute  # type: ignore[attr-defined]  # Django's cursors have no public type
        writer = f"{self.node}/exchanges"
        now = datetime.now(tz=UTC)
        execute(_SELECT_HEAD, [writer])
        row = cursor.fetchone()  # type: ignore[attr-defined]
        seq, previous = (row[0] + 1, row[1]) if row else (1, chain.GENESIS)
        body = chain.canonical(
            {
                "at": chain.timestamp(now),
                "kind": BATCH_KIND,
                "actor_id": None,
                "actor_name": "system",
                "about_member_id": None,
                "department_id": None,
                "address": "",
                "via": "system",
                "data": {"entries": batch.entries},
            }
        ).decode()
        hashed = chain.link_hash(self._chain_key, writer, seq, previous, body)
        at = connection.ops.adapt_datetimefield_value(now)
        execute(
            _INSERT_EVENT,
            [writer, seq, at, BATCH_KIND, None, "system", None, None, body, previous, hashed],
        )
        if row:
            execute(_UPDATE_HEAD, [seq, hashed, writer])
        else:
            execute(_INSERT_HEAD, [seq, hashed, writer])

    @property
    def _chain_key(self) -> bytes:
        return chain_key()


def _tell(entry: _Entry, error: Exception) -> None:
    problem = NotRecorded(str(error))
    problem.__cause__ = error
    entry.report(problem)


_FINDINGS = records.OPENED_COLUMNS.index("findings")
_EXCHANGE = Exchange._meta.db_table
_TEXT = ExchangeText._meta.db_table
_EVENT = AuditEvent._meta.db_table
_HEAD = ChainHead._meta.db_table
_LOCK = " FOR UPDATE" if connection.features.has_select_for_update else ""


def _columns(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


# The names are ours (table and column names of the models above); values travel as parameters.
_INSERT_EXCHANGE = (
    f'INSERT INTO "{_EXCHANGE}" ({_columns([*records.OPENED_COLUMNS, "opened_digest"])}, '  # noqa: S608
    f'"outcome", "error", "answer_characters", "answer_digest", "settled_digest") '
    f"VALUES ({', '.join(['%s'] * (len(records.OPENED_COLUMNS) + 1))}, 'open', '', 0, '', '')"
)
_INSERT_TEXT = (
    f'INSERT INTO "{_TEXT}" ("exchange_id", "asked", "sent", "answered") '  # noqa: S608
    "VALUES (%s, %s, %s, %s)"
)
_UPDATE_EXCHANGE = (
    f'UPDATE "{_EXCHANGE}" SET '  # noqa: S608
    + ", ".join(f'"{name}" = %s' for name in [*records.SETTLED_COLUMNS[1:], "settled_digest"])
    + ' WHERE "id" = %s AND "outcome" = \'open\''
)
_UPDATE_TEXT = f'UPDATE "{_TEXT}" SET "answered" = %s WHERE "exchange_id" = %s'  # noqa: S608
_SELECT_HEAD = f'SELECT "seq", "hash" FROM "{_HEAD}" WHERE "writer" = %s{_LOCK}'  # noqa: S608
_INSERT_EVENT = (
    f'INSERT INTO "{_EVENT}" ("writer", "seq", "at", "kind", "actor_id", "actor_name", '  # noqa: S608
    '"about_member_id", "department_id", "body", "previous_hash", "hash") '
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
_UPDATE_HEAD = f'UPDATE "{_HEAD}" SET "seq" = %s, "hash" = %s WHERE "writer" = %s'  # noqa: S608
_INSERT_HEAD = f'INSERT INTO "{_HEAD}" ("seq", "hash", "writer") VALUES (%s, %s, %s)'  # noqa: S608
