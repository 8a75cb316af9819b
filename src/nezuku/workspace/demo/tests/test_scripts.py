"""The texts of the demo: complete, dated where they are told, and never stopped by the guard."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nezuku.foundation.people.cast import HEAD_COUNTS
from nezuku.guard import Decision, Dictionary, Guard, Policy
from nezuku.workspace.demo import scripts
from nezuku.workspace.demo.model import answer_to
from nezuku.workspace.demo.workdays import is_workday, workdays


@pytest.fixture(scope="module")
def guard() -> Guard:
    return Guard(Policy(), Dictionary.build([]))


def test_every_conversation_has_its_answers_and_would_leave_the_company(guard: Guard) -> None:
    assert len(scripts.conversations()) >= 12
    for conversation in scripts.conversations():
        assert conversation.turns
        for turn in conversation.turns:
            assert turn.question
            assert turn.answer
            assert guard.inspect(turn.question).decision in {Decision.ALLOW, Decision.MASK}


def test_every_department_has_questions_of_its_own(guard: Guard) -> None:
    for department in HEAD_COUNTS:
        own = [q for q in scripts.questions() if department in q.departments]
        assert len(own) >= 3, department
    for question in scripts.questions():
        stopped = guard.inspect(question.text).decision is Decision.BLOCK
        assert stopped == (question.answer == ""), question.text
        assert set(question.departments) <= {*HEAD_COUNTS, scripts.EVERYBODY}


@given(st.dates(date(2026, 1, 1), date(2035, 12, 31)))
def test_moving_days_are_workdays_after_the_telling(day: date) -> None:
    text = scripts.told_on("<<d+7>> <<m/d+0>> <<m+0>> <<m-5>>", day)
    assert "<<" not in text
    assert f"{day.month}月" in text


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 1),
        date(2026, 1, 12),
        date(2026, 3, 20),
        date(2026, 5, 6),
        date(2026, 9, 21),
        date(2026, 9, 22),
        date(2026, 9, 23),
        date(2027, 3, 22),
        date(2026, 8, 14),
        date(2026, 11, 21),
        date(2026, 11, 22),
    ],
)
def test_holidays_and_weekends_are_no_workdays(day: date) -> None:
    assert not is_workday(day)


def test_ordinary_days_are_workdays() -> None:
    assert is_workday(date(2026, 11, 24))
    assert is_workday(date(2026, 5, 7))
    found = workdays(date(2026, 11, 20), date(2026, 11, 25))
    assert found == (date(2026, 11, 20), date(2026, 11, 24), date(2026, 11, 25))
    assert workdays(date(2026, 11, 25), date(2026, 11, 25) - timedelta(days=1)) == ()


def test_the_demo_model_knows_what_was_told_and_repeats_placeholders_otherwise() -> None:
    [first, *_rest] = scripts.conversations()
    assert "お見積書をお送りします" in answer_to(first.turns[0].question)
    frame = answer_to("まったく違うことを《氏名1》さんと《取引先2》について尋ねます")
    assert "《氏名1》" in frame
    assert "《取引先2》" in frame
