"""Tables of members and departments: uploaded, looked at, then confirmed or dropped.

Nothing but the draft is written before the confirmation; confirming the same table twice
changes nothing the second time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.documents.columns import Columns, match_columns
from nezuku.foundation.documents.limits import TableLimits
from nezuku.foundation.documents.tables import Table, read_table
from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.errors import UserError
from nezuku.foundation.kit.permissions import Role
from nezuku.foundation.ledger import audit
from nezuku.foundation.people import access, directory
from nezuku.foundation.people.actions.departments import add_department, change_department
from nezuku.foundation.people.actions.epoch import move_access_epoch
from nezuku.foundation.people.actions.members import change_member_department, change_profile
from nezuku.foundation.people.import_departments import DEPARTMENT_COLUMNS
from nezuku.foundation.people.import_plans import departments_plan, members_plan
from nezuku.foundation.people.import_rows import (
    MEMBER_COLUMNS,
    LineState,
    PlannedMember,
)
from nezuku.foundation.people.invitation_links import new_salt, token_hash, token_of
from nezuku.foundation.people.models import ImportDraft, Invitation
from nezuku.foundation.people.rules import fold, plain

MAX_LINES = 20_000
DRAFT_AGE = timedelta(days=1)
INVITATION_AGE = timedelta(days=30)


class ColumnsMissing(UserError):
    """The table has no column for something that is needed. Fields: names."""

    code = "columns_missing"
    sentence = _(
        "見出しの行に「%(names)s」の列が見つかりません。1行目に見出しがあるか確かめてください。"
    )


class PlanChanged(UserError):
    """Something changed between the preview and the confirmation; nothing was written."""

    code = "plan_changed"
    status = 409
    sentence = _(
        "確認している間に登録内容が変わりました。何も保存していません。もう一度確認してください。"
    )


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What a confirmed table did. `invitation_ids` are those that still have to be handed out."""

    created: int
    changed: int
    unchanged: int
    broken: int
    invitation_ids: tuple[int, ...] = ()


def draft_members(
    *,
    actor: Actor,
    now: datetime,
    data: bytes,
    file_name: str,
    create_departments: bool = False,
) -> int:
    """This will read a table of members (CSV, TSV, Excel) and keep it until it is confirmed.

    Returns the id of the draft. Raises Forbidden, DocumentError, ColumnsMissing.
    """
    actor.require("people.manage")
    table = read_table(data, file_name, limits=TableLimits(rows=MAX_LINES))
    columns = match_columns(table.header, MEMBER_COLUMNS)
    missing = []
    if "email" in columns.missing:
        missing.append(str(_("メールアドレス")))
    if "name" in columns.missing and "family_name" in columns.missing:
        missing.append(str(_("氏名")))
    lines: list[list[int | str]] = []
    for number, row in _filled(table):
        cells = [_cell(columns, row, key) for key in ("family_name", "given_name")]
        name = _cell(columns, row, "name") or " ".join(filter(None, cells))
        others = [_cell(columns, row, key) for key in ("kana", "department", "employee_number")]
        lines.append([number, _cell(columns, row, "email"), name, *others])
    return _keep(
        actor,
        now,
        ImportDraft.Kind.MEMBERS,
        file_name,
        table,
        lines,
        missing,
        create_departments=create_departments,
    )


def draft_departments(*, actor: Actor, now: datetime, data: bytes, file_name: str) -> int:
    """This will read a table of departments and keep it until it is confirmed; returns its id.

    Raises Forbidden, DocumentError, ColumnsMissing.
    """
    actor.require("people.departments")
    table = read_table(data, file_name, limits=TableLimits(rows=MAX_LINES))
    columns = match_columns(table.header, DEPARTMENT_COLUMNS)
    missing = [str(_("部門名"))] if "name" in columns.missing else []
    lines: list[list[int | str]] = [
        [number, *(_cell(columns, row, key) for key in ("name", "parent", "head_count"))]
        for number, row in _filled(table)
    ]
    return _keep(actor, now, ImportDraft.Kind.DEPARTMENTS, file_name, table, lines, missing)


def drop_draft(*, actor: Actor, draft_id: int) -> None:
    """This will forget an uploaded table, if it is the actor's own and still there."""
    ImportDraft.objects.filter(pk=draft_id, member_id=access.own_id(actor)).delete()


def confirm_members(*, actor: Actor, now: datetime, draft_id: int, digest: str) -> ImportOutcome:
    """This will do what the preview with this digest showed, in one transaction.

    Broken lines are left out. Raises Forbidden, NotFound, PlanChanged.
    """
    actor.require("people.manage")
    with transaction.atomic():
        move_access_epoch()
        draft = access.get_draft(actor, draft_id, ImportDraft.Kind.MEMBERS)
        plan = members_plan(actor, draft)
        if plan.digest != digest:
            raise PlanChanged
        rows = _with_new_departments(actor, now, plan.rows)
        for row in rows:
            if row.state is LineState.CHANGED and row.known is not None and row.known.is_member:
                _change(actor, now, row, row.known.id)
        invited = _invite_all(actor, now, rows)
        outcome = ImportOutcome(
            created=plan.count(LineState.NEW),
            changed=plan.count(LineState.CHANGED),
            unchanged=plan.count(LineState.UNCHANGED),
            broken=plan.count(LineState.BROKEN),
            invitation_ids=invited,
        )
        draft.delete()
        _record(actor, now, "people.members_imported", plan.file_name, outcome)
    return outcome


