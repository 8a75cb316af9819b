"""Places in a list that is sorted by time, newest first. Owns their form in an address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

_FORM = re.compile(r"([0-9]{1,17})-([0-9A-Za-z_-]{1,40})")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_Row = TypeVar("_Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Place:
    """The row after which a page begins: its time and its key, which breaks ties."""

    at: datetime
    key: str

    def __str__(self) -> str:
        return f"{(self.at - _EPOCH) // timedelta(microseconds=1)}-{self.key}"


def parse_place(text: str, *, numbered: bool = False) -> Place | None:
    """The place that an address names; None for anything else, which means the newest.

    `numbered` for rows whose key is a number.
    """
    match = _FORM.fullmatch(text)
    if match is None or (numbered and not (match[2].isdecimal() and len(match[2]) < 19)):
        return None
    try:
        return Place(_EPOCH + timedelta(microseconds=int(match[1])), match[2])
    except OverflowError:
        return None


def after(rows: QuerySet[_Row], place: Place | None) -> QuerySet[_Row]:
    """The rows older than `place`, newest first."""
    if place is not None:
        older = Q(at__lt=place.at) | Q(at=place.at, pk__lt=place.key)
        rows = rows.filter(older, at__lte=place.at)
    return rows.order_by("-at", "-pk")
