"""Which models answer, for whom, and over which connection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.errors import UserError
from nezuku.foundation.kit.seal import Unsealable
from nezuku.foundation.people.models import Department
from nezuku.foundation.policy.access import get_connection
from nezuku.foundation.policy.models import ModelConnection, OfferedModel, UsagePolicy
from nezuku.foundation.policy.rules import PREVIEW_MODEL
from nezuku.foundation.policy.sealing import open_key


class ModelUnknown(UserError):
    """No model of this name is offered to this department."""

    code = "model_unknown"
    status = 404
    sentence = gettext_lazy(
        "指定されたモデルは利用できません。モデルの一覧から選び直してください。"
    )


class NoModelForDepartment(UserError):
    """Models are connected, but none is open to this department."""

    code = "no_model_for_department"
    status = 403
    sentence = gettext_lazy(
        "あなたの部門で利用できるモデルがまだありません。管理者に相談してください。"
    )


class ConnectionUnusable(UserError):
    """The sealed key does not open: another key file, or an address changed past the product."""

    code = "connection_unusable"
    status = 503
    sentence = gettext_lazy(
        "モデルの接続情報を読み取れませんでした。管理者がAPIキーを入力し直す必要があります。"
    )


@dataclass(frozen=True, slots=True)
class OfferedModelFacts:
    """A model as a member sees it in the list of choices."""

    model_id: int | None
    public_name: str
    title: str
    note: str
    max_level: int
    accepts_images: bool
    is_default: bool
    is_preview: bool
    is_local: bool


@dataclass(frozen=True, slots=True)
class ConnectionFacts:
    """Where requests go, with the key in the clear: never kept, never shown."""

    connection_id: int
    label: str
    preset: str
    base_url: str
    is_local: bool
    key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Route:
    """Where the requests of one model go. Prices in millionths of a US dollar per million tokens.

    `connection` None is the built-in preview model: nothing leaves.
    """

    model_id: int | None
    public_name: str
    upstream_name: str
    connection: ConnectionFacts | None
    max_level: int
    price_in: int | None
    price_out: int | None
    accepts_images: bool
    is_preview: bool


@dataclass(frozen=True, slots=True)
class UsageFacts:
    """The company's limits of the door."""

    requests_per_minute: int
    max_input_characters: int
    allow_images: bool
    members_may_make_keys: bool


@dataclass(frozen=True, slots=True)
class ModelRow:
    """An offered model as the administrator sees it."""

    model_id: int
    connection_id: int
    name: str
    public_name: str
    note: str
    max_level: int
    price_in: int | None
    price_out: int | None
    accepts_images: bool
    is_active: bool
    is_default: bool
    department_ids: tuple[int, ...]
    department_names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConnectionRow:
    """A connection as the administrator sees it: of the key only its last four characters."""

    connection_id: int
    label: str
    preset: str
    base_url: str
    key_hint: str
    has_key: bool
    is_local: bool
    is_active: bool
    checked_at: datetime | None
    check_problem: str
    models: tuple[ModelRow, ...]


def models_for(department_id: int | None) -> tuple[OfferedModelFacts, ...]:
    """The models that a member of this department may use, the default first.

    Only the preview model while none is connected; empty when none is open to the department.
    """
    rows = _active()
    if not rows:
        return (_preview_facts(),)
    allowed = _allowed(rows, department_id)
    default = _default(allowed)
    return tuple(
        OfferedModelFacts(
            model_id=row.pk,
            public_name=row.public_name,
            title=row.public_name,
            note=row.note,
            max_level=row.max_level,
            accepts_images=row.accepts_images,
            is_default=row is default,
            is_preview=False,
            is_local=row.connection.is_local,
        )
        for row in sorted(allowed, key=lambda row: row is not default)
    )


def route_for(public_name: str, department_id: int | None) -> Route:
    """The way to a model; "" asks for the default, or the first that the department may use.

    Raises ModelUnknown, NoModelForDepartment, ConnectionUnusable.
    """
    rows = _active()
    if not rows:
        if public_name in ("", PREVIEW_MODEL):
            return PREVIEW_ROUTE
        raise ModelUnknown
    allowed = _allowed(rows, department_id)
    if not allowed:
        raise NoModelForDepartment
    if public_name:
        chosen = next((row for row in allowed if row.public_name == public_name), None)
    else:
        chosen = _default(allowed)
    if chosen is None:
        raise ModelUnknown
    return Route(
        model_id=chosen.pk,
        public_name=chosen.public_name,
        upstream_name=chosen.name,
        connection=_facts(chosen.connection),
        max_level=chosen.max_level,
        price_in=chosen.price_in,
        price_out=chosen.price_out,
        accepts_images=chosen.accepts_images,
        is_preview=False,
    )


