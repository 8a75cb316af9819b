"""The days on which a Japanese company works. Pure.

National holidays follow the Act on National Holidays (国民の祝日に関する法律, 1948 and changes);
the equinoxes by the usual formula, right for 1980 to 2099. The summer break (13 to 15 August) and
the turn of the year (29 December to 3 January) are custom.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

_FIXED = {(1, 1), (2, 11), (2, 23), (4, 29), (5, 3), (5, 4), (5, 5), (8, 11), (11, 3), (11, 23)}
_CLOSED = {(8, 13), (8, 14), (8, 15), (12, 29), (12, 30), (12, 31), (1, 2), (1, 3)}
#: Month -> which Monday of it.
_MONDAYS = {1: 2, 7: 3, 9: 3, 10: 2}
_MONDAY, _SUNDAY = 0, 6


def is_workday(day: date) -> bool:
    """Whether the company works on this day."""
    return day.weekday() < 5 and day not in _holidays(day.year)


def workdays(first: date, last: date) -> tuple[date, ...]:
    """The days of work from `first` to `last`, both included."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return tuple(day for day in days if is_workday(day))


@cache
def _holidays(year: int) -> frozenset[date]:
    national = {date(year, month, day) for month, day in _FIXED}
    for month, number in _MONDAYS.items():
        first = date(year, month, 1)
        to_monday = (_MONDAY - first.weekday()) % 7
        national.add(first + timedelta(days=to_monday + 7 * (number - 1)))
    since = year - 1980
    national.add(date(year, 3, int(20.8431 + 0.242194 * since - since // 4)))
    national.add(date(year, 9, int(23.2488 + 0.242194 * since - since // 4)))
    found = set(national)
    for day in sorted(national):
        # A holiday on a Sunday moves to the next day that is none.
        moved = day
        while day.weekday() == _SUNDAY and moved in found:
            moved += timedelta(days=1)
        found.add(moved)
    for day in national:
        # A day between two holidays is one, too.
        if day + timedelta(days=2) in national and (day + timedelta(days=1)).weekday() != _SUNDAY:
            found.add(day + timedelta(days=1))
    return frozenset(found | {date(year, month, day) for month, day in _CLOSED})
