"""Changes to the tree of departments: add, rename, move, count, close or merge."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.errors import UserError
from nezuku.foundation.ledger import audit
from nezuku.foundation.people import access
from nezuku.foundation.people.actions.company import clean_head_count
from nezuku.foundation.people.actions.epoch import move_access_epoch
from nezuku.foundation.people.models import (
    ApiKey,
    Department,
    Invitation,
    Member,
    RoleGrant,
)
from nezuku.foundation.people.rules import clean_name, would_be_below_itself

MAX_DEPTH = 12


class DepartmentNameTaken(UserError):
    """There is an open department of that name in the same place. Fields: name."""

    code = "department_name_taken"
    sentence = _("同じ場所に「%(name)s」がすでにあります。別の名前にしてください。")


class DepartmentBelowItself(UserError):
    """The move or merge would put a department below itself, or too deep."""

    code = "department_below_itself"
    sentence = _("部門を自分自身やその下には移せません。移動先を選び直してください。")


class DepartmentTooDeep(UserError):
    """The tree would become deeper than anybody can read."""

    code = "department_too_deep"
    sentence = _("部門の階層は12段までです。上の階層に作成してください。")


class DepartmentNotEmpty(UserError):
    """A department that still has people, departments, invitations or keys was to be closed."""

    code = "department_not_empty"
    sentence = _("社員や下の部門が残っています。統合先の部門を選んでから閉じてください。")


def add_department(
    *, actor: Actor, now: datetime, name: str, parent_id: int | None = None, head_count: int = 0
) -> int:
    """This will add a department and return its id.

    Raises Forbidden, NotFound (parent), NameUnusable, DepartmentNameTaken, HeadCountUnusable.
    """
    actor.require("people.departments")
    with transaction.atomic():
        move_access_epoch()
        if parent_id is not None:
            access.get_department(parent_id)
        name = _free_name(name, parent_id)
        _require_depth(parent_id)
        department = Department.objects.create(
            name=name, parent_id=parent_id, head_count=clean_head_count(head_count)
        )
        audit.record(
            actor=actor,
            now=now,
            kind="people.department_added",
            department_id=department.pk,
            data={"name": name, "parent_id": parent_id, "head_count": head_count},
        )
    return department.pk


def change_department(
    *, actor: Actor, now: datetime, department_id: int, name: str, head_count: int
) -> None:
    """This will rename a department and set how many people the company says it has.

    Raises Forbidden, NotFound, NameUnusable, DepartmentNameTaken, HeadCountUnusable.
    """
    actor.require("people.departments")
    with transaction.atomic():
        move_access_epoch()
        department = access.get_department(department_id)
        before = {"name": department.name, "head_count": department.head_count}
        department.name = _free_name(name, department.parent_id, besides=department_id)
        department.head_count = clean_head_count(head_count)
        after = {"name": department.name, "head_count": department.head_count}
        if before == after:
            return
        department.save(update_fields=["name", "head_count"])
        audit.record(
            actor=actor,
            now=now,
            kind="people.department_changed",
            department_id=department_id,
            data={"before": before, "after": after},
        )


def move_department(
    *, actor: Actor, now: datetime, department_id: int, parent_id: int | None
) -> None:
    """This will put a department, with everything below it, under another one or at the top.

    Raises Forbidden, NotFound, DepartmentBelowItself, DepartmentNameTaken, DepartmentTooDeep.
    """
    actor.require("people.departments")
    with transaction.atomic():
        move_access_epoch()
        department = access.get_department(department_id)
        if parent_id is not None:
            access.get_department(parent_id)
        if would_be_below_itself(_parents(), department_id, parent_id):
            raise DepartmentBelowItself
        if department.parent_id == parent_id:
            return
        _free_name(department.name, parent_id, besides=department_id)
        _require_depth(parent_id, below=_height(department_id))
        before = department.parent_id
        department.parent_id = parent_id
        department.save(update_fields=["parent"])
        audit.record(
            actor=actor,
            now=now,
            kind="people.department_moved",
            department_id=department_id,
            data={"before": before, "after": parent_id},
        )


def close_department(
    *, actor: Actor, now: datetime, department_id: int, into_id: int | None = None
) -> None:
    """This will close a department; what is in it moves to `into_id` (a merge).

    Facts of the past keep the closed department. Roles that were given for it end, because
    moving them would widen what these people may do. Raises Forbidden, NotFound,
    DepartmentNotEmpty, DepartmentBelowItself, DepartmentNameTaken.
    """
    actor.require("people.departments")
    with transaction.atomic():
        move_access_epoch()
        department = access.get_department(department_id)
        moved = _move_content(department_id, into_id)
        ended, _by_model = RoleGrant.objects.filter(department_id=department_id).delete()
        if into_id is not None:
            into = access.get_department(into_id)
            into.head_count += department.head_count
            into.save(update_fields=["head_count"])
        department.closed_at = now
        department.save(update_fields=["closed_at"])
        audit.record(
            actor=actor,
            now=now,
            kind="people.department_closed",
            department_id=department_id,
            data={"name": department.name, "into_id": into_id, "roles_ended": ended, **moved},
        )


def _move_content(department_id: int, into_id: int | None) -> dict[str, int]:
    """Counts of what was moved. Inactive members stay: their last department was this one."""
    children = Department.objects.filter(parent_id=department_id, closed_at=None)
    members = Member.objects.filter(department_id=department_id, is_active=True)
    invitations = Invitation.objects.filter(department_id=department_id, uses_left__gt=0)
    keys = ApiKey.objects.filter(department_id=department_id, revoked_at=None)
    if into_id is None:
        if any(rows.exists() for rows in (children, members, invitations, keys)):
            raise DepartmentNotEmpty
        return {}
    access.get_department(into_id)
    if would_be_below_itself(_parents(), department_id, into_id):
        raise DepartmentBelowItself
    for child in children:
        _free_name(child.name, into_id, besides=child.pk)
    return {
        "departments_moved": children.update(parent_id=into_id),
        "members_moved": members.update(department_id=into_id),
        "invitations_moved": invitations.update(department_id=into_id),
        "keys_moved": keys.update(department_id=into_id),
    }


def _free_name(name: str, parent_id: int | None, *, besides: int | None = None) -> str:
    name = clean_name(name)
    taken = Department.objects.filter(parent_id=parent_id, name=name, closed_at=None)
    if besides is not None:
        taken = taken.exclude(pk=besides)
    if taken.exists():
        raise DepartmentNameTaken(name=name)
    return name


def _parents() -> dict[int, int | None]:
    return dict(Department.objects.values_list("pk", "parent_id"))


def _require_depth(parent_id: int | None, *, below: int = 1) -> None:
    parents, depth = _parents(), below
    while parent_id is not None and depth <= MAX_DEPTH:
        depth += 1
        parent_id = parents.get(parent_id)
    if depth > MAX_DEPTH:
        raise DepartmentTooDeep


def _height(department_id: int) -> int:
    children: dict[int | None, list[int]] = {}
    for pk, parent in _parents().items():
        children.setdefault(parent, []).append(pk)
    height, level = 0, [department_id]
    while level and height <= MAX_DEPTH:
        height += 1
        level = [below for pk in level for below in children.get(pk, [])]
    return height
