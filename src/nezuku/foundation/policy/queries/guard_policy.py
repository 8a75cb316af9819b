"""The guard's policy as it is in force, and how it came to be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.policy.differences import PolicyChange, policy_difference
from nezuku.foundation.policy.models import GuardPolicy
from nezuku.foundation.policy.stored_policy import row_policy
from nezuku.guard import Policy


@dataclass(frozen=True, slots=True)
class GuardPolicyFacts:
    """The policy in force. Version 0 is the recommended one that nobody has touched yet."""

    version: int
    policy: Policy
    changed_at: datetime | None
    changed_by_name: str
    reason: str

    @property
    def is_recommended(self) -> bool:
        """Whether it says what is recommended to a new company."""
        return self.policy == Policy.default()


@dataclass(frozen=True, slots=True)
class GuardPolicyVersion:
    """One step of the policy's history and what it changed."""

    version: int
    changed_at: datetime
    changed_by_name: str
    reason: str
    changes: tuple[PolicyChange, ...]


def guard_policy() -> GuardPolicyFacts:
    """The policy in force. Raises PolicyError where the stored one cannot be read."""
    row = GuardPolicy.objects.order_by("-version").first()
    if row is None:
        return GuardPolicyFacts(0, Policy.default(), None, "", "")
    return GuardPolicyFacts(
        version=row.version,
        policy=row_policy(row),
        changed_at=row.changed_at,
        changed_by_name=row.changed_by_name,
        reason=row.reason,
    )


def guard_policy_history(actor: Actor) -> tuple[GuardPolicyVersion, ...]:
    """Every version, the latest first, each with what it changed. Raises Forbidden."""
    actor.require("policy.classes")
    found: list[GuardPolicyVersion] = []
    before = Policy.default()
    for row in GuardPolicy.objects.order_by("version"):
        policy = row_policy(row)
        found.append(
            GuardPolicyVersion(
                version=row.version,
                changed_at=row.changed_at,
                changed_by_name=row.changed_by_name,
                reason=row.reason,
                changes=policy_difference(before, policy),
            )
        )
        before = policy
    return tuple(reversed(found))
