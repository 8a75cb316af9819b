"""Holding the exchanges against the links that name them, in bounded memory.

Owns what counts as covered: every row is named by one link when it opened and by one when it
was settled, with the digest of exactly its facts; every text that is still there has the digest
that its facts hold; a text that is gone went with a record of the deletion. What the links name
is kept in a temporary database on disk, because it grows with the ledger.

A deletion of texts is an audit event of kind "ledger.texts_deleted" whose data holds "before"
(every text of exchanges earlier than this may be gone) or "exchanges" (a list of ids), or both.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Protocol, Self, cast

from django.conf import settings

from nezuku.foundation.kit.seal import Unsealable
from nezuku.foundation.ledger import chain, records
from nezuku.foundation.ledger.models import Exchange, ExchangeText, Outcome
from nezuku.foundation.ledger.problems import Problem, Wrong
from nezuku.foundation.ledger.walking import UNREADABLE, Link

CHUNK = 500
TEXTS_DELETED = "ledger.texts_deleted"
_COLUMNS = tuple(
    dict.fromkeys(
        (*records.OPENED_COLUMNS, "opened_digest", *records.SETTLED_COLUMNS, "settled_digest")
    )
)
#: The second half of a row that has not been settled.
_UNSETTLED = {"error": "", "answer_characters": 0, "answer_digest": "", "settled_digest": ""}
_NULL_UNTIL_SETTLED = (
    "settled_at",
    "first_token_ms",
    "duration_ms",
    "prompt_tokens",
    "completion_tokens",
    "cost_micros",
)


class _Row(Protocol):
    """The columns of an exchange that are read here by name."""

    id: str
    outcome: str
    texts_digest: str
    answer_digest: str
    opened_digest: str
    settled_digest: str


@dataclass(frozen=True, slots=True)
class _Named:
    """What a link says of one half of an exchange."""

    digest: str
    writer: str
    seq: int


@dataclass(frozen=True, slots=True)
class _TextRow:
    """The sealed texts of an exchange as they lie in the table."""

    asked: bytes | memoryview
    sent: bytes | memoryview
    answered: bytes | memoryview


class Coverage:
    """The exchanges that the links name. A context manager: it holds a temporary file.

    `note` takes each link of each chain; `problems` afterwards compares with the tables.
    """

    def __init__(self) -> None:
        self.exchanges = 0
        self.texts = 0
        self._deleted_before = ""
        # An empty name is a private temporary database that spills to disk.
        self._known = sqlite3.connect("")
        self._known.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-32000;"
            "CREATE TABLE named (exchange TEXT, half TEXT, digest TEXT, writer TEXT, seq INTEGER,"
            " PRIMARY KEY (exchange, half)) WITHOUT ROWID;"
            "CREATE TABLE twice (exchange TEXT, half TEXT, writer TEXT, seq INTEGER);"
            "CREATE TABLE deleted (exchange TEXT PRIMARY KEY) WITHOUT ROWID;"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._known.close()

    def note(self, link: Link, body: Mapping[str, object]) -> None:
        """This will remember what one link says about exchanges and their texts."""
        data = body.get("data")
        if not isinstance(data, dict):
            return
        if body.get("kind") == TEXTS_DELETED:
            self._deleted_before = max(self._deleted_before, str(data.get("before") or ""))
            gone = data.get("exchanges")
            if isinstance(gone, list):
                self._known.executemany(
                    "INSERT OR IGNORE INTO deleted VALUES (?)", ((str(one),) for one in gone)
                )
        entries = data.get("entries")
        if body.get("kind") == "ledger.batch" and isinstance(entries, list):
            for entry in entries:
                if isinstance(entry, list) and len(entry) == 3:
                    self._name(str(entry[0]), str(entry[1]), str(entry[2]), link)

    def _name(self, exchange: str, half: str, digest: str, link: Link) -> None:
        place = (exchange, half, digest, link.writer, link.seq)
        added = self._known.execute("INSERT OR IGNORE INTO named VALUES (?, ?, ?, ?, ?)", place)
        if not added.rowcount:
            self._known.execute(
                "INSERT INTO twice VALUES (?, ?, ?, ?)", (exchange, half, link.writer, link.seq)
            )

    def problems(self, progress: Callable[[int], None]) -> Iterator[Problem]:
        """This will compare every exchange and text with what the links said of it."""
        for exchange, half, writer, seq in self._known.execute("SELECT * FROM twice"):
            yield Problem(Wrong.EXCHANGE_TWICE, writer, seq, exchange, half)
        for rows, unreadable in _chunks():
            for exchange in unreadable:
                yield Problem(Wrong.EXCHANGE_UNREADABLE, exchange=exchange)
            texts = _texts([row.id for row in rows])
            self.exchanges += len(rows) + len(unreadable)
            self.texts += len(texts)
            for row in rows:
                yield from self._row_problems(row)
                yield from self._text_problems(row, texts.get(row.id))
            progress(self.exchanges)
        yield from self._missing()
        yield from _texts_alone()

    def _row_problems(self, row: _Row) -> Iterator[Problem]:
        named = self._named(row.id)
        yield from _half_problems(
            row, "opened", row.opened_digest, named.get("opened"), records.opened_facts
        )
        settled = named.get("settled")
        if row.outcome != Outcome.OPEN or settled is not None:
            yield from _half_problems(
                row, "settled", row.settled_digest, settled, records.settled_facts
            )
        elif changed := _settled_too_early(row):
            yield Problem(Wrong.EXCHANGE_CHANGED, exchange=row.id, detail=changed)

    def _named(self, exchange: str) -> dict[str, _Named]:
        found = self._known.execute(
            "SELECT half, digest, writer, seq FROM named WHERE exchange = ?", (exchange,)
        )
        return {half: _Named(digest, writer, seq) for half, digest, writer, seq in found}

    def _text_problems(self, row: _Row, text: _TextRow | None) -> Iterator[Problem]:
        if text is None:
            if not self._may_be_gone(row):
                yield Problem(Wrong.TEXT_MISSING, exchange=row.id)
            return
        asked, sent = _opened(text.asked), _opened(text.sent)
        if asked is None or sent is None or records.texts_digest(asked, sent) != row.texts_digest:
            yield Problem(Wrong.TEXT_CHANGED, exchange=row.id, detail="asked, sent")
        if row.outcome == Outcome.OPEN and not row.answer_digest:
            answer_holds = not text.answered
        else:
            answered = _opened(text.answered)
            answer_holds = (
                answered is not None and records.answer_digest(answered) == row.answer_digest
            )
        if not answer_holds:
            yield Problem(Wrong.TEXT_CHANGED, exchange=row.id, detail="answered")

    def _may_be_gone(self, row: _Row) -> bool:
        at = chain.timestamp(cast("Any", row).at)
        if at < self._deleted_before:
            return True
        found = self._known.execute("SELECT 1 FROM deleted WHERE exchange = ?", (row.id,))
        return found.fetchone() is not None

    def _missing(self) -> Iterator[Problem]:
        """The exchanges that a link names and that no longer have a row."""
        named = "SELECT exchange, writer, seq FROM named WHERE half = 'opened'"
        with closing(self._known.execute(named)) as cursor:
            while chunk := cursor.fetchmany(CHUNK):
                ids = [exchange for exchange, _, _ in chunk]
                there = set(Exchange.objects.filter(pk__in=ids).values_list("pk", flat=True))
                for exchange, writer, seq in chunk:
                    if exchange not in there:
                        yield Problem(Wrong.EXCHANGE_MISSING, writer, seq, exchange)


def _opened(sealed: bytes | memoryview) -> bytes | None:
    """The text, None when the bytes were changed or are no bytes any more."""
    if not isinstance(sealed, bytes | memoryview):
        return None
    try:
        return settings.KEYRING.open(records.TEXT_SEAL, bytes(sealed))
    except Unsealable:
        return None


def _half_problems(
    row: _Row,
    half: str,
    digest: str,
    named: _Named | None,
    facts: Callable[[Any], dict[str, object]],
) -> Iterator[Problem]:
    if named is None:
        yield Problem(Wrong.EXCHANGE_UNNAMED, exchange=row.id, detail=half)
        return
    try:
        found = chain.digest(facts(row))
    except UNREADABLE:
        found = ""
    if not named.digest == digest == found:
        yield Problem(Wrong.EXCHANGE_CHANGED, named.writer, named.seq, row.id, half)


def _settled_too_early(row: _Row) -> str:
    """The first column that only a settled exchange may have filled; empty when none is."""
    for column, value in _UNSETTLED.items():
        if getattr(row, column) != value:
            return column
    return next((name for name in _NULL_UNTIL_SETTLED if getattr(row, name) is not None), "")


def _chunks() -> Iterator[tuple[list[_Row], list[str]]]:
    """The exchanges in chunks: the rows, and the ids of rows that cannot be read."""
    after = ""
    while True:
        later = Exchange.objects.filter(pk__gt=after).order_by("pk")
        ids = list(later.values_list("pk", flat=True)[:CHUNK])
        # SQLite lets a changed key be bytes; those sort after every text.
        texts = [one for one in ids if isinstance(one, str)]
        if ids:
            readable, unreadable = _read(texts)
            yield readable, [*unreadable, *(repr(one) for one in ids if one not in texts)]
        if len(ids) < CHUNK or len(texts) < len(ids):
            return
        after = texts[-1]


def _read(ids: list[str]) -> tuple[list[_Row], list[str]]:
    rows = Exchange.objects.values_list(*_COLUMNS, named=True)
    try:
        return cast("list[_Row]", list(rows.filter(pk__in=ids))), []
    except UNREADABLE:
        readable: list[_Row] = []
        broken: list[str] = []
        for exchange in ids:
            try:
                readable.append(cast("_Row", rows.get(pk=exchange)))
            except UNREADABLE:
                broken.append(str(exchange))
        return readable, broken


def _texts(ids: Iterable[str]) -> dict[str, _TextRow]:
    rows = ExchangeText.objects.filter(pk__in=list(ids))
    found = rows.values_list("pk", "asked", "sent", "answered")
    return {pk: _TextRow(asked, sent, answered) for pk, asked, sent, answered in found}


def _texts_alone() -> Iterator[Problem]:
    """The texts whose exchange is gone; the database should have taken them along."""
    there = Exchange.objects.values("pk")
    for exchange in ExchangeText.objects.exclude(pk__in=there).values_list("pk", flat=True)[:CHUNK]:
        yield Problem(Wrong.TEXT_ALONE, exchange=str(exchange))
