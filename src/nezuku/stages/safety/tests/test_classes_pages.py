"""What may be typed: read by everybody, changed in steps that show what changes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from nezuku.foundation.kit.steps import next_steps
from nezuku.foundation.people.cast import Person, World
from nezuku.foundation.policy import queries

BrowserOf = Callable[[Person], Client]


def form_of(level: int, **changed: str) -> dict[str, str]:
    """The edit form as it would be posted, with changes."""
    facts = next(facts for facts in queries.current_classes() if facts.level == level)
    data = {
        "name": facts.text.name,
        "rule": facts.text.rule,
        "contact": facts.text.contact,
        "version": str(facts.version),
        "examples-TOTAL_FORMS": str(len(facts.text.examples) + 1),
        "examples-INITIAL_FORMS": "0",
    }
    for place, example in enumerate(facts.text.examples):
        data[f"examples-{place}-mark"] = example.mark
        data[f"examples-{place}-text"] = example.text
        data[f"examples-{place}-note"] = example.note
    last = len(facts.text.examples)
    data |= {f"examples-{last}-mark": "ok", f"examples-{last}-text": ""}
    return data | changed


@pytest.mark.usefixtures("classes")
def test_a_member_sees_three_levels_with_marks_notes_and_contact(
    world: World, browser_of: BrowserOf
) -> None:
    page = browser_of(world.sales_member).get(reverse("safety:classes")).content.decode()
    for words in ("入力してよい情報", "条件つきで入力してよい情報", "入力してはいけない情報"):
        assert words in page
    assert page.count("推進室 内線200") == 3
    assert page.count('class="class-mark is-') == 24
    assert "編集する" not in page


def test_before_the_proposal_the_page_says_so_and_a_lead_can_start(
    world: World, browser_of: BrowserOf
) -> None:
    url = reverse("safety:classes")
    assert "まだ決まっていません" in browser_of(world.sales_member).get(url).content.decode()
    lead = browser_of(world.lead)
    assert "たたき台を作る" in lead.get(url).content.decode()
    assert lead.post(reverse("safety:propose_classes")).status_code == 302
    assert len(queries.current_classes()) == 3


@pytest.mark.usefixtures("classes")
def test_a_change_is_shown_before_it_is_saved(world: World, browser_of: BrowserOf) -> None:
    lead = browser_of(world.lead)
    url = reverse("safety:edit_class", args=[1])
    last = len(queries.current_classes()[0].text.examples)
    data = form_of(1, **{"name": "自由に使える情報", f"examples-{last}-text": "社内報の下書き"})
    shown = lead.post(url, data).content.decode()
    assert "<del>入力してよい情報</del>" in shown
    assert "<ins>自由に使える情報</ins>" in shown
    assert "社内報の下書き" in shown
    assert queries.current_classes()[0].version == 1
    saved = lead.post(url, data | {"step": "save", "reason": "社内報を追加"})
    assert saved.status_code == 302
    facts = queries.current_classes()[0]
    assert (facts.version, facts.reason) == (2, "社内報を追加")
    history = lead.get(reverse("safety:class_history")).content.decode()
    assert "社内報を追加" in history
    assert "自由に使える情報" in history


@pytest.mark.usefixtures("classes")
def test_going_back_keeps_what_was_typed_and_without_a_reason_nothing_is_saved(
    world: World, browser_of: BrowserOf
) -> None:
    lead = browser_of(world.lead)
    url = reverse("safety:edit_class", args=[2])
    data = form_of(2, name="社内限りの情報")
    assert 'value="社内限りの情報"' in lead.post(url, data | {"step": "edit"}).content.decode()
    again = lead.post(url, data | {"step": "save", "reason": ""}).content.decode()
    assert 'name="name" value="社内限りの情報"' in again
    assert queries.current_classes()[1].version == 1


@pytest.mark.usefixtures("classes")
def test_what_cannot_be_saved_is_said_on_the_form(world: World, browser_of: BrowserOf) -> None:
    lead = browser_of(world.lead)
    url = reverse("safety:edit_class", args=[1])
    assert "変更がないため" in lead.post(url, form_of(1)).content.decode()
    first = queries.current_classes()[0].text.examples[0].text
    twice = form_of(1, **{"examples-1-text": first})
    assert "同じ例が2回" in lead.post(url, twice).content.decode()
    lead.post(url, form_of(1, name="先の変更") | {"step": "save", "reason": "先"})
    late = form_of(1, name="後の変更", version="1") | {"step": "save", "reason": "後"}
    assert "ほかの人が内容を変更しました" in lead.post(url, late).content.decode()
    assert lead.get(reverse("safety:edit_class", args=[4])).status_code == 404


@pytest.mark.usefixtures("classes")
def test_the_table_takes_few_queries(
    world: World, browser_of: BrowserOf, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    member = browser_of(world.sales_member)
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        member.get(reverse("safety:classes"))


def test_the_next_steps_lead_through_safety(world: World, browser_of: BrowserOf) -> None:
    def keys(person: Person) -> list[str]:
        return [s.key for s in next_steps(person.actor()) if s.key.startswith("safety.")]

    assert keys(world.sales_member) == []
    assert keys(world.lead) == ["safety.classes_missing", "safety.dictionary_empty"]
    lead = browser_of(world.lead)
    lead.post(reverse("safety:propose_classes"))
    assert keys(world.lead) == ["safety.dictionary_empty", "safety.classes_unadjusted"]
    lead.post(
        reverse("safety:edit_class", args=[1]),
        form_of(1, name="自由") | {"step": "save", "reason": "見直し"},
    )
    lead.post(
        reverse("safety:add_term"), {"text": "ねこじゃらし商事", "kind": "client", "level": 2}
    )
    assert keys(world.lead) == []
