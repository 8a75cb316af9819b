"""The three information classes: proposed once, then changed version by version, with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.errors import NotFound, UserError
from nezuku.foundation.ledger import audit
from nezuku.foundation.policy.differences import (
    ClassText,
    ExampleText,
    class_difference,
    same_texts,
)
from nezuku.foundation.policy.models import ClassExample, InformationClass
from nezuku.foundation.policy.proposals import CONTACT, PROPOSED

MOST_EXAMPLES = 40


class ClassTextRefused(UserError):
    """A class cannot be said that way; `field` names what is wrong."""

    code = "class_text_refused"
    sentence = _("入力内容を確認してください。")
    sentences: ClassVar[dict[str, str | Promise]] = {
        "name": _("区分の名前を60文字以内で入力してください。"),
        "rule": _("扱い方を2000文字以内で入力してください。"),
        "contact": _("相談先は100文字以内で入力してください。"),
        "example": _("例は200文字以内で入力してください。理由や条件も200文字以内です。"),
        "mark": _("例の印は◯、△、×のいずれかを選んでください。"),
        "repeated": _("同じ例が2回書かれています。"),
        "too_many": _("例は1つの区分につき40個までにしてください。"),
        "no_example": _("例を1つ以上書いてください。例がないと、読む人が判断できません。"),
        "reason": _("変更の理由を200文字以内で入力してください。履歴に残ります。"),
    }

    def __init__(self, *, field: str) -> None:
        super().__init__(field=field)

    @property
    def text(self) -> str:
        """The sentence for the field."""
        return str(self.sentences.get(str(self.fields["field"]), self.sentence))


class NothingChanged(UserError):
    """The new version says what the one in force says."""

    code = "nothing_changed"
    sentence = _("変更がないため、保存しませんでした。")


class ChangedMeanwhile(UserError):
    """Somebody else saved a version while this one was being written."""

    code = "changed_meanwhile"
    status = 409
    sentence = _(
        "編集している間に、ほかの人が内容を変更しました。最新の内容を開いて、もう一度変更してください。"
    )


def propose_classes(*, actor: Actor, now: datetime, contact: str = "") -> bool:
    """This will put the proposed classes in force where there are none yet.

    Written in the active language. Returns whether anything was written. Raises Forbidden.
    """
    actor.require("policy.classes")
    with transaction.atomic():
        if InformationClass.objects.exists():
            return False
        for proposed in PROPOSED:
            _write(
                actor=actor,
                now=now,
                level=proposed.level,
                version=1,
                reason="",
                text=ClassText(
                    name=str(proposed.name),
                    rule=str(proposed.rule),
                    contact=contact.strip() or str(CONTACT),
                    examples=tuple(
                        ExampleText(e.mark, str(e.text), str(e.note)) for e in proposed.examples
                    ),
                ),
            )
        audit.record(actor=actor, now=now, kind="policy.classes_proposed")
    return True


def change_class(
    *,
    actor: Actor,
    now: datetime,
    level: int,
    text: ClassText,
    reason: str,
    expected_version: int,
) -> int:
    """This will put a new version of a class in force and return its number.

    `expected_version` is the version that the person saw. Raises Forbidden, NotFound,
    ClassTextRefused, NothingChanged, ChangedMeanwhile.
    """
    actor.require("policy.classes")
    text = cleaned_class(text)
    reason = reason.strip()
    if not reason or len(reason) > 200:
        raise ClassTextRefused(field="reason")
    try:
        with transaction.atomic():
            current = InformationClass.objects.filter(level=level, is_current=True).first()
            if current is None:
                raise NotFound
            if current.version != expected_version:
                raise ChangedMeanwhile
            if class_difference(current.as_text(), text).is_empty:
                raise NothingChanged
            InformationClass.objects.filter(pk=current.pk).update(is_current=False)
            version = current.version + 1
            _write(actor=actor, now=now, level=level, version=version, reason=reason, text=text)
            audit.record(
                actor=actor,
                now=now,
                kind="policy.class_changed",
                data={"level": level, "version": version, "reason": reason},
            )
    except IntegrityError as error:
        raise ChangedMeanwhile from error
    return version


def cleaned_class(text: ClassText) -> ClassText:
    """The text of a class without stray spaces and empty lines. Raises ClassTextRefused."""
    examples = tuple(
        ExampleText(e.mark, " ".join(e.text.split()), " ".join(e.note.split()))
        for e in text.examples
        if e.text.strip()
    )
    cleaned = ClassText(text.name.strip(), text.rule.strip(), text.contact.strip(), examples)
    problem = _problem(cleaned)
    if problem:
        raise ClassTextRefused(field=problem)
    return cleaned


def _problem(text: ClassText) -> str:
    if not 0 < len(text.name) <= 60:
        return "name"
    if not 0 < len(text.rule) <= 2000:
        return "rule"
    if len(text.contact) > 100:
        return "contact"
    return _examples_problem(text.examples)


def _examples_problem(examples: Sequence[ExampleText]) -> str:
    if not examples:
        return "no_example"
    if len(examples) > MOST_EXAMPLES:
        return "too_many"
    if any(len(e.text) > 200 or len(e.note) > 200 for e in examples):
        return "example"
    if any(e.mark not in ClassExample.Mark.values for e in examples):
        return "mark"
    return "repeated" if same_texts([e.text for e in examples]) else ""


def _write(
    *, actor: Actor, now: datetime, level: int, version: int, reason: str, text: ClassText
) -> None:
    row = InformationClass.objects.create(
        level=level,
        version=version,
        name=text.name,
        rule=text.rule,
        contact=text.contact,
        changed_at=now,
        changed_by_name=actor.name[:100],
        reason=reason,
    )
    ClassExample.objects.bulk_create(
        ClassExample(information_class=row, mark=e.mark, text=e.text, note=e.note, order=place)
        for place, e in enumerate(text.examples)
    )
