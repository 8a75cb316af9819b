"""Everything the guard can say has its words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nezuku.foundation.policy.wording import (
    DECISION_WORDS,
    KIND_WORDS,
    LEVEL_WORDS,
    REASON_WORDS,
    describe,
    reason_sentence,
)
from nezuku.guard.decisions import Decision
from nezuku.guard.findings import Finding
from nezuku.guard.kinds import KINDS
from nezuku.guard.reasons import REASONS, Reason


def finding(kind: str, code: str, decision: Decision, fields: dict[str, str]) -> Finding:
    return Finding(0, 1, kind, 2, decision, 0.9, Reason(code, fields), "x", "k")


def test_every_kind_of_the_guard_has_its_words_and_no_other() -> None:
    assert set(KIND_WORDS) == set(KINDS)
    labels = [str(words.label) for words in KIND_WORDS.values()]
    assert len(labels) == len(set(labels))


def test_every_reason_of_the_guard_has_its_words_and_no_other() -> None:
    assert set(REASON_WORDS) == set(REASONS)


def test_every_decision_and_level_has_its_words() -> None:
    assert set(DECISION_WORDS) == set(Decision)
    assert set(LEVEL_WORDS) == {1, 2, 3}


@pytest.mark.parametrize("code", sorted(REASONS))
def test_a_reason_is_a_whole_sentence_with_and_without_its_fields(code: str) -> None:
    filled = reason_sentence(code, {"label": "電話", "service": "AWS"})
    plain = reason_sentence(code, {})
    for sentence in (filled, plain, reason_sentence(code, {"label": "", "service": ""})):
        assert "%(" not in sentence
        assert sentence.endswith("。")


def test_the_fields_are_named_in_the_sentence() -> None:
    assert "「電話番号」" in reason_sentence("label", {"label": "電話番号"})
    assert "AWS" in reason_sentence("prefix", {"service": "AWS"})


@given(
    kind=st.sampled_from(sorted(KINDS)),
    code=st.sampled_from(sorted(REASONS)),
    decision=st.sampled_from(list(Decision)),
    label=st.text(),
)
def test_any_finding_can_be_described(kind: str, code: str, decision: Decision, label: str) -> None:
    text = describe(finding(kind, code, decision, {"label": label, "service": label}))
    assert text.kind_label
    assert text.reason_sentence
    assert text.decision_label
    assert text.advice.endswith("。")