def confirm_departments(
    *, actor: Actor, now: datetime, draft_id: int, digest: str
) -> ImportOutcome:
    """This will create and count the departments as the preview with this digest showed.

    Raises Forbidden, NotFound, PlanChanged.
    """
    actor.require("people.departments")
    with transaction.atomic():
        move_access_epoch()
        draft = access.get_draft(actor, draft_id, ImportDraft.Kind.DEPARTMENTS)
        plan = departments_plan(draft)
        if plan.digest != digest:
            raise PlanChanged
        places = {_folded(card.parts): card.id for card in directory.departments()}
        for row in sorted(plan.rows, key=lambda row: (len(row.path), row.line)):
            if row.state is LineState.NEW:
                places[_folded(row.path)] = add_department(
                    actor=actor,
                    now=now,
                    name=row.name,
                    parent_id=places[_folded(row.path[:-1])] if row.path[:-1] else None,
                    head_count=row.head_count or 0,
                )
            elif row.state is LineState.CHANGED and row.department_id is not None:
                change_department(
                    actor=actor,
                    now=now,
                    department_id=row.department_id,
                    name=row.path[-1],
                    head_count=row.head_count or 0,
                )
        outcome = ImportOutcome(
            created=plan.count(LineState.NEW),
            changed=plan.count(LineState.CHANGED),
            unchanged=plan.count(LineState.UNCHANGED),
            broken=plan.count(LineState.BROKEN),
        )
        draft.delete()
        _record(actor, now, "people.departments_imported", plan.file_name, outcome)
    return outcome


def _filled(table: Table) -> list[tuple[int, tuple[str, ...]]]:
    numbered = enumerate(table.rows, start=table.first_line)
    return [(line, row) for line, row in numbered if any(cell.strip() for cell in row)]


def _cell(columns: Columns, row: Sequence[str], key: str) -> str:
    return plain(columns.cell(row, key))[:400]


def _keep(
    actor: Actor,
    now: datetime,
    kind: ImportDraft.Kind,
    file_name: str,
    table: Table,
    lines: list[list[int | str]],
    missing: list[str],
    *,
    create_departments: bool = False,
) -> int:
    if missing:
        raise ColumnsMissing(names="、".join(missing))
    with transaction.atomic():
        ImportDraft.objects.filter(created_at__lt=now - DRAFT_AGE).delete()
        ImportDraft.objects.filter(member_id=access.own_id(actor), kind=kind).delete()
        draft = ImportDraft.objects.create(
            member_id=access.own_id(actor),
            kind=kind,
            file_name=plain(file_name)[:200],
            lines=lines,
            notices=[notice.text for notice in table.warnings],
            create_departments=create_departments,
            created_at=now,
        )
    return draft.pk


def _with_new_departments(
    actor: Actor, now: datetime, rows: Sequence[PlannedMember]
) -> list[PlannedMember]:
    """The rows with the ids of departments that had to be created for them."""
    places = {_folded(card.parts): card.id for card in directory.departments()}
    found = []
    for row in rows:
        if row.state is not LineState.BROKEN and row.new_path:
            parent_id: int | None = None
            for depth in range(1, len(row.new_path) + 1):
                key = _folded(row.new_path[:depth])
                if key not in places:
                    places[key] = add_department(
                        actor=actor, now=now, name=row.new_path[depth - 1], parent_id=parent_id
                    )
                parent_id = places[key]
            row = replace(row, department_id=parent_id)
        found.append(row)
    return found


def _change(actor: Actor, now: datetime, row: PlannedMember, member_id: int) -> None:
    change_profile(
        actor=actor,
        now=now,
        member_id=member_id,
        name=row.name,
        kana=row.kana,
        employee_number=row.employee_number,
    )
    change_member_department(
        actor=actor, now=now, member_id=member_id, department_id=row.department_id
    )


def _invite_all(actor: Actor, now: datetime, rows: Sequence[PlannedMember]) -> tuple[int, ...]:
    """Invitations for new people, and changes to those that stand; one insert for all.

    Not by `invite`: a table of thousands would take minutes. The plan has made its checks.
    """
    fresh: list[Invitation] = []
    for row in rows:
        values = {
            "name": row.name,
            "kana": row.kana,
            "employee_number": row.employee_number,
            "department_id": row.department_id,
        }
        if row.state is LineState.NEW:
            salt = new_salt()
            fresh.append(
                Invitation(
                    salt=salt,
                    token_hash=token_hash(token_of(salt)),
                    email=row.email,
                    roles=[Role.MEMBER.value],
                    invited_by_id=actor.member_id,
                    created_at=now,
                    expires_at=now + INVITATION_AGE,
                    **values,
                )
            )
        elif row.state is LineState.CHANGED and row.known and not row.known.is_member:
            Invitation.objects.filter(pk=row.known.id).update(**values)
    created = Invitation.objects.bulk_create(fresh, batch_size=500)
    return tuple(row.pk for row in created)


def _record(actor: Actor, now: datetime, kind: str, file_name: str, outcome: ImportOutcome) -> None:
    data: dict[str, object] = {"file_name": file_name, **asdict(outcome)}
    audit.record(actor=actor, now=now, kind=kind, data=data)


def _folded(parts: Sequence[str]) -> tuple[str, ...]:
    return tuple(fold(part) for part in parts)
