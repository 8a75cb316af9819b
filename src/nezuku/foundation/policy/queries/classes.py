"""The information classes as everybody reads them, and how they came to be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.errors import NotFound
from nezuku.foundation.policy.differences import (
    ClassDifference,
    ClassText,
    class_difference,
)
from nezuku.foundation.policy.models import InformationClass


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """A class as it is in force."""

    level: int
    version: int
    text: ClassText
    changed_at: datetime
    changed_by_name: str
    reason: str


@dataclass(frozen=True, slots=True)
class ClassVersion:
    """One step of a class's history; `difference` is None for the first version."""

    level: int
    version: int
    changed_at: datetime
    changed_by_name: str
    reason: str
    difference: ClassDifference | None


def current_classes() -> tuple[ClassFacts, ...]:
    """The three classes in force, lowest first; empty before they were proposed.

    For every member: it is what they are asked to keep to.
    """
    rows = InformationClass.objects.filter(is_current=True).order_by("level")
    return tuple(_facts(row) for row in rows.prefetch_related("examples"))


def class_for_edit(actor: Actor, level: int) -> ClassFacts:
    """The class of a level, for who may change it. Raises Forbidden, NotFound."""
    actor.require("policy.classes")
    rows = InformationClass.objects.filter(level=level, is_current=True)
    row = rows.prefetch_related("examples").first()
    if row is None:
        raise NotFound
    return _facts(row)


def class_history() -> tuple[ClassVersion, ...]:
    """Every version of every class, the latest first, each with what it changed."""
    rows = InformationClass.objects.order_by("level", "version").prefetch_related("examples")
    found: list[ClassVersion] = []
    before: InformationClass | None = None
    for row in rows:
        same_class = before is not None and before.level == row.level
        found.append(
            ClassVersion(
                level=row.level,
                version=row.version,
                changed_at=row.changed_at,
                changed_by_name=row.changed_by_name,
                reason=row.reason,
                difference=class_difference(before.as_text(), row.as_text())
                if before is not None and same_class
                else None,
            )
        )
        before = row
    return tuple(sorted(found, key=lambda v: (v.changed_at, v.version, -v.level), reverse=True))


def classes_exist() -> bool:
    """Whether the company has classes at all."""
    return InformationClass.objects.exists()


def classes_were_adjusted() -> bool:
    """Whether anybody has changed a class since the proposal."""
    return InformationClass.objects.filter(version__gt=1).exists()


def _facts(row: InformationClass) -> ClassFacts:
    return ClassFacts(
        level=row.level,
        version=row.version,
        text=row.as_text(),
        changed_at=row.changed_at,
        changed_by_name=row.changed_by_name,
        reason=row.reason,
    )
