"""What the screens about people show, as dataclasses; a template starts no query."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.urls import reverse

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.errors import NotFound
from nezuku.foundation.kit.permissions import Role
from nezuku.foundation.people import access, directory
from nezuku.foundation.people.actions.roles import Grant
from nezuku.foundation.people.invitation_links import token_of
from nezuku.foundation.people.mail import absolute
from nezuku.foundation.people.models import ApiKey, Invitation, Member, RoleGrant
from nezuku.foundation.people.rules import fold

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One line of the list of members. `roles` are words, the plain member's left out."""

    id: int
    name: str
    kana: str
    email: str
    department: str
    roles: tuple[str, ...]
    is_active: bool
    has_signed_in: bool
    last_login_at: datetime | None


@dataclass(frozen=True, slots=True)
class MemberDetail:
    """One member with what the actor may do to them."""

    row: MemberRow
    employee_number: str
    department_id: int | None
    joined_at: datetime
    deactivated_at: datetime | None
    grants: frozenset[Grant]
    open_keys: int
    may_manage: bool
    may_change_roles: bool


@dataclass(frozen=True, slots=True)
class DepartmentRow:
    """One department beside what is known about it: declared, registered, invited."""

    id: int
    name: str
    path: str
    depth: int
    parent_id: int | None
    head_count: int
    members: int
    invited: int


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """One invitation; `state` is open, expired, used or revoked. `link` is empty unless open."""

    id: int
    email: str
    name: str
    department: str
    domain: str
    state: str
    uses_left: int
    created_at: datetime
    expires_at: datetime
    link: str


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One key as a list shows it; the key itself is known to nobody any more."""

    id: int
    label: str
    prefix: str
    member: str
    department: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    state: str
    is_application: bool


def member_page(
    *, actor: Actor, search: str, department_id: int | None, state: str, number: int
) -> Page[MemberRow]:
    """One page of the members whom the actor may see. Four queries.

    `search` looks through name, kana, address and number without regard to width, case, kana and
    spaces; `state` is active, inactive or empty for both.
    """
    actor.require("people.view")
    rows = access.visible_members(actor)
    for word in search.split():
        rows = rows.filter(folded__contains=fold(word))
    if department_id is not None:
        rows = rows.filter(department_id__in=directory.subtree(department_id))
    if state in {"active", "inactive"}:
        rows = rows.filter(is_active=state == "active")
    found = rows.select_related("department").order_by("-is_active", "kana", "name", "id")
    page = Paginator(found, PER_PAGE).get_page(number)
    paginator = cast("Paginator[MemberRow]", page.paginator)
    return Page(_member_rows(list(page)), page.number, paginator)


def member_detail(*, actor: Actor, member_id: int) -> MemberDetail:
    """One member. Raises Forbidden, NotFound."""
    member = access.get_member(actor, member_id)
    grants = frozenset(
        Grant(Role(role), department_id)
        for role, department_id in member.grants.values_list("role", "department_id")
    )
    keeper = access.manages_roles(actor)
    manages = (
        actor.may("people.manage") and access.managed_members(actor).filter(pk=member_id).exists()
    )
    return MemberDetail(
        row=_member_rows([member])[0],
        employee_number=member.employee_number,
        department_id=member.department_id,
        joined_at=member.joined_at,
        deactivated_at=member.deactivated_at,
        grants=grants,
        open_keys=ApiKey.objects.filter(member=member, revoked_at=None).count(),
        may_manage=manages and (keeper or {grant.role for grant in grants} <= {Role.MEMBER}),
        may_change_roles=keeper,
    )


def own_account(*, actor: Actor) -> MemberDetail:
    """The actor's own row; everybody may see that. Raises NotFound."""
    member = Member.objects.select_related("department").get(pk=access.own_id(actor))
    return MemberDetail(
        row=_member_rows([member])[0],
        employee_number=member.employee_number,
        department_id=member.department_id,
        joined_at=member.joined_at,
        deactivated_at=None,
        grants=frozenset(),
        open_keys=ApiKey.objects.filter(member=member, revoked_at=None).count(),
        may_manage=False,
        may_change_roles=False,
    )


def session_member(member_id: int) -> Member:
    """The row that Django's sessions want of a member who is known already. One query."""
    return Member.objects.get(pk=member_id)


def administrators() -> tuple[str, ...]:
    """The names of those who can give somebody a new password; shown to people who lost theirs."""
    rows = Member.objects.filter(is_active=True, grants__role=Role.ADMIN)
    return tuple(rows.order_by("kana", "name").values_list("name", flat=True))


def _member_rows(members: list[Member]) -> list[MemberRow]:
    titles: dict[int, list[str]] = {}
    grants = RoleGrant.objects.filter(member__in=members).exclude(role=Role.MEMBER)
    for grant in grants.order_by("id"):
        title = str(RoleGrant.Role(grant.role).label)
        if title not in titles.setdefault(grant.member_id, []):
            titles[grant.member_id].append(title)
    return [
        MemberRow(
            id=member.pk,
            name=member.name,
            kana=member.kana,
            email=member.email,
            department=member.department.name if member.department else "",
            roles=tuple(titles.get(member.pk, ())),
            is_active=member.is_active,
            has_signed_in=member.last_login is not None,
            last_login_at=member.last_login,
        )
        for member in members
    ]


