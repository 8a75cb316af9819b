"""Walking one writer's chain from its first link to its head, in bounded memory.

Owns the check of links against each other, against their key and against the columns beside
the body. What the links say about exchanges is handed on to `coverage.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.db import DatabaseError

from nezuku.foundation.ledger import chain
from nezuku.foundation.ledger.models import AuditEvent
from nezuku.foundation.ledger.problems import Problem, Wrong

CHUNK = 1000

#: What Django raises when a column holds something that its type cannot be.
UNREADABLE = (ValueError, TypeError, AttributeError, DatabaseError)


@dataclass(frozen=True, slots=True)
class Head:
    """A place in a chain and the hash that stands there; what people note down."""

    writer: str
    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Link:
    """One row of a chain as it lies in the table."""

    writer: str
    seq: int
    at: datetime
    kind: str
    actor_id: int | None
    actor_name: str
    about_member_id: int | None
    department_id: int | None
    body: str
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """One chain: how long it is, the time that it covers, its last link, its first problem."""

    head: Head
    links: int
    first_at: str
    last_at: str
    problem: Problem | None

    @property
    def is_whole(self) -> bool:
        """Whether every link holds."""
        return self.problem is None


Visit = Callable[[Link, Mapping[str, object]], None]

_COLUMNS = (
    "seq",
    "at",
    "kind",
    "actor_id",
    "actor_name",
    "about_member_id",
    "department_id",
    "body",
    "previous_hash",
    "hash",
)


def walk(*, writer: str, noted: Head | None, key: bytes, visit: Visit) -> ChainCheck:
    """This will check `writer`'s chain and call `visit` with each link whose body can be read.

    `noted` is the row of ChainHead, None if there is none. Only the first problem is kept: what
    comes after a broken link follows from it. The walk still goes on to the end, because the
    links after it say what exchanges there were.
    """
    last = Head(writer, 0, chain.GENESIS)
    links, first_at, last_at = 0, "", ""
    problem: Problem | None = None
    for found in _links(writer):
        if isinstance(found, Problem):
            problem = problem or found
            continue
        body = _read(found.body)
        if problem is None:
            problem = _link_problem(found, last, body, key)
        links += 1
        at = str(body.get("at", ""))
        first_at, last_at = first_at or at, at or last_at
        last = Head(writer, found.seq, found.hash)
        if body:
            visit(found, body)
    problem = problem or _head_problem(last, noted, links)
    return ChainCheck(last, links, first_at, last_at, problem)


def _link_problem(link: Link, last: Head, body: Mapping[str, object], key: bytes) -> Problem | None:
    if link.seq != last.seq + 1:
        return Problem(Wrong.NUMBER_MISSING, link.writer, last.seq + 1)
    if link.previous_hash != last.hash:
        return Problem(Wrong.PREVIOUS_DIFFERS, link.writer, link.seq)
    if not body:
        return Problem(Wrong.BODY_CHANGED, link.writer, link.seq)
    if chain.link_hash(key, link.writer, link.seq, last.hash, link.body) != link.hash:
        return Problem(Wrong.BODY_CHANGED, link.writer, link.seq)
    for column, value in (
        ("at", chain.timestamp(link.at)),
        ("kind", link.kind),
        ("actor_id", link.actor_id),
        ("actor_name", link.actor_name),
        ("about_member_id", link.about_member_id),
        ("department_id", link.department_id),
    ):
        if body.get(column) != value:
            return Problem(Wrong.COLUMN_CHANGED, link.writer, link.seq, detail=column)
    return None


def _head_problem(last: Head, noted: Head | None, links: int) -> Problem | None:
    if noted is None:
        return Problem(Wrong.HEAD_MISSING, writer=last.writer, seq=last.seq)
    if not links:
        return Problem(Wrong.LINKS_MISSING, writer=last.writer, seq=noted.seq)
    if noted != last:
        return Problem(Wrong.HEAD_DIFFERS, writer=last.writer, seq=noted.seq)
    return None


def _read(body: object) -> Mapping[str, object]:
    try:
        value = orjson.loads(body) if isinstance(body, str) else None
    except orjson.JSONDecodeError:
        return {}
    return value if isinstance(value, dict) else {}


def _links(writer: str) -> Iterator[Link | Problem]:
    """The rows of one chain by number; a Problem in the place of a row that cannot be read."""
    links = AuditEvent.objects.filter(writer=writer).order_by("seq")
    if links.filter(seq__lt=1).exists():
        yield Problem(Wrong.LINK_UNREADABLE, writer, 0)
    after = 0
    while True:
        rows = links.filter(seq__gt=after)
        try:
            chunk = list(rows.values_list(*_COLUMNS)[:CHUNK])
        except UNREADABLE:
            numbers = list(rows.values_list("seq", flat=True)[:CHUNK])
            yield from _one_by_one(writer, numbers)
        else:
            numbers = [row[0] for row in chunk]
            yield from (_link(writer, row) for row in chunk)
        if len(numbers) < CHUNK or not isinstance(numbers[-1], int):
            return
        after = numbers[-1]


def _one_by_one(writer: str, numbers: list[int]) -> Iterator[Link | Problem]:
    for seq in numbers:
        try:
            row = AuditEvent.objects.values_list(*_COLUMNS).get(writer=writer, seq=seq)
            yield _link(writer, row)
        except UNREADABLE:
            yield Problem(Wrong.LINK_UNREADABLE, writer, seq if isinstance(seq, int) else None)


def _link(writer: str, row: tuple[Any, ...]) -> Link | Problem:
    # SQLite lets a changed row hold text where a number or a time belongs.
    if isinstance(row[0], int) and isinstance(row[1], datetime):
        return Link(writer, *row)
    return Problem(Wrong.LINK_UNREADABLE, writer, row[0] if isinstance(row[0], int) else None)
