"""Importing a list of terms in two steps: look through it, then write it."""

from __future__ import annotations

import secrets
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import TypedDict, TypeVar

import orjson
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.documents.tables import Table
from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.errors import UserError
from nezuku.foundation.ledger import audit
from nezuku.foundation.policy.access import get_import
from nezuku.foundation.policy.actions.dictionary import move_dictionary, require_room
from nezuku.foundation.policy.actions.terms import check_kind
from nezuku.foundation.policy.importing import Reading, ReadRow, RefusedRow, read_terms
from nezuku.foundation.policy.models import Term, TermImport

T = TypeVar("T")
#: What is in the dictionary now: text, level, aliases.
Held = tuple[str, int, tuple[str, ...]]
KEPT_FOR = timedelta(hours=24)
#: One transaction of an import: short enough that conversations are written down in between.
BATCH = 1_000
_UPSERT = """
INSERT INTO policy_term
    (text, folded, searched, kind, level, aliases, spellings, added_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (folded, kind) DO UPDATE SET
    text = excluded.text, searched = excluded.searched, level = excluded.level,
    aliases = excluded.aliases, spellings = excluded.spellings
"""
_LOOKUP = 400
_SAMPLES = 20


class NothingToImport(UserError):
    """Every row of the list is in the dictionary already, or cannot be kept."""

    code = "nothing_to_import"
    sentence = _("取り込む用語がありません。すべて登録済みか、登録できない用語です。")


class StoredRow(TypedDict):
    """One row of a list that waits: the columns of `Term`."""

    text: str
    folded: str
    searched: str
    kind: str
    level: int
    aliases: list[str]


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import wrote."""

    added: int
    changed: int


def prepare_import(
    *, actor: Actor, now: datetime, table: Table, file_name: str, kind: str, level: int
) -> str:
    """This will look through a list and keep it for a day; returns the id for preview and apply.

    Nothing is in the dictionary yet. Raises Forbidden, TermKindUnknown, TermColumnMissing.
    """
    actor.require("policy.dictionary")
    check_kind(kind, level)
    reading = read_terms(table, kind=kind, level=level)
    new, differing, same = _compared(reading)
    changed = [row for row, _held in differing]
    rows = [_stored(row) for row in (*new, *changed)]
    with transaction.atomic():
        TermImport.objects.filter(created_at__lt=now - KEPT_FOR).delete()
        kept = TermImport.objects.create(
            id=secrets.token_hex(16),
            member_id=actor.member_id,
            file_name=file_name[:200],
            created_at=now,
            rows=zlib.compress(orjson.dumps(rows), 3),
            summary={
                "new": len(new),
                "changed": len(changed),
                "same": same,
                "repeated": len(reading.repeated),
                "refused": len(reading.refused),
                "doubtful": sum(row.is_doubtful for row in (*new, *changed)),
                "new_rows": [_shown(row) for row in new[:_SAMPLES]],
                "changed_rows": [
                    {**_shown(row), "before": held} for row, held in differing[:_SAMPLES]
                ],
                "doubtful_rows": [
                    _shown(row)
                    for row in islice((r for r in (*new, *changed) if r.is_doubtful), _SAMPLES)
                ],
                "repeated_rows": _problems(reading.repeated),
                "refused_rows": _problems(reading.refused),
            },
        )
    return kept.pk


def apply_import(*, actor: Actor, now: datetime, import_id: str) -> ImportResult:
    """This will write a list that was looked through.

    Written in batches, each its own transaction, so that conversations go on meanwhile; should
    the server stop half-way, the same list can be imported again and only the rest is new.
    Raises Forbidden, NotFound, NothingToImport, DictionaryFull.
    """
    kept = get_import(actor, import_id)
    rows: list[StoredRow] = orjson.loads(zlib.decompress(bytes(kept.rows)))
    if not rows:
        raise NothingToImport
    require_room(sum(1 + len(row["aliases"]) for row in rows[: kept.summary["new"]]))
    with transaction.atomic():
        audit.record(
            actor=actor,
            now=now,
            kind="policy.import_started",
            data={"file": kept.file_name, "rows": len(rows)},
        )
    for batch in _batches(rows, BATCH):
        with transaction.atomic():
            _write(batch, now)
            move_dictionary(now)
    result = ImportResult(added=kept.summary["new"], changed=kept.summary["changed"])
    with transaction.atomic():
        kept.delete()
        audit.record(
            actor=actor,
            now=now,
            kind="policy.import_finished",
            data={"file": kept.file_name, "added": result.added, "changed": result.changed},
        )
    return result


def discard_import(*, actor: Actor, import_id: str) -> None:
    """This will forget a list that was looked through. Raises Forbidden, NotFound."""
    get_import(actor, import_id).delete()


def _compared(reading: Reading) -> tuple[list[ReadRow], list[tuple[ReadRow, Held]], int]:
    """The rows that are new, those that change something, and how many are there already."""
    new: list[ReadRow] = []
    changed: list[tuple[ReadRow, Held]] = []
    same = 0
    for batch in _batches(reading.rows.values(), _LOOKUP):
        held = {
            (folded, kind): (text, level, tuple(aliases))
            for folded, kind, text, level, aliases in Term.objects.filter(
                folded__in={row.spelling.folded for row in batch}
            ).values_list("folded", "kind", "text", "level", "aliases")
        }
        for row in batch:
            there = held.get((row.spelling.folded, row.kind))
            if there is None:
                new.append(row)
            elif there == (row.spelling.text, row.level, row.spelling.aliases):
                same += 1
            else:
                changed.append((row, there))
    return new, changed, same


def _stored(row: ReadRow) -> StoredRow:
    spelling = row.spelling
    return {
        "text": spelling.text,
        "folded": spelling.folded,
        "searched": spelling.searched,
        "kind": row.kind,
        "level": row.level,
        "aliases": list(spelling.aliases),
    }


def _write(rows: Sequence[StoredRow], now: datetime) -> None:
    """Write rows past the ORM: it takes three times as long to spell the same statement out."""
    added_at = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.executemany(
            _UPSERT,
            [
                (
                    row["text"],
                    row["folded"],
                    row["searched"],
                    row["kind"],
                    row["level"],
                    orjson.dumps(row["aliases"]).decode(),
                    1 + len(row["aliases"]),
                    added_at,
                )
                for row in rows
            ],
        )


def _shown(row: ReadRow) -> dict[str, object]:
    return {
        "line": row.line,
        "text": row.spelling.text,
        "kind": row.kind,
        "level": row.level,
        "aliases": list(row.spelling.aliases),
    }


def _problems(rows: Sequence[RefusedRow]) -> list[dict[str, object]]:
    return [{"line": r.line, "code": r.code, "text": r.text[:80]} for r in rows[:_SAMPLES]]


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
