"""What the people of the demo company asked and were answered, read from the files beside this.

Owns the form of the files. A conversation is a Markdown file: `key: value` lines, then parts
that begin with `--- 質問` and `--- 回答` in turn. Adding one is adding a file.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from nezuku.workspace.demo.workdays import is_workday

FOLDER = Path(__file__).parent
#: Days and months that move with the day on which the text is told: <<d+7>>, <<m/d+7>>, <<m-1>>.
_MOVING = re.compile(r"<<(d|m/d|m)([+-]\d+)>>")
_PART = re.compile(r"^--- (質問|回答)$", re.MULTILINE)
EVERYBODY = "*"


@dataclass(frozen=True, slots=True)
class Turn:
    """One question with its answer, in Markdown."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """A thread that a visitor can open. `who` is a named person or "department/number"."""

    who: str
    workdays_ago: int
    is_pinned: bool
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """An everyday question; `departments` may hold "*". No answer where the guard stops it."""

    departments: tuple[str, ...]
    text: str
    answer: str


@cache
def conversations() -> tuple[Conversation, ...]:
    """Every conversation, in the order of the files."""
    files = sorted((FOLDER / "conversations").glob("*.md"))
    return tuple(_conversation(path.read_text("utf-8")) for path in files)


@cache
def questions() -> tuple[Question, ...]:
    """Every everyday question."""
    rows = tomllib.loads((FOLDER / "questions.toml").read_text("utf-8"))["question"]
    return tuple(Question(tuple(row["departments"]), row["text"], row["answer"]) for row in rows)


def told_on(text: str, day: date) -> str:
    """The text with its moving days and months, as somebody would write it on `day`."""

    def written(match: re.Match[str]) -> str:
        form, shift = match[1], int(match[2])
        if form == "m":
            return f"{(day.month - 1 + shift) % 12 + 1}月"
        moved = day + timedelta(days=shift)
        while not is_workday(moved):
            moved += timedelta(days=1)
        return f"{moved.month}月{moved.day}日" if form == "d" else f"{moved.month}/{moved.day}"

    return _MOVING.sub(written, text)


def _conversation(text: str) -> Conversation:
    head, *parts = _PART.split(text)
    keys = dict(line.split(": ", 1) for line in head.strip().splitlines())
    texts = [part.strip() for part in parts[1::2]]
    turns = tuple(Turn(q, a) for q, a in zip(texts[::2], texts[1::2], strict=True))
    return Conversation(
        who=keys["who"],
        workdays_ago=int(keys["ago"]),
        is_pinned=keys.get("pinned") == "yes",
        turns=turns,
    )
