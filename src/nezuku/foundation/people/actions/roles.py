"""Changes to roles, and the rule that somebody always keeps the administrator's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.errors import UserError
from nezuku.foundation.kit.permissions import SCOPED_ROLES, Role
from nezuku.foundation.ledger import audit
from nezuku.foundation.people import access
from nezuku.foundation.people.actions.epoch import move_access_epoch
from nezuku.foundation.people.models import Department, RoleGrant


@dataclass(frozen=True, slots=True, order=True)
class Grant:
    """A role; a scoped one names the department that it covers with everything below."""

    role: Role
    department_id: int | None = None

    def __str__(self) -> str:
        return self.role if self.department_id is None else f"{self.role}:{self.department_id}"


class RoleUnusable(UserError):
    """A scoped role without its department, a company's role with one, or no role at all."""

    code = "role_unusable"
    sentence = _("役割の指定を確かめてください。部門アンバサダーには担当する部門が必要です。")


class LastAdminKept(UserError):
    """The change would leave nobody who can administer the company."""

    code = "last_admin_kept"
    status = 409
    sentence = _("最後の管理者です。先にほかの人を管理者にしてから、もう一度お試しください。")


def change_roles(*, actor: Actor, now: datetime, member_id: int, grants: Iterable[Grant]) -> None:
    """This will give a member exactly these roles.

    Raises Forbidden, NotFound, RoleUnusable, LastAdminKept.
    """
    actor.require("people.roles")
    wanted = clean_grants(grants)
    with transaction.atomic():
        move_access_epoch()
        member = access.get_managed_member(actor, member_id)
        scopes = {grant.department_id for grant in wanted if grant.department_id is not None}
        if Department.objects.filter(pk__in=scopes, closed_at=None).count() != len(scopes):
            raise RoleUnusable
        rows = {
            Grant(Role(row.role), row.department_id): row
            for row in RoleGrant.objects.filter(member=member)
        }
        held = frozenset(rows)
        if held == wanted:
            return
        RoleGrant.objects.filter(pk__in=[rows[grant].pk for grant in held - wanted]).delete()
        RoleGrant.objects.bulk_create(
            RoleGrant(member=member, role=grant.role, department_id=grant.department_id)
            for grant in wanted - held
        )
        require_an_admin_left()
        audit.record(
            actor=actor,
            now=now,
            kind="people.roles_changed",
            about_member_id=member_id,
            department_id=member.department_id,
            data={
                "given": sorted(map(str, wanted - held)),
                "taken": sorted(map(str, held - wanted)),
            },
        )


def clean_grants(grants: Iterable[Grant]) -> frozenset[Grant]:
    """The grants, if each has a department exactly when its role wants one. RoleUnusable."""
    wanted = frozenset(grants)
    scoped = {grant for grant in wanted if grant.department_id is not None}
    if not wanted or scoped != {grant for grant in wanted if grant.role in SCOPED_ROLES}:
        raise RoleUnusable
    return wanted


def require_an_admin_left() -> None:
    """This will raise LastAdminKept unless an active administrator remains.

    True until the commit, because the caller has moved the access epoch before (see `epoch`).
    """
    if not RoleGrant.objects.filter(role=Role.ADMIN, member__is_active=True).exists():
        raise LastAdminKept
