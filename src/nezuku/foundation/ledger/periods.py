"""Days as moments: a period of whole days in the time zone of the instance."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.utils import timezone

_Row = TypeVar("_Row", bound=Model)


def within(rows: QuerySet[_Row], since: date | None, until: date | None) -> QuerySet[_Row]:
    """The rows from the beginning of `since` to the end of `until`; None leaves an end open."""
    if since is not None:
        rows = rows.filter(at__gte=midnight(since))
    if until is not None and until < date.max:
        rows = rows.filter(at__lt=midnight(until + timedelta(days=1)))
    return rows


def midnight(day: date) -> datetime:
    """When a day begins in the time zone of the instance."""
    return timezone.make_aware(datetime.combine(day, time()))
