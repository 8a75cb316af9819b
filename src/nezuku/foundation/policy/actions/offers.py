"""Offering models to members: which, to whom, up to which class, at what price."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.errors import NotFound, UserError
from nezuku.foundation.ledger import audit
from nezuku.foundation.people.actions.epoch import move_access_epoch
from nezuku.foundation.people.models import Department
from nezuku.foundation.policy import rules
from nezuku.foundation.policy.access import get_connection, get_model
from nezuku.foundation.policy.models import OfferedModel


class ModelNameTaken(UserError):
    """Another offered model has this name, or it is the name of the built-in one."""

    code = "model_name_taken"
    sentence = _("この名前のモデルはすでに登録されています。別の表示名を付けてください。")


class ModelSettingRefused(UserError):
    """A setting of a model cannot be meant; `field` says which."""

    code = "model_setting_refused"
    sentence = _("モデルの設定を確認してください。")
    sentences: ClassVar[dict[str, str | Promise]] = {
        "name": _("提供元でのモデル名を200文字以内で入力してください。"),
        "public_name": _("社内での表示名を100文字以内で入力してください。"),
        "note": _("使いどころは200文字以内で入力してください。"),
        "max_level": _("入力できる情報区分は1から3のいずれかを選んでください。"),
        "price": _("料金は0以上の数で入力してください。"),
        "departments": _("選んだ部門が見つかりません。画面を開き直して選び直してください。"),
    }

    def __init__(self, *, field: str) -> None:
        super().__init__(field=field)

    @property
    def text(self) -> str:
        """The sentence for the field."""
        return str(self.sentences.get(str(self.fields["field"]), self.sentence))


def offer_model(
    *,
    actor: Actor,
    now: datetime,
    connection_id: int,
    name: str,
    public_name: str,
    note: str = "",
    max_level: int = 2,
    price_in: int | None = None,
    price_out: int | None = None,
    accepts_images: bool = False,
    department_ids: Collection[int] = (),
    is_default: bool = False,
) -> int:
    """This will offer a model of a connection to members and return its id.

    Prices are in millionths of a US dollar per million tokens, None when unknown. Without
    departments it is for everybody. The first model offered becomes the default. Raises
    Forbidden, NotFound, ModelNameTaken, ModelSettingRefused.
    """
    with transaction.atomic():
        connection = get_connection(actor, connection_id)
        default = is_default or not _usable().filter(is_default=True).exists()
        model = OfferedModel(connection=connection)
        _fill(model, name, public_name, note, max_level, price_in, price_out, accepts_images)
        departments = _departments(department_ids)
        model.order = OfferedModel.objects.count()
        model.save()
        model.departments.set(departments)
        if default:
            _make_default(model.pk)
        move_access_epoch()
        audit.record(
            actor=actor, now=now, kind="policy.model_offered", data=_facts(model, departments)
        )
    return model.pk


def change_model(
    *,
    actor: Actor,
    now: datetime,
    model_id: int,
    name: str,
    public_name: str,
    note: str = "",
    max_level: int = 2,
    price_in: int | None = None,
    price_out: int | None = None,
    accepts_images: bool = False,
    department_ids: Collection[int] = (),
    is_active: bool = True,
) -> None:
    """This will change how a model is offered; the same arguments as `offer_model`.

    Raises Forbidden, NotFound, ModelNameTaken, ModelSettingRefused.
    """
    with transaction.atomic():
        model = get_model(actor, model_id)
        before = _facts(model, list(model.departments.all()))
        _fill(model, name, public_name, note, max_level, price_in, price_out, accepts_images)
        model.is_active = is_active
        departments = _departments(department_ids)
        model.save()
        model.departments.set(departments)
        if not is_active:
            _pass_default_on(model)
        move_access_epoch()
        audit.record(
            actor=actor,
            now=now,
            kind="policy.model_changed",
            data={"before": before, "after": _facts(model, departments)},
        )


def set_default(*, actor: Actor, now: datetime, model_id: int) -> None:
    """This will make a model the one used when none is named. Raises Forbidden, NotFound."""
    with transaction.atomic():
        model = get_model(actor, model_id)
        if not (model.is_active and model.connection.is_active):
            raise NotFound
        _make_default(model.pk)
        move_access_epoch()
        audit.record(
            actor=actor,
            now=now,
            kind="policy.default_model_set",
            data={"model": model.pk, "public_name": model.public_name},
        )


def withdraw_model(*, actor: Actor, now: datetime, model_id: int) -> None:
    """This will stop offering a model; its row stays for the facts that name it.

    When it was the default, the next active model takes its place. Raises Forbidden, NotFound.
    """
    with transaction.atomic():
        model = get_model(actor, model_id)
        OfferedModel.objects.filter(pk=model.pk).update(is_active=False)
        _pass_default_on(model)
        move_access_epoch()
        audit.record(
            actor=actor,
            now=now,
            kind="policy.model_withdrawn",
            data={"model": model.pk, "public_name": model.public_name},
        )


def _usable() -> QuerySet[OfferedModel]:
    return OfferedModel.objects.filter(is_active=True, connection__is_active=True)


def _pass_default_on(model: OfferedModel) -> None:
    if not model.is_default:
        return
    OfferedModel.objects.filter(pk=model.pk).update(is_default=False)
    heir = _usable().first()
    if heir is not None:
        _make_default(heir.pk)


def _make_default(model_id: int) -> None:
    OfferedModel.objects.filter(is_default=True).exclude(pk=model_id).update(is_default=False)
    OfferedModel.objects.filter(pk=model_id).update(is_default=True)


def _fill(
    model: OfferedModel,
    name: str,
    public_name: str,
    note: str,
    max_level: int,
    price_in: int | None,
    price_out: int | None,
    accepts_images: bool,
) -> None:
    name, public_name, note = name.strip(), public_name.strip(), note.strip()
    if not name or len(name) > 200:
        raise ModelSettingRefused(field="name")
    if not public_name or len(public_name) > 100:
        raise ModelSettingRefused(field="public_name")
    if len(note) > 200:
        raise ModelSettingRefused(field="note")
    if max_level not in rules.LEVELS:
        raise ModelSettingRefused(field="max_level")
    if any(price is not None and not 0 <= price < 2**53 for price in (price_in, price_out)):
        raise ModelSettingRefused(field="price")
    others = OfferedModel.objects.exclude(pk=model.pk)
    if public_name.casefold() == rules.PREVIEW_MODEL:
        raise ModelNameTaken
    if others.filter(public_name__iexact=public_name).exists():
        raise ModelNameTaken
    if others.filter(connection_id=model.connection_id, name=name).exists():
        raise ModelNameTaken
    model.name, model.public_name, model.note = name, public_name, note
    model.max_level, model.price_in, model.price_out = max_level, price_in, price_out
    model.accepts_images = accepts_images


def _departments(ids: Collection[int]) -> list[Department]:
    found = list(Department.objects.filter(pk__in=set(ids), closed_at=None))
    if len(found) != len(set(ids)):
        raise ModelSettingRefused(field="departments")
    return found


def _facts(model: OfferedModel, departments: Collection[Department]) -> dict[str, object]:
    return {
        "model": model.pk,
        "connection": model.connection_id,
        "name": model.name,
        "public_name": model.public_name,
        "max_level": model.max_level,
        "prices": [model.price_in, model.price_out],
        "images": model.accepts_images,
        "departments": sorted(department.pk for department in departments),
    }
