"""Settings are shown before they change; a text can be tried out and leaves no trace."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from nezuku.foundation.kit import clock
from nezuku.foundation.people.cast import Person, World
from nezuku.foundation.policy import actions, guarding, queries
from nezuku.foundation.policy.models import GuardPolicy
from nezuku.guard import KINDS, Decision, Policy
from nezuku.stages.safety.guard_form import GROUPS, GuardForm

BrowserOf = Callable[[Person], Client]


def posted(policy: Policy, version: int, **changed: str) -> dict[str, str]:
    """The form of the settings as it would be posted, with changes."""
    form = GuardForm(policy, version)
    data = {bound.name: str(bound.value() if bound.value() is not None else "") for bound in form}
    return data | changed


def test_every_kind_has_its_place_on_the_page() -> None:
    placed = [kind for _title, kinds in GROUPS for kind in kinds]
    assert sorted(placed) == sorted(KINDS)


@pytest.mark.parametrize(
    "policy",
    [
        Policy.default(),
        Policy(levels={"age": 3}, overrides={"email": Decision.ASK}, ask_below=0.7),
    ],
)
def test_the_form_gives_back_the_policy_that_it_shows(policy: Policy) -> None:
    form = GuardForm(policy, 3, posted(policy, 3))
    assert form.is_valid(), form.errors
    assert form.policy() == policy
    assert form.cleaned_data["version"] == 3


def test_a_change_is_shown_then_saved_with_a_reason_and_in_force(
    world: World, browser_of: BrowserOf
) -> None:
    lead = browser_of(world.lead)
    url = reverse("safety:guard")
    data = posted(Policy.default(), 0, decision_email="allow", level_age="2")
    data |= {"shape_0_name": "社員番号", "shape_0_shape": "KMR-####"}
    shown = lead.post(url, data).content.decode()
    assert "今より多くの情報" in shown
    assert "メールアドレス" in shown
    assert "KMR-####" in shown
    assert not GuardPolicy.objects.exists()
    saved = lead.post(url, data | {"step": "save", "reason": "社外の窓口のため"})
    assert saved.status_code == 302
    policy = queries.guard_policy().policy
    assert policy.overrides == {"email": Decision.ALLOW}
    assert policy.levels == {"age": 2}
    assert policy.rules[0].shape == "KMR-####"
    found = guarding.current_guard().inspect("KMR-1234 の件").findings
    assert [f.kind for f in found] == ["own_pattern"]
    assert "社外の窓口のため" in lead.get(reverse("safety:guard_history")).content.decode()


def test_going_back_to_the_recommended_settings_shows_what_that_changes(
    world: World, browser_of: BrowserOf
) -> None:
    actions.change_guard_policy(
        actor=world.lead.actor(),
        now=clock.now(),
        policy=Policy(levels={"age": 3}),
        reason="試行",
        expected_version=0,
    )
    lead = browser_of(world.lead)
    url = reverse("safety:guard_recommended")
    assert "年齢" in lead.get(url).content.decode()
    assert lead.post(url, {"reason": "試行の終わり", "step": "save"}).status_code == 302
    facts = queries.guard_policy()
    assert (facts.version, facts.is_recommended) == (2, True)


def test_a_shape_that_would_match_everything_is_refused_on_the_form(
    world: World, browser_of: BrowserOf
) -> None:
    data = posted(Policy.default(), 0, shape_0_shape="ABC")
    page = browser_of(world.lead).post(reverse("safety:guard"), data).content.decode()
    assert "2つ以上含めてください" in page


def test_saving_without_a_change_is_said(world: World, browser_of: BrowserOf) -> None:
    page = browser_of(world.lead).post(reverse("safety:guard"), posted(Policy.default(), 0))
    assert "変更がないため" in page.content.decode()


def try_out(browser: Client, text: str) -> str:
    return browser.post(reverse("safety:check"), {"text": text}).content.decode()


def test_findings_stand_on_the_words_with_reason_and_what_would_be_sent(
    world: World, browser_of: BrowserOf
) -> None:
    actions.add_term(
        actor=world.lead.actor(), now=clock.now(), text="ねこじゃらし計画", kind="project"
    )
    member = browser_of(world.sales_member)
    page = try_out(member, "ねこじゃらし計画の件、taro@example.co.jp に連絡してください。")
    assert (
        '<mark class="found is-mask">ねこじゃらし計画</mark><span class="found-kind">案件' in page
    )
    assert "社内用語辞書に登録されているためです。" in page
    assert "《案件1》の件、《メール1》 に連絡してください。" in strip_marks(page)


def test_a_text_that_may_not_leave_shows_that_nothing_is_sent(
    world: World, browser_of: BrowserOf
) -> None:
    page = try_out(browser_of(world.sales_member), "マイナンバーは123456789018です。")
    assert "この文章は送信しません" in page
    assert "何も送られません。" in page
    assert 'class="found is-block"' in page


def test_a_harmless_text_goes_as_it_is(world: World, browser_of: BrowserOf) -> None:
    page = try_out(browser_of(world.sales_member), "会議の議事録の書き方を教えてください。")
    assert "そのまま送信します" in page


def test_what_is_typed_is_escaped_not_kept_and_not_cached(
    world: World, browser_of: BrowserOf
) -> None:
    member = browser_of(world.sales_member)
    response = member.post(
        reverse("safety:check"), {"text": "<script>alert(1)</script> taro@example.co.jp"}
    )
    assert b"<script>alert(1)" not in response.content
    assert "no-store" in response["Cache-Control"]


def test_when_the_guard_cannot_be_built_the_text_stays_and_the_reason_is_said(
    world: World, browser_of: BrowserOf
) -> None:
    GuardPolicy.objects.create(version=1, settings={"surprise": 1}, changed_at=clock.now())
    guarding.forget()
    page = try_out(browser_of(world.sales_member), "会議の議事録")
    assert "送信を止めています" in page
    assert "会議の議事録" in page


def strip_marks(page: str) -> str:
    return page.replace('<mark class="found is-mask">', "").replace("</mark>", "")
