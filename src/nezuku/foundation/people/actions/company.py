"""What the company says about itself: its name, its size, the smallest group that is shown."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.errors import UserError
from nezuku.foundation.ledger import audit
from nezuku.foundation.people.models import Company
from nezuku.foundation.people.rules import clean_name

MAX_HEAD_COUNT = 1_000_000
SMALL_GROUPS = range(3, 21)


class HeadCountUnusable(UserError):
    """A number of people below zero or beyond any company."""

    code = "head_count_unusable"
    sentence = _("人数は0から1,000,000までの数字で入力してください。")


class SmallGroupUnusable(UserError):
    """The smallest group whose figures are shown is too small to protect anybody, or too large."""

    code = "small_group_unusable"
    sentence = _("集計を表示する最小の人数は、3人から20人の間で決めてください。")


def change_company(
    *, actor: Actor, now: datetime, name: str, head_count: int, small_group: int = 5
) -> None:
    """This will write what the company says about itself, creating the row at the first set-up.

    Raises Forbidden, NameUnusable, HeadCountUnusable, SmallGroupUnusable.
    """
    actor.require("company.settings")
    values = {
        "name": clean_name(name),
        "head_count": clean_head_count(head_count),
        "small_group": small_group,
    }
    if small_group not in SMALL_GROUPS:
        raise SmallGroupUnusable
    with transaction.atomic():
        Company.objects.update_or_create(pk=1, defaults=values)
        audit.record(actor=actor, now=now, kind="people.company_changed", data={**values})


def finish_set_up(*, actor: Actor, now: datetime) -> None:
    """This will note that the first set-up is done; later calls change nothing. Forbidden."""
    actor.require("company.settings")
    with transaction.atomic():
        if Company.objects.filter(pk=1, set_up_at=None).update(set_up_at=now):
            audit.record(actor=actor, now=now, kind="people.set_up_finished")


def clean_head_count(count: int) -> int:
    """The count, if it can be one. Raises HeadCountUnusable."""
    if not 0 <= count <= MAX_HEAD_COUNT:
        raise HeadCountUnusable
    return count
