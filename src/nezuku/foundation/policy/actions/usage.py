"""The company's limits of the door."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.errors import UserError
from nezuku.foundation.ledger import audit
from nezuku.foundation.people.actions.epoch import move_access_epoch
from nezuku.foundation.policy.models import UsagePolicy

REQUESTS_RANGE = (1, 10_000)
CHARACTERS_RANGE = (1_000, 5_000_000)


class LimitRefused(UserError):
    """A limit lies outside of what makes sense; `low` and `high` say what does, `field` which."""

    code = "limit_refused"
    sentence = _("上限は%(low)dから%(high)dまでの数で入力してください。")


def change_usage_policy(
    *,
    actor: Actor,
    now: datetime,
    requests_per_minute: int,
    max_input_characters: int,
    allow_images: bool,
    members_may_make_keys: bool,
) -> None:
    """This will set the limits that hold for everybody; what is so already leaves no event.

    Raises Forbidden, LimitRefused.
    """
    actor.require("policy.models")
    for field, value, (low, high) in (
        ("requests_per_minute", requests_per_minute, REQUESTS_RANGE),
        ("max_input_characters", max_input_characters, CHARACTERS_RANGE),
    ):
        if not low <= value <= high:
            raise LimitRefused(field=field, low=low, high=high)
    after = {
        "requests_per_minute": requests_per_minute,
        "max_input_characters": max_input_characters,
        "allow_images": allow_images,
        "members_may_make_keys": members_may_make_keys,
    }
    with transaction.atomic():
        row, _created = UsagePolicy.objects.select_for_update().get_or_create(pk=1)
        before = {name: getattr(row, name) for name in after}
        if before == after:
            return
        UsagePolicy.objects.filter(pk=1).update(
            requests_per_minute=requests_per_minute,
            max_input_characters=max_input_characters,
            allow_images=allow_images,
            members_may_make_keys=members_may_make_keys,
        )
        move_access_epoch()
        audit.record(
            actor=actor,
            now=now,
            kind="policy.usage_changed",
            data={"before": before, "after": dict(after)},
        )