def usage_policy() -> UsageFacts:
    """The limits in force; the recommended ones while nobody has set any."""
    return _usage(UsagePolicy.objects.filter(pk=1).first() or UsagePolicy(pk=1))


def recommended_usage() -> UsageFacts:
    """The limits that are recommended."""
    return _usage(UsagePolicy(pk=1))


def members_may_make_keys() -> bool:
    """Whether members may have API keys of their own."""
    return usage_policy().members_may_make_keys


def _usage(row: UsagePolicy) -> UsageFacts:
    return UsageFacts(
        requests_per_minute=row.requests_per_minute,
        max_input_characters=row.max_input_characters,
        allow_images=row.allow_images,
        members_may_make_keys=row.members_may_make_keys,
    )


def connections(actor: Actor) -> tuple[ConnectionRow, ...]:
    """Every connection with its models, in use or not, for who manages them. Raises Forbidden."""
    actor.require("policy.models")
    offered = Prefetch("models", OfferedModel.objects.prefetch_related("departments"))
    rows = ModelConnection.objects.order_by("-is_active", "id").prefetch_related(offered)
    return tuple(
        ConnectionRow(
            connection_id=row.pk,
            label=row.label,
            preset=row.preset,
            base_url=row.base_url,
            key_hint=row.key_hint,
            has_key=bool(row.sealed_key),
            is_local=row.is_local,
            is_active=row.is_active,
            checked_at=row.checked_at,
            check_problem=row.check_problem,
            models=tuple(_model_row(model) for model in row.models.all()),
        )
        for row in rows
    )


def connection_facts(actor: Actor, connection_id: int) -> ConnectionFacts:
    """One connection with its key, to try it. Raises Forbidden, NotFound, ConnectionUnusable."""
    return _facts(get_connection(actor, connection_id))


PREVIEW_ROUTE = Route(
    model_id=None,
    public_name=PREVIEW_MODEL,
    upstream_name=PREVIEW_MODEL,
    connection=None,
    max_level=3,
    price_in=None,
    price_out=None,
    accepts_images=True,
    is_preview=True,
)


def _preview_facts() -> OfferedModelFacts:
    return OfferedModelFacts(
        model_id=None,
        public_name=PREVIEW_MODEL,
        title=_("プレビュー"),
        note=_("モデルが接続されるまで、送信される内容をそのまま表示します。"),
        max_level=3,
        accepts_images=True,
        is_default=True,
        is_preview=True,
        is_local=True,
    )


def _active() -> list[OfferedModel]:
    return list(
        OfferedModel.objects.filter(is_active=True, connection__is_active=True)
        .select_related("connection")
        .prefetch_related("departments")
    )


def _allowed(rows: Sequence[OfferedModel], department_id: int | None) -> list[OfferedModel]:
    """The rows that are open to the department: without departments, or for one above it."""
    wanted = {row.pk: {department.pk for department in row.departments.all()} for row in rows}
    if not any(wanted.values()):
        return list(rows)
    line = _line(department_id)
    return [row for row in rows if not wanted[row.pk] or wanted[row.pk] & line]


def _line(department_id: int | None) -> set[int]:
    """The department and all above it."""
    if department_id is None:
        return set()
    parents: Mapping[int, int | None] = dict(Department.objects.values_list("pk", "parent_id"))
    line: set[int] = set()
    at: int | None = department_id
    while at is not None and at not in line:
        line.add(at)
        at = parents.get(at)
    return line


def _default(allowed: Sequence[OfferedModel]) -> OfferedModel | None:
    return next((row for row in allowed if row.is_default), next(iter(allowed), None))


def _facts(connection: ModelConnection) -> ConnectionFacts:
    try:
        key = open_key(bytes(connection.sealed_key), connection.base_url)
    except Unsealable as error:
        raise ConnectionUnusable from error
    return ConnectionFacts(
        connection_id=connection.pk,
        label=connection.label,
        preset=connection.preset,
        base_url=connection.base_url,
        is_local=connection.is_local,
        key=key,
    )


def _model_row(model: OfferedModel) -> ModelRow:
    departments = list(model.departments.all())
    return ModelRow(
        model_id=model.pk,
        connection_id=model.connection_id,
        name=model.name,
        public_name=model.public_name,
        note=model.note,
        max_level=model.max_level,
        price_in=model.price_in,
        price_out=model.price_out,
        accepts_images=model.accepts_images,
        is_active=model.is_active,
        is_default=model.is_default,
        department_ids=tuple(department.pk for department in departments),
        department_names=tuple(department.name for department in departments),
    )
