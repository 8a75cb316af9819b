"""The people and departments as the ledger knows them: by the newest name beside each number.

The ledger stands below the directory of people, and must name those who have left, so it reads
the names from its own facts. Each costs two steps in an index, however many exchanges there are.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.db import connection

#: The distinct numbers of an indexed column, one jump each, with the newest names beside them.
_DISTINCT = """
WITH RECURSIVE known(id) AS (
    SELECT MIN({column}) FROM ledger_exchange
    UNION ALL
    SELECT (SELECT MIN({column}) FROM ledger_exchange WHERE {column} > known.id)
    FROM known WHERE known.id IS NOT NULL
)
SELECT known.id, (
    SELECT {name} FROM ledger_exchange newest
    WHERE newest.{column} = known.id ORDER BY newest.at DESC LIMIT 1
)
FROM known WHERE known.id IS NOT NULL
"""
_PEOPLE = _DISTINCT.format(column="member_id", name="member_name")
_DEPARTMENTS = _DISTINCT.format(column="department_id", name="department_name")

_LISTED = """
WITH wanted(id) AS (VALUES {listed})
SELECT wanted.id, (
    SELECT member_name FROM ledger_exchange newest
    WHERE newest.member_id = wanted.id ORDER BY newest.at DESC LIMIT 1
)
FROM wanted
"""


@dataclass(frozen=True, slots=True)
class Named:
    """A person or department that has exchanges."""

    id: int
    name: str


def departments() -> tuple[Named, ...]:
    """Every department that has exchanges, by name."""
    return _named(_DEPARTMENTS)


def people_called(words: str) -> tuple[Named, ...]:
    """Everybody with exchanges whose name contains `words`; width, case and spaces do not count."""
    wanted = _folded(words)
    return tuple(one for one in _named(_PEOPLE) if wanted in _folded(one.name))


MemberNames = Callable[[Iterable[int]], Mapping[int, str]]
_sources: list[MemberNames] = []


def know_members(source: MemberNames) -> None:
    """This will let the floor above name members who have no exchanges yet."""
    if source not in _sources:
        _sources.append(source)


def members_named(member_ids: Iterable[int]) -> dict[int, str]:
    """The names of members; whoever nobody knows is left out. One query, and one per source."""
    wanted = set(member_ids)
    found: dict[int, str] = {}
    if wanted:
        listed = ", ".join(["(%s)"] * len(wanted))
        with connection.cursor() as cursor:
            cursor.execute(_LISTED.format(listed=listed), sorted(wanted))
            found = {int(row[0]): str(row[1]) for row in cursor.fetchall() if row[1]}
    for source in _sources:
        found.update(source(wanted))
    return found


def _named(query: str) -> tuple[Named, ...]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        found = [Named(int(row[0]), str(row[1])) for row in cursor.fetchall()]
    return tuple(sorted(found, key=lambda one: (one.name, one.id)))


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
