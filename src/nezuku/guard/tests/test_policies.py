"""Policies: what they decide and what they refuse to read."""

from __future__ import annotations

import pytest

from nezuku.guard import Decision, Guard, Policy, PolicyError, Rule, strictest


def test_the_standard_policy_reads_itself_back() -> None:
    policy = Policy.default()
    assert Policy.from_dict(policy.to_dict()) == policy
    assert Policy.from_dict(policy.to_dict()).version == policy.version


def test_a_change_changes_the_version() -> None:
    assert Policy(levels={"phone": 3}).version != Policy.default().version


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"surprise": 1}, "policy_unknown_field"),
        ({"levels": {"nobody": 1}}, "policy_unknown_kind"),
        ({"levels": {"phone": 4}}, "policy_bad_level"),
        ({"levels": {"phone": True}}, "policy_bad_level"),
        ({"levels": []}, "policy_bad_type"),
        ({"overrides": {"phone": "maybe"}}, "policy_bad_decision"),
        ({"actions": {"1": "allow"}}, "policy_bad_actions"),
        ({"ask_below": 2}, "policy_bad_threshold"),
        ({"ask_below": "0.5"}, "policy_bad_type"),
        ({"rules": [{"name": "x", "shape": "あ"}]}, "policy_bad_shape"),
        ({"rules": [{"name": "x"}]}, "policy_bad_type"),
    ],
)
def test_a_policy_that_cannot_be_meant_is_refused(data: dict[str, object], code: str) -> None:
    with pytest.raises(PolicyError) as refused:
        Policy.from_dict(data)  # type: ignore[arg-type]
    assert refused.value.code == code


def test_decisions_are_ordered() -> None:
    assert strictest([]) is Decision.ALLOW
    assert strictest([Decision.ASK, Decision.MASK]) is Decision.ASK
    assert [d.rank for d in (Decision.ALLOW, Decision.MASK, Decision.ASK, Decision.BLOCK)] == [
        0,
        1,
        2,
        3,
    ]


def test_the_companys_own_numbers_are_found_by_their_shape() -> None:
    guard = Guard(Policy(rules=(Rule("案件番号", "PJ-####-@@"),)))
    found = guard.inspect("案件はＰＪ－２０２４－ｘｙです")
    assert [(f.kind, f.text) for f in found.findings] == [("own_pattern", "ＰＪ－２０２４－ｘｙ")]


def test_an_unsure_finding_is_asked_about() -> None:
    policy = Policy(ask_below=0.99, ignore_below=0.3)
    assert policy.decide("phone", 2, 0.5) is Decision.ASK
    assert policy.decide("phone", 2, 0.2) is None
    assert policy.decide("place", 1, 0.5) is Decision.ALLOW