def department_rows(*, actor: Actor) -> tuple[DepartmentRow, ...]:
    """The open departments in reading order with their counts, sub-departments not added up.

    Three queries. Raises Forbidden.
    """
    actor.require("people.view")
    covered = actor.covered_departments("people.view")
    members = Counter(Member.objects.filter(is_active=True).values_list("department_id", flat=True))
    invited = Counter(
        Invitation.objects.filter(revoked_at=None, uses_left__gt=0)
        .exclude(email="")
        .values_list("department_id", flat=True)
    )
    return tuple(
        DepartmentRow(
            id=card.id,
            name=card.name,
            path=card.path,
            depth=card.depth,
            parent_id=card.parent_id,
            head_count=card.head_count,
            members=members[card.id],
            invited=invited[card.id],
        )
        for card in directory.departments()
        if covered is None or card.id in covered
    )


def department_detail(*, actor: Actor, department_id: int) -> DepartmentRow:
    """One open department that the actor may see. Raises Forbidden, NotFound."""
    for row in department_rows(actor=actor):
        if row.id == department_id:
            return row
    raise NotFound


def department_choices(
    *, actor: Actor, permission: str = "people.manage"
) -> tuple[tuple[int, str], ...]:
    """The departments that the actor covers, for a list to choose from. One query."""
    covered = actor.covered_departments(permission)
    return tuple(
        (card.id, card.path)
        for card in directory.departments()
        if covered is None or card.id in covered
    )


def invitation_page(*, actor: Actor, state: str, number: int, now: datetime) -> Page[InvitationRow]:
    """One page of the invitations that the actor may see; `state` as in `InvitationRow`."""
    actor.require("people.manage")
    rows = access.visible_invitations(actor).select_related("department")
    standing = Q(revoked_at=None, uses_left__gt=0)
    wanted = {
        "open": standing & Q(expires_at__gt=now),
        "expired": standing & Q(expires_at__lte=now),
        "used": Q(revoked_at=None, uses_left=0),
        "revoked": Q(revoked_at__isnull=False),
    }
    if state in wanted:
        rows = rows.filter(wanted[state])
    page = Paginator(rows.order_by("-created_at", "-id"), PER_PAGE).get_page(number)
    paginator = cast("Paginator[InvitationRow]", page.paginator)
    return Page([invitation_row(row, now) for row in page], page.number, paginator)


def invitation_detail(*, actor: Actor, invitation_id: int, now: datetime) -> InvitationRow:
    """One invitation that the actor may hand out. Raises Forbidden, NotFound, HoldsRoles."""
    return invitation_row(access.get_invitation(actor, invitation_id), now)


def open_invitations(
    *, actor: Actor, now: datetime, ids: tuple[int, ...] | None = None
) -> tuple[InvitationRow, ...]:
    """Every personal invitation that can still be used, with its link; to hand them out."""
    actor.require("people.manage")
    rows = access.visible_invitations(actor).select_related("department")
    rows = rows.filter(revoked_at=None, uses_left__gt=0, expires_at__gt=now).exclude(email="")
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    return tuple(invitation_row(row, now) for row in rows.order_by("email"))


def invitation_row(row: Invitation, now: datetime) -> InvitationRow:
    """An invitation as the screens show it."""
    if row.revoked_at is not None:
        state = "revoked"
    elif row.uses_left == 0:
        state = "used"
    else:
        state = "expired" if row.expires_at <= now else "open"
    link = join_link(token_of(row.salt)) if state == "open" else ""
    return InvitationRow(
        id=row.pk,
        email=row.email,
        name=row.name,
        department=row.department.name if row.department else "",
        domain=row.domain,
        state=state,
        uses_left=row.uses_left,
        created_at=row.created_at,
        expires_at=row.expires_at,
        link=link,
    )


def join_link(token: str) -> str:
    """The whole address that somebody opens to accept an invitation."""
    return absolute(reverse("people:join", args=[token]))


def own_keys(*, actor: Actor, now: datetime) -> tuple[KeyRow, ...]:
    """The actor's own keys, the newest first."""
    return _key_rows(actor, now, is_application=False)


def application_keys(*, actor: Actor, now: datetime) -> tuple[KeyRow, ...]:
    """The keys of all applications. Raises Forbidden."""
    actor.require("keys.applications")
    return _key_rows(actor, now, is_application=True)


def key_detail(*, actor: Actor, key_id: int, now: datetime) -> KeyRow:
    """One key that the actor may end. Raises NotFound."""
    return _key_row(access.get_key(actor, key_id), now)


def _key_rows(actor: Actor, now: datetime, *, is_application: bool) -> tuple[KeyRow, ...]:
    rows = access.visible_keys(actor).filter(is_application=is_application)
    rows = rows.select_related("member", "department").order_by("-created_at", "-id")
    return tuple(_key_row(row, now) for row in rows)


def _key_row(row: ApiKey, now: datetime) -> KeyRow:
    return KeyRow(
        id=row.pk,
        label=row.label,
        prefix=row.prefix,
        member=row.member.name,
        department=row.department.name if row.department else "",
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        state=_key_state(row, now),
        is_application=row.is_application,
    )


def _key_state(row: ApiKey, now: datetime) -> str:
    if row.revoked_at is not None or not row.member.is_active:
        return "revoked"
    return "expired" if row.expires_at is not None and row.expires_at <= now else "open"
