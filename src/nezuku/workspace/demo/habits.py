"""How the use of AI spreads through the demo company: who asks when, and how often. Pure.

Growth from a pilot in two departments to most of the company; one department that begins well
and fades. Weekends and holidays are quiet but for a few. Seeded: the same days, the same half year.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from types import MappingProxyType
from zoneinfo import ZoneInfo

from nezuku.foundation.people.cast import FACTORY, PLANNING, QUALITY, SALES, SUPPORT, SYSTEMS
from nezuku.workspace.demo.workdays import is_workday

TOKYO = ZoneInfo("Asia/Tokyo")
WEEKS = 26
#: How a working day goes, in questions per hour relative to each other.
_HOURS = {8: 2, 9: 9, 10: 11, 11: 9, 12: 2, 13: 8, 14: 10, 15: 10, 16: 9, 17: 6, 18: 2, 19: 1}
_QUIET_DAY = 0.02


@dataclass(frozen=True, slots=True)
class Habit:
    """A department's way: its first week, the weeks until the last of it follow, how many of it
    come along, questions a day, and the week from which it fades.
    """

    begins: int
    spread: int
    share: float
    questions: float
    fades_from: int | None = None


HABITS: Mapping[str, Habit] = MappingProxyType(
    {
        SYSTEMS: Habit(begins=0, spread=5, share=1.0, questions=1.0),
        SALES: Habit(begins=2, spread=12, share=0.9, questions=1.1),
        PLANNING: Habit(begins=5, spread=14, share=0.9, questions=0.8),
        SUPPORT: Habit(begins=4, spread=7, share=0.9, questions=1.2, fades_from=17),
        QUALITY: Habit(begins=9, spread=10, share=0.85, questions=0.7),
        FACTORY: Habit(begins=12, spread=11, share=0.55, questions=0.35),
    }
)


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who asks: their place in the cast, department, first week, and eagerness."""

    number: int
    department: str
    begins: int
    eagerness: float


def askers(departments: Sequence[str], random: Random) -> tuple[Asker, ...]:
    """Who of the people (given by their departments) comes to use it, and from which week on."""
    found = []
    for number, department in enumerate(departments):
        habit = HABITS[department]
        if random.random() > habit.share:
            continue
        delay = int(random.triangular(0, habit.spread, 1))
        found.append(Asker(number, department, habit.begins + delay, random.lognormvariate(0, 0.6)))
    return tuple(found)


def moments(asker: Asker, first: date, last: date, random: Random) -> Iterator[datetime]:
    """When this person asks, from `first` to `last`, in order within each day."""
    habit = HABITS[asker.department]
    day = first
    while day <= last:
        week = (day - first).days // 7
        rate = asker.eagerness * habit.questions * _strength(habit, asker, week)
        if not is_workday(day):
            rate *= _QUIET_DAY
        yield from sorted(_at(day, random) for _ in range(_poisson(rate, random)))
        day += timedelta(days=1)


def _strength(habit: Habit, asker: Asker, week: int) -> float:
    """0 before the first week; then a curious start, a dip, a habit; fading where it fades."""
    since = week - asker.begins
    if since < 0:
        return 0.0
    strength = (1.2, 0.7, 0.6, 0.7, 0.8)[since] if since < 5 else min(1.3, 0.8 + 0.04 * (since - 5))
    if habit.fades_from is not None and week >= habit.fades_from:
        strength *= max(0.03, 0.62 ** (week - habit.fades_from + 1))
    return strength


def _at(day: date, random: Random) -> datetime:
    hour = random.choices(list(_HOURS), weights=list(_HOURS.values()))[0]
    moment = time(hour, random.randrange(60), random.randrange(60), random.randrange(1_000_000))
    return datetime.combine(day, moment, TOKYO)


def _poisson(rate: float, random: Random) -> int:
    """A number of events where `rate` are expected (Knuth's method; rates here are small)."""
    limit, product, count = 2.718281828459045**-rate, random.random(), 0
    while product > limit:
        product *= random.random()
        count += 1
    return count
