"""Every problem, reason and vendor of the engine has words, and only those."""

from __future__ import annotations

from typing import get_args

import pytest
from django.utils import translation

from nezuku.bridge.engine import PRESETS, Probe, Problem
from nezuku.providers.errors import ForbiddenReason
from nezuku.workspace.setup import wording


def test_every_problem_has_words_in_both_languages() -> None:
    assert set(wording.PROBLEMS) == set(Problem)
    for language in ("ja", "en"):
        with translation.override(language):
            for problem in Problem:
                said = wording.explain(Probe(ok=False, problem=problem))
                assert said.title
                assert said.advice
                assert said.code == problem


def test_every_vendor_that_is_not_found_by_itself_has_words() -> None:
    chosen = {preset.id for preset in PRESETS.values() if preset.local_port is None}
    assert set(wording.VENDORS) == chosen
    for preset in PRESETS.values():
        words = wording.vendor_words(preset.id, preset.label)
        assert str(words.title)
        assert str(words.hint)


def test_finer_reasons_are_reasons_that_exist() -> None:
    assert {reason for _problem, reason in wording.REASONS} <= set(get_args(ForbiddenReason))


def test_a_key_that_a_vendor_repeats_is_taken_out_of_its_answer() -> None:
    probe = Probe(ok=False, problem=Problem.KEY_REFUSED, detail="bad key sk-abc in header")
    assert "sk-abc" not in wording.explain(probe, key="sk-abc").detail


@pytest.mark.parametrize("code", ["", "nonsense", "connection_unusable"])
def test_a_problem_that_nobody_knows_still_has_words(code: str) -> None:
    assert wording.explain_code(code).title
