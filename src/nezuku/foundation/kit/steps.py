"""The registry behind "what should I do next": apps contribute, home shows, most urgent first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from nezuku.foundation.kit.actor import Actor


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing that a person should do: a sentence, why, and where. Lower rank comes first."""

    key: str
    title: str
    why: str
    url: str
    rank: int = 100


Source = Callable[[Actor], Iterable[NextStep]]
_sources: list[Source] = []


def contribute(source: Source) -> Source:
    """This will make `source` part of every home page; usable as a decorator."""
    if source not in _sources:
        _sources.append(source)
    return source


def next_steps(actor: Actor) -> tuple[NextStep, ...]:
    """What this person should do next, the most urgent first."""
    found = [step for source in _sources for step in source(actor)]
    return tuple(sorted(found, key=lambda step: (step.rank, step.key)))
