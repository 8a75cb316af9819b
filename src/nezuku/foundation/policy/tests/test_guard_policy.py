"""The guard's settings: versions with a reason, and a difference that a person can judge."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.errors import Forbidden
from nezuku.foundation.ledger.models import AuditEvent
from nezuku.foundation.policy import actions, guarding, queries
from nezuku.foundation.policy.differences import effective_decision, policy_difference
from nezuku.guard import KINDS, SIGNAL_KINDS, Decision, Guard, Policy, Rule


@pytest.mark.django_db
def test_a_change_is_a_version_with_reason_difference_and_audit(lead: Actor, now: datetime) -> None:
    assert queries.guard_policy().is_recommended
    policy = Policy(levels={"age": 2}, overrides={"email": Decision.ALLOW})
    version = actions.change_guard_policy(
        actor=lead, now=now, policy=policy, reason="年齢も伏せる", expected_version=0
    )
    facts = queries.guard_policy()
    assert (facts.version, facts.reason, facts.policy) == (version, "年齢も伏せる", policy)
    assert not facts.is_recommended
    (step,) = queries.guard_policy_history(lead)
    assert {(c.what, c.subject, c.before, c.after, c.is_weaker) for c in step.changes} == {
        ("level", "age", "1", "2", False),
        ("decision", "age", "allow", "mask", False),
        ("decision", "email", "mask", "allow", True),
    }
    assert "年齢も伏せる" in AuditEvent.objects.get(kind="policy.guard_changed").body
    assert guarding.current_guard().policy == policy


@pytest.mark.django_db
def test_going_back_to_the_recommended_settings_is_a_change_like_any_other(
    lead: Actor, now: datetime
) -> None:
    actions.change_guard_policy(
        actor=lead, now=now, policy=Policy(levels={"age": 3}), reason="試行", expected_version=0
    )
    actions.change_guard_policy(
        actor=lead, now=now, policy=Policy.default(), reason="戻す", expected_version=1
    )
    facts = queries.guard_policy()
    assert (facts.version, facts.is_recommended) == (2, True)


@pytest.mark.django_db
def test_no_change_no_reason_an_old_version_and_no_right_are_refused(
    lead: Actor, member: Actor, now: datetime
) -> None:
    policy = Policy(levels={"age": 3})
    for error, actor, changed in (
        (actions.NothingChanged, lead, {"policy": Policy.default()}),
        (actions.PolicyReasonMissing, lead, {"reason": " "}),
        (actions.ChangedMeanwhile, lead, {"expected_version": 3}),
        (Forbidden, member, {}),
    ):
        given_ = {"policy": policy, "reason": "理由", "expected_version": 0} | changed
        with pytest.raises(error):
            actions.change_guard_policy(actor=actor, now=now, **given_)  # type: ignore[arg-type]
    with pytest.raises(Forbidden):
        queries.guard_policy_history(member)


decisions = st.sampled_from(list(Decision))
policies = st.builds(
    Policy,
    levels=st.dictionaries(st.sampled_from(sorted(KINDS)), st.integers(1, 3), max_size=5),
    actions=st.fixed_dictionaries({1: decisions, 2: decisions, 3: decisions}),
    overrides=st.dictionaries(st.sampled_from(sorted(KINDS)), decisions, max_size=5),
    ask_below=st.sampled_from([0.4, 0.5, 0.7]),
    rules=st.sampled_from([(), (Rule("社員番号", "EMP-####", "employee_number"),)]),
)


@given(before=policies, after=policies)
def test_nothing_that_the_guard_does_otherwise_is_left_unsaid(
    before: Policy, after: Policy
) -> None:
    changes = policy_difference(before, after)
    said = {(c.what, c.subject) for c in changes}
    for kind in KINDS:
        if effective_decision(before, kind) is not effective_decision(after, kind):
            level = str(after.level_of(kind))
            assert {("decision", kind), ("action", level), ("level", kind)} & said
    assert bool(changes) or before == after or not _really_differ(before, after)
    assert policy_difference(before, before) == ()


def _really_differ(before: Policy, after: Policy) -> bool:
    """Whether they differ in more than in saying the standard level aloud."""
    same_levels = all(before.level_of(k) == after.level_of(k) for k in KINDS)
    same_rest = (before.actions, before.overrides, before.ask_below, before.rules) == (
        after.actions,
        after.overrides,
        after.ask_below,
        after.rules,
    )
    return not (same_levels and same_rest)


def test_the_shown_decision_is_the_one_that_the_guard_takes() -> None:
    policy = Policy.default()
    guard = Guard(policy)
    text = "社外秘\n連絡先は taro@example.co.jp、マイナンバー 123456789018 です。"
    found = guard.inspect(text)
    for finding in (*found.findings, *found.signals):
        if finding.confidence >= policy.ask_below or finding.kind in SIGNAL_KINDS:
            assert finding.decision is effective_decision(policy, finding.kind)
    assert {f.kind for f in found.findings} >= {"email", "my_number"}
