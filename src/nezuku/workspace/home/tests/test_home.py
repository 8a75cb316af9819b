"""Home: the greeting, what to do next, the five stages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from nezuku.foundation.kit import pages, steps
from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.permissions import Role
from nezuku.workspace.home.queries import home_for

LEAD = Actor(member_id=1, name="田中 直子", roles=frozenset({Role.LEAD}))
ADVISOR = Actor(member_id=2, name="外部 顧問", roles=frozenset({Role.ADVISOR}))


@pytest.fixture(autouse=True)
def no_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """What other apps contribute is theirs to test."""
    monkeypatch.setattr(steps, "_sources", [])


def at(hour: int) -> datetime:
    """An hour of the day in Tokyo."""
    return datetime(2026, 10, 1, hour, tzinfo=UTC).replace(hour=(hour - 9) % 24)


@pytest.mark.parametrize(
    ("hour", "words"), [(8, "おはようございます"), (14, "こんにちは"), (20, "お疲れさまです")]
)
def test_the_greeting_fits_the_hour(hour: int, words: str) -> None:
    assert home_for(LEAD, now=at(hour)).greeting == f"田中 直子さん、{words}"


def test_the_most_urgent_step_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    late = steps.NextStep("b", "あとで", "急ぎません。", "/b/", rank=90)
    soon = steps.NextStep("a", "今日まで", "期限です。", "/a/", rank=5)
    monkeypatch.setattr(steps, "_sources", [lambda _actor: [late], lambda _actor: [soon]])
    assert home_for(LEAD, now=at(9)).steps == (soon, late)


def test_a_stage_links_only_to_pages_that_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    known = pages.Page("here", pages.Stage.SAFETY, "あるページ", "web:offline")
    unknown = pages.Page("there", pages.Stage.SAFETY, "まだないページ", "nowhere:index")
    monkeypatch.setattr(pages, "_pages", {"here": known, "there": unknown})
    stages = home_for(LEAD, now=at(9)).stages
    assert [stage.title for stage in stages] == ["設計", "安全", "研修", "標準", "定着"]
    assert [[link.title for link in stage.links] for stage in stages][1] == ["あるページ"]
    assert not any(stage.links for stage in stages if stage.title != "安全")


def test_a_member_without_another_role_sees_no_stages() -> None:
    member = Actor(member_id=3, name="鈴木 一郎", roles=frozenset({Role.MEMBER}))
    assert home_for(member, now=at(9)).stages == ()


def test_who_may_not_chat_is_not_asked_to() -> None:
    assert home_for(ADVISOR, now=at(9)).chat_url == ""
