"""The steps of the first set-up and their order. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Step(StrEnum):
    """One page of the set-up; the value is part of its address and of the stored progress."""

    COMPANY = "company"
    DEPARTMENTS = "departments"
    ADMINISTRATOR = "administrator"
    MODEL = "model"
    CLASSES = "classes"
    INVITE = "invite"
    DONE = "done"


ORDER: tuple[Step, ...] = tuple(Step)

TITLES: Mapping[Step, str | Promise] = MappingProxyType(
    {
        Step.COMPANY: _("会社"),
        Step.DEPARTMENTS: pgettext_lazy("page", "部門"),
        Step.ADMINISTRATOR: _("管理者"),
        Step.MODEL: _("モデル"),
        Step.CLASSES: pgettext_lazy("page", "情報区分"),
        Step.INVITE: _("招待"),
        Step.DONE: _("完了"),
    }
)


def number(step: Step) -> int:
    """The place of a step, from 1."""
    return ORDER.index(step) + 1


def after(step: Step) -> Step:
    """The step that follows; the last one follows itself."""
    return ORDER[min(ORDER.index(step) + 1, len(ORDER) - 1)]


def before(step: Step) -> Step | None:
    """The step to which "back" leads, None for the first one.

    Past the administrator the way back leads round them: the account exists, and has its own page.
    """
    at = ORDER.index(step)
    if at == 0:
        return None
    return Step.DEPARTMENTS if step is Step.MODEL else ORDER[at - 1]


def furthest(one: Step, other: Step) -> Step:
    """The later of two steps."""
    return max(one, other, key=ORDER.index)


def known(text: str) -> Step:
    """The step of that name, the first one for anything else."""
    return next((step for step in ORDER if step == text), Step.COMPANY)
