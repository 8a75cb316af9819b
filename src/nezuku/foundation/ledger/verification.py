"""Verifying the ledger: every chain from its first link to its head, every exchange and text.

Owns the order of the steps and what is handed out. Nothing is changed. The whole verification
reads one moment of the database, so that what is being written meanwhile does not disturb it.
Cutting off the end of a chain together with its head leaves a chain that holds; only a head that
was noted down elsewhere shows it, hence `expected`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum

from django.db import connection

from nezuku.foundation.ledger.audit import chain_key
from nezuku.foundation.ledger.coverage import Coverage
from nezuku.foundation.ledger.models import AuditEvent, ChainHead
from nezuku.foundation.ledger.problems import Problem, Wrong
from nezuku.foundation.ledger.walking import ChainCheck, Head, Link, Visit, walk

#: Problems are counted without end and named up to here.
NAMED_PROBLEMS = 200


class Step(StrEnum):
    """What a verification is busy with."""

    LINKS = "links"
    EXCHANGES = "exchanges"


Report = Callable[[Step, int, int], None]


@dataclass(frozen=True, slots=True)
class Noted:
    """A head that somebody noted down. Without writer and number any link may bear the hash."""

    hash: str
    writer: str = ""
    seq: int | None = None


@dataclass(frozen=True, slots=True)
class VerificationResult:
    """What was checked and what was wrong. `problems` names at most NAMED_PROBLEMS of them."""

    chains: tuple[ChainCheck, ...]
    exchanges: int
    texts: int
    problems: tuple[Problem, ...]
    problem_count: int
    expected: int

    @property
    def is_whole(self) -> bool:
        """Whether everything holds."""
        return not self.problem_count

    @property
    def links(self) -> int:
        """How many links were checked."""
        return sum(chain.links for chain in self.chains)

    @property
    def first_at(self) -> str:
        """When the oldest link was made (ISO 8601 in UTC), empty without links."""
        return min((chain.first_at for chain in self.chains if chain.first_at), default="")

    @property
    def last_at(self) -> str:
        """When the newest link was made (ISO 8601 in UTC), empty without links."""
        return max((chain.last_at for chain in self.chains), default="")

    def to_dict(self) -> dict[str, object]:
        """The result as plain JSON values, for programs."""
        return {
            "whole": self.is_whole,
            "links": self.links,
            "exchanges": self.exchanges,
            "texts": self.texts,
            "first_at": self.first_at,
            "last_at": self.last_at,
            "expected": self.expected,
            "problem_count": self.problem_count,
            "problems": [problem.to_dict() for problem in self.problems],
            "heads": [
                {
                    "writer": chain.head.writer,
                    "seq": chain.head.seq,
                    "hash": chain.head.hash,
                    "whole": chain.is_whole,
                }
                for chain in self.chains
            ],
        }


def verify(report: Report | None = None, *, expected: Sequence[Noted] = ()) -> VerificationResult:
    """This will check the whole ledger as it is at this moment, in bounded memory.

    `report` is called now and then with the step, how much is done and how much there is (0 when
    that is not known). Each head of `expected` has to stand in its chain. Broken rows are results,
    not errors; a database that cannot be read at all raises its own.
    """
    tell = report or _silent
    with _one_moment(), Coverage() as coverage:
        heads = _heads()
        total = sum(head.seq for head in heads.values())
        seen = _Seen(coverage.note, expected, lambda done: tell(Step.LINKS, done, total))
        chains = [
            walk(writer=writer, noted=heads.get(writer), key=chain_key(), visit=seen.visit)
            for writer in _writers(heads)
        ]
        kept = _Kept()
        kept.take(chain.problem for chain in chains if chain.problem is not None)
        kept.take(Problem(Wrong.NOTED_MISSING, detail=noted.hash) for noted in seen.not_found())
        kept.take(coverage.problems(lambda done: tell(Step.EXCHANGES, done, 0)))
        return VerificationResult(
            chains=tuple(chains),
            exchanges=coverage.exchanges,
            texts=coverage.texts,
            problems=tuple(kept.named),
            problem_count=kept.count,
            expected=len(expected),
        )


class _Seen:
    """Hands each link on, and looks among them for the heads that were noted down."""

    def __init__(
        self, hand_on: Visit, expected: Iterable[Noted], progress: Callable[[int], None]
    ) -> None:
        self._hand_on = hand_on
        self._wanted = set(expected)
        self._progress = progress
        self._links = 0

    def visit(self, link: Link, body: object) -> None:
        """This will take one link of a chain."""
        self._links += 1
        if self._links % 1000 == 0:
            self._progress(self._links)
        if self._wanted:
            whole = Noted(link.hash, link.writer, link.seq)
            self._wanted -= {whole, replace(whole, seq=None), Noted(link.hash)}
        if isinstance(body, dict):
            self._hand_on(link, body)

    def not_found(self) -> Iterator[Noted]:
        """The noted heads that no link bears."""
        yield from sorted(self._wanted, key=lambda noted: (noted.writer, noted.hash))


class _Kept:
    """Counts all problems and keeps the first ones."""

    def __init__(self) -> None:
        self.named: list[Problem] = []
        self.count = 0

    def take(self, problems: Iterable[Problem]) -> None:
        """This will count the problems."""
        for problem in problems:
            self.count += 1
            if len(self.named) < NAMED_PROBLEMS:
                self.named.append(problem)


def _heads() -> dict[str, Head]:
    rows = ChainHead.objects.values_list("writer", "seq", "hash")
    return {
        writer: Head(writer, seq if isinstance(seq, int) else 0, hashed)
        for writer, seq, hashed in rows
    }


def _writers(heads: Iterable[str]) -> list[str]:
    with_links = AuditEvent.objects.order_by().values_list("writer", flat=True).distinct()
    return sorted({*heads, *with_links}, key=str)


@contextmanager
def _one_moment() -> Iterator[None]:
    """Reads one state of the database without holding up those who write."""
    if connection.in_atomic_block:
        yield
        return
    # Not `atomic()`: on SQLite that begins by taking the lock of the one writer.
    begin = {"postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}
    with connection.cursor() as cursor:
        cursor.execute(begin.get(connection.vendor, "BEGIN DEFERRED"))
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _silent(_step: Step, _done: int, _total: int) -> None:
    """Tells nobody."""
