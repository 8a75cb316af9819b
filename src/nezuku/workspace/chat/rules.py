"""What a conversation is, without tables: the shown path of a tree, titles, what is sent.

Owns the shape of a conversation and of the text that goes to the engine. Does not read or write.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nezuku.guard.placeholders import CANONICAL

TITLE_LENGTH = 40
#: Stands where a person chose to take words out.
BLACK = "■■■"
#: A message that is still nothing: it never goes into the next request.
_BLANK = re.compile(r"\s*\Z")
_MARKUP = re.compile(r"^[#>*\-+\s]+|[*_`~]{1,3}|\|")


@dataclass(frozen=True, slots=True)
class Node:
    """A message as far as the tree knows it; `chosen` is the id of the child that is shown.

    A void one (an answer that failed before its first word) is no version to page through.
    """

    id: str
    parent: str | None
    chosen: str
    is_void: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A message on the shown path: which of its siblings it is, and who they are."""

    id: str
    siblings: tuple[str, ...]

    @property
    def number(self) -> int:
        """Its place among the siblings, from 1."""
        return self.siblings.index(self.id) + 1

    @property
    def before(self) -> str:
        """The sibling before it; empty for the first."""
        return self.siblings[self.number - 2] if self.number > 1 else ""

    @property
    def after(self) -> str:
        """The sibling after it; empty for the last."""
        return self.siblings[self.number] if self.number < len(self.siblings) else ""


def shown_path(nodes: Sequence[Node], opening: str) -> tuple[Place, ...]:
    """The messages that are shown, from the first to the last.

    `nodes` come in the order in which they were written. Where a pointer is empty or points
    nowhere the newest child is shown, so no message can be lost from sight by a bad pointer.
    """
    children: dict[str | None, list[str]] = {}
    chosen: dict[str, str] = {}
    void = {node.id for node in nodes if node.is_void}
    for node in nodes:
        children.setdefault(node.parent, []).append(node.id)
        chosen[node.id] = node.chosen
    path: list[Place] = []
    siblings = children.get(None)
    wanted = opening
    while siblings:
        here = wanted if wanted in siblings else siblings[-1]
        kept = tuple(one for one in siblings if one == here or one not in void)
        path.append(Place(id=here, siblings=kept))
        siblings = children.get(here)
        wanted = chosen[here]
        if len(path) > len(nodes):  # a circle cannot be written by us, but must not hang a page
            break
    return tuple(path)


def ancestors(parents: Mapping[str, str | None], leaf: str | None) -> tuple[str, ...]:
    """The ids from the first message down to `leaf`, which is included."""
    found: list[str] = []
    while leaf is not None and leaf in parents and leaf not in found:
        found.append(leaf)
        leaf = parents[leaf]
    return tuple(reversed(found))


def title_from(text: str, fallback: str) -> str:
    """The title of a new conversation: the first line that says something, shortened."""
    for line in text.splitlines():
        words = re.sub(r"\s+", " ", _MARKUP.sub("", line)).strip()
        if words:
            return words if len(words) <= TITLE_LENGTH else words[: TITLE_LENGTH - 1] + "…"
    return fallback[:TITLE_LENGTH]


@dataclass(frozen=True, slots=True)
class FileText:
    """A file's name and text, as it is joined to a message."""

    id: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """Where one origin stands in a composed text: the person's own words, or one file's.

    `body` is where its text begins: after the line with the file's name, which belongs to it.
    """

    start: int
    body: int
    end: int
    file_id: str
    file_name: str


@dataclass(frozen=True, slots=True)
class Composed:
    """The text of one message as it goes to the engine, and what came from where."""

    content: str
    parts: tuple[Part, ...]

    def part_at(self, place: int) -> Part | None:
        """The part that holds a place of the content; None between the parts."""
        for part in self.parts:
            if part.start <= place < part.end:
                return part
        return None


def compose(text: str, files: Sequence[FileText]) -> Composed:
    """This will join a message and its files, each file under a line with its name.

    The file's name is part of the content, so the guard sees it too.
    """
    pieces = [text]
    place = len(text)
    parts = [Part(0, 0, place, "", "")]
    for file in files:
        head = f"\n\n--- 添付ファイル：{_one_line(file.name)} ---\n"
        start = place + len(head)
        pieces += [head, file.text]
        parts.append(Part(place, start, start + len(file.text), file.id, file.name))
        place = start + len(file.text)
    return Composed("".join(pieces), tuple(parts))


@dataclass(frozen=True, slots=True)
class SentPiece:
    """A stretch of what left; `is_placeholder` when it stands for something of the original."""

    text: str
    is_placeholder: bool


def sent_pieces(text: str, *, marked: bool = True) -> tuple[SentPiece, ...]:
    """A text that left, cut at its placeholders."""
    if not marked:
        return (SentPiece(text, is_placeholder=False),)
    pieces: list[SentPiece] = []
    place = 0
    for found in CANONICAL.finditer(text):
        if found.start() > place:
            pieces.append(SentPiece(text[place : found.start()], is_placeholder=False))
        pieces.append(SentPiece(found.group(), is_placeholder=True))
        place = found.end()
    if place < len(text):
        pieces.append(SentPiece(text[place:], is_placeholder=False))
    return tuple(pieces)


def is_blank(text: str) -> bool:
    """Whether there is nothing in a text but white space."""
    return _BLANK.match(text) is not None


def _one_line(name: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f\u2028\u2029]+", " ", name).strip()
