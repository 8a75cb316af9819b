"""Changing what the guard does: a new version with a reason, in force with the next request."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.errors import UserError
from nezuku.foundation.ledger import audit
from nezuku.foundation.policy.actions.classes import ChangedMeanwhile, NothingChanged
from nezuku.foundation.policy.differences import policy_difference
from nezuku.foundation.policy.guarding import expect_change
from nezuku.foundation.policy.models import GuardPolicy
from nezuku.foundation.policy.stored_policy import version_in_force
from nezuku.guard import Policy


class PolicyReasonMissing(UserError):
    """A change of the guard needs a reason: somebody will ask."""

    code = "policy_reason_missing"
    sentence = _("変更の理由を200文字以内で入力してください。履歴に残ります。")


def change_guard_policy(
    *, actor: Actor, now: datetime, policy: Policy, reason: str, expected_version: int
) -> int:
    """This will put a policy in force and return its version.

    `expected_version` is the version that the person saw, 0 for the recommended one. Raises
    Forbidden, PolicyReasonMissing, NothingChanged, ChangedMeanwhile.
    """
    actor.require("policy.classes")
    reason = reason.strip()
    if not reason or len(reason) > 200:
        raise PolicyReasonMissing
    try:
        with transaction.atomic():
            held, before = version_in_force()
            if held != expected_version:
                raise ChangedMeanwhile
            changes = policy_difference(before, policy)
            if not changes:
                raise NothingChanged
            version = held + 1
            GuardPolicy.objects.create(
                version=version,
                settings=policy.to_dict(),
                changed_at=now,
                changed_by_name=actor.name[:100],
                reason=reason,
            )
            audit.record(
                actor=actor,
                now=now,
                kind="policy.guard_changed",
                data={
                    "version": version,
                    "reason": reason,
                    "changes": [
                        [c.what, c.subject, c.before, c.after, c.is_weaker] for c in changes
                    ],
                },
            )
            transaction.on_commit(expect_change)
    except IntegrityError as error:
        raise ChangedMeanwhile from error
    expect_change()
    return version
