"""The information classes between the form of the set-up and the policy. Pure.

Owns the names of the form's fields; what a class may say is decided by the policy's actions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict

from nezuku.foundation.policy.differences import ClassText, ExampleText
from nezuku.foundation.policy.queries import ClassFacts

#: Mark of an example -> the sign that people know.
MARKS: Mapping[str, str] = {"ok": "◯", "condition": "△", "no": "×"}
EMPTY_ROWS = 2
_DEFAULT_MARK = {1: "ok", 2: "condition", 3: "no"}


@dataclass(frozen=True, slots=True)
class ExampleRow:
    """One line of the form; an empty text means that the example goes."""

    mark: str
    sign: str
    text: str
    note: str


@dataclass(frozen=True, slots=True)
class EditedClass:
    """A class as it is shown and as it was typed. `version` is the one that the person saw."""

    level: int
    version: int
    name: str
    rule: str
    contact: str
    examples: tuple[ExampleRow, ...]
    default_mark: str
    error: str = ""
    is_open: bool = False

    @property
    def rows(self) -> tuple[ExampleRow, ...]:
        """The lines of the form: the examples, then some empty ones."""
        empty = ExampleRow(self.default_mark, MARKS[self.default_mark], "", "")
        return (*self.examples, *[empty] * EMPTY_ROWS)

    def as_text(self) -> ClassText:
        """What the policy's action takes."""
        kept = (ExampleText(e.mark, e.text, e.note) for e in self.examples if e.text.strip())
        return ClassText(self.name, self.rule, self.contact, tuple(kept))


def shown(classes: Iterable[ClassFacts]) -> tuple[EditedClass, ...]:
    """The classes in force, ready to be edited."""
    return tuple(
        EditedClass(
            level=facts.level,
            version=facts.version,
            name=facts.text.name,
            rule=facts.text.rule,
            contact=facts.text.contact,
            examples=tuple(
                ExampleRow(e.mark, MARKS.get(e.mark, ""), e.text, e.note)
                for e in facts.text.examples
            ),
            default_mark=_DEFAULT_MARK.get(facts.level, "no"),
        )
        for facts in classes
    )


def typed(data: QueryDict, levels: Sequence[int], *, contact: str) -> tuple[EditedClass, ...]:
    """The classes as they were typed. A list of fields that is too short counts as empty."""
    found = []
    for level in levels:
        marks = data.getlist(f"mark-{level}")
        notes = data.getlist(f"note-{level}")
        texts = data.getlist(f"text-{level}")
        version = data.get(f"version-{level}", "")
        rows = []
        for at, text in enumerate(texts):
            mark = marks[at] if at < len(marks) and marks[at] in MARKS else _DEFAULT_MARK[level]
            note = notes[at] if at < len(notes) else ""
            if text.strip():
                rows.append(ExampleRow(mark, MARKS[mark], text.strip(), note.strip()))
        found.append(
            EditedClass(
                level=level,
                version=int(version) if version.isascii() and version.isdigit() else 0,
                name=data.get(f"name-{level}", ""),
                rule=data.get(f"rule-{level}", ""),
                contact=contact,
                examples=tuple(rows),
                default_mark=_DEFAULT_MARK[level],
            )
        )
    return tuple(found)
