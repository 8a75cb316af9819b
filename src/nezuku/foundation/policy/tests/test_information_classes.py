"""The three classes: proposed once, changed with a reason, never without a trace."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.errors import Forbidden, NotFound
from nezuku.foundation.ledger.models import AuditEvent
from nezuku.foundation.policy import actions, queries
from nezuku.foundation.policy.differences import ClassText, ExampleText, class_difference

pytestmark = pytest.mark.django_db


def change(actor: Actor, now: datetime, text: ClassText, **more: object) -> int:
    given = {"level": 1, "reason": "例を足しました", "expected_version": 1} | more
    return actions.change_class(actor=actor, now=now, text=text, **given)  # type: ignore[arg-type]


def test_three_classes_are_proposed_with_examples_and_a_contact(lead: Actor, now: datetime) -> None:
    assert queries.current_classes() == ()
    assert actions.propose_classes(actor=lead, now=now, contact="総務部 内線100")
    classes = queries.current_classes()
    assert [c.level for c in classes] == [1, 2, 3]
    for facts in classes:
        assert len(facts.text.examples) == 8
        assert facts.text.contact == "総務部 内線100"
        assert all(example.note for example in facts.text.examples)
    marks = {example.mark for c in classes for example in c.text.examples}
    assert marks == {"ok", "condition", "no"}
    assert not queries.classes_were_adjusted()


def test_a_second_proposal_changes_nothing(lead: Actor, now: datetime) -> None:
    actions.propose_classes(actor=lead, now=now)
    first = queries.current_classes()
    assert not actions.propose_classes(actor=lead, now=now + timedelta(days=1))
    assert queries.current_classes() == first


def test_a_change_is_a_new_version_with_its_reason_and_difference(
    lead: Actor, now: datetime
) -> None:
    actions.propose_classes(actor=lead, now=now)
    before = queries.current_classes()[0].text
    first, second, *rest = before.examples
    text = replace(
        before,
        name="入力してよいもの",
        examples=(replace(first, mark="condition"), *rest, ExampleText("ok", "新しい例", "")),
    )
    assert change(lead, now + timedelta(hours=1), text) == 2
    facts = queries.current_classes()[0]
    assert (facts.version, facts.reason, facts.text) == (2, "例を足しました", text)
    latest, *older = queries.class_history()
    assert [(v.level, v.version) for v in older] == [(1, 1), (2, 1), (3, 1)]
    difference = latest.difference
    assert difference is not None
    assert difference.name == (before.name, "入力してよいもの")
    assert [e.text for e in difference.added] == ["新しい例"]
    assert difference.removed == (second,)
    assert difference.changed == ((first, replace(first, mark="condition")),)
    assert queries.classes_were_adjusted()
    event = AuditEvent.objects.get(kind="policy.class_changed")
    assert "例を足しました" in event.body


def test_who_saw_an_older_version_does_not_overwrite_the_newer(lead: Actor, now: datetime) -> None:
    actions.propose_classes(actor=lead, now=now)
    text = queries.current_classes()[0].text
    change(lead, now, replace(text, name="甲"))
    with pytest.raises(actions.ChangedMeanwhile):
        change(lead, now, replace(text, name="乙"))
    assert queries.current_classes()[0].text.name == "甲"


def test_saving_without_a_change_or_a_reason_is_refused(lead: Actor, now: datetime) -> None:
    actions.propose_classes(actor=lead, now=now)
    text = queries.current_classes()[0].text
    with pytest.raises(actions.NothingChanged):
        change(lead, now, text)
    with pytest.raises(actions.ClassTextRefused):
        change(lead, now, replace(text, name="新"), reason="  ")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "あ" * 61}, "name"),
        ({"rule": ""}, "rule"),
        ({"contact": "x" * 101}, "contact"),
        ({"examples": ()}, "no_example"),
        ({"examples": (ExampleText("ok", " ", ""),)}, "no_example"),
        ({"examples": (ExampleText("ok", "x" * 201, ""),)}, "example"),
        ({"examples": (ExampleText("maybe", "x", ""),)}, "mark"),
        ({"examples": (ExampleText("ok", "x", ""), ExampleText("no", "x", ""))}, "repeated"),
        ({"examples": tuple(ExampleText("ok", str(i), "") for i in range(41))}, "too_many"),
    ],
)
def test_what_cannot_be_meant_is_named(
    lead: Actor, now: datetime, changed: dict[str, object], field: str
) -> None:
    actions.propose_classes(actor=lead, now=now)
    text = replace(queries.current_classes()[0].text, **changed)  # type: ignore[arg-type]
    with pytest.raises(actions.ClassTextRefused) as refused:
        change(lead, now, text)
    assert refused.value.fields == {"field": field}
    assert refused.value.text.endswith("。")


def test_everybody_reads_and_only_lead_and_admin_change(
    lead: Actor, member: Actor, now: datetime
) -> None:
    with pytest.raises(Forbidden):
        actions.propose_classes(actor=member, now=now)
    actions.propose_classes(actor=lead, now=now)
    text = replace(queries.current_classes()[0].text, name="新")
    with pytest.raises(Forbidden):
        change(member, now, text)
    with pytest.raises(Forbidden):
        queries.class_for_edit(member, 1)
    with pytest.raises(NotFound):
        queries.class_for_edit(lead, 4)


def test_moving_an_example_is_a_change() -> None:
    one, two = ExampleText("ok", "1", ""), ExampleText("ok", "2", "")
    before = ClassText("n", "r", "c", (one, two))
    assert class_difference(before, before).is_empty
    assert class_difference(before, replace(before, examples=(two, one))).reordered
