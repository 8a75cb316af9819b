"""What `doctor` hands out: a state, a sentence, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from nezuku.cli.words import Said


class State(StrEnum):
    """How a thing stands: good, worth knowing, or in the way."""

    GOOD = "good"
    NOTE = "note"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome of one check. `advice` says what to do when it is not good.

    `stops_all` when nothing that stands on it can be checked any more.
    """

    key: str
    state: State
    said: Said
    advice: Said | None = None
    stops_all: bool = False


def good(key: str, ja: str, en: str) -> Answer:
    """This is as it should be."""
    return Answer(key, State.GOOD, Said(ja, en))


def note(key: str, said: Said, advice: Said) -> Answer:
    """The product runs, but somebody should know."""
    return Answer(key, State.NOTE, said, advice)


def bad(key: str, said: Said, advice: Said, *, stops_all: bool = False) -> Answer:
    """The product does not run, or not safely."""
    return Answer(key, State.BAD, said, advice, stops_all)
