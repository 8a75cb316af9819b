"""Who is who, for every other app: actors, names, departments, as dataclasses that travel.

Owns the reads that other apps need; screens of this app have theirs in `queries`. Never writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.errors import NotFound
from nezuku.foundation.kit.permissions import SCOPED_ROLES, Role
from nezuku.foundation.people.models import AccessEpoch, Company, Department, Member

#: Grants of one member, each scoped one repeated for the departments below; any depth, one query.
_GRANTS = """
WITH RECURSIVE held(role, department_id) AS (
    SELECT role, department_id FROM people_rolegrant WHERE member_id = %s
    UNION
    SELECT held.role, below.id
    FROM held JOIN people_department below ON below.parent_id = held.department_id
)
SELECT role, department_id FROM held
"""


@dataclass(frozen=True, slots=True)
class MemberCard:
    """A person as other apps see them."""

    id: int
    name: str
    kana: str
    email: str
    department_id: int | None
    department_name: str
    locale: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class DepartmentCard:
    """A node of the tree in reading order; `parts` are the names on the way to it, its own last."""

    id: int
    name: str
    parent_id: int | None
    depth: int
    parts: tuple[str, ...]
    head_count: int

    @property
    def path(self) -> str:
        """The department's name with those above it."""
        return " / ".join(self.parts)


@dataclass(frozen=True, slots=True)
class CompanyCard:
    """The company of this instance; `is_set_up` once the first set-up has been finished."""

    name: str
    head_count: int
    small_group: int
    is_set_up: bool


class NoSuchMember(NotFound):
    """The member does not exist or has been deactivated."""

    code = "no_such_member"


def actor_for(member_id: int, address: str, via: str) -> Actor:
    """The actor of an active member, with roles and scopes. Two queries. Raises NoSuchMember."""
    member = Member.objects.filter(pk=member_id, is_active=True).first()
    if member is None:
        raise NoSuchMember
    return actor_of_member(member, address=address, via=via)


def actor_of_member(member: Member, *, address: str, via: str) -> Actor:
    """The actor of a member whose row has just been read. One query."""
    roles, scopes = _grants_of(member.pk)
    return Actor(
        member_id=member.pk,
        name=member.name,
        roles=roles,
        scopes=scopes,
        department_id=member.department_id,
        address=address,
        via=via,
        locale=member.locale,
    )


def _grants_of(member_id: int) -> tuple[frozenset[Role], Mapping[Role, frozenset[int]]]:
    with connection.cursor() as cursor:
        cursor.execute(_GRANTS, [member_id])
        rows: list[tuple[str, int | None]] = cursor.fetchall()
    roles = frozenset(Role(role) for role, _ in rows)
    scopes = {
        role: frozenset(
            department for held, department in rows if held == role and department is not None
        )
        for role in roles & SCOPED_ROLES
    }
    return roles, scopes


def member_card(member_id: int) -> MemberCard | None:
    """One person, active or not."""
    return members_by_id([member_id]).get(member_id)


def members_by_id(member_ids: Iterable[int]) -> dict[int, MemberCard]:
    """The people with these ids; ids that nobody has are left out. One query."""
    rows = Member.objects.filter(pk__in=set(member_ids)).select_related("department")
    return {row.pk: _card(row) for row in rows}


def names_of(member_ids: Iterable[int]) -> dict[int, str]:
    """The names of members, active or not; ids that nobody has are left out. One query."""
    rows = Member.objects.filter(pk__in=set(member_ids)).values_list("pk", "name")
    return dict(rows)


def active_members(department_ids: Iterable[int] | None = None) -> tuple[MemberCard, ...]:
    """Everybody who can sign in, of some departments if given, by kana and name. One query."""
    rows = Member.objects.filter(is_active=True).select_related("department")
    if department_ids is not None:
        rows = rows.filter(department_id__in=set(department_ids))
    return tuple(_card(row) for row in rows.order_by("kana", "name", "id"))


def departments(*, include_closed: bool = False) -> tuple[DepartmentCard, ...]:
    """The tree in reading order: each department before the ones below it. One query."""
    rows = Department.objects.order_by("order", "id")
    if not include_closed:
        rows = rows.filter(closed_at=None)
    below: dict[int | None, list[Department]] = {}
    found = list(rows)
    known = {row.pk for row in found}
    for row in found:
        parent = row.parent_id if row.parent_id in known else None
        below.setdefault(parent, []).append(row)
    cards: list[DepartmentCard] = []
    waiting: list[tuple[Department, tuple[str, ...]]] = []
    waiting += [(row, ()) for row in reversed(below.get(None, []))]
    while waiting:
        row, above = waiting.pop()
        parts = (*above, row.name)
        cards.append(
            DepartmentCard(row.pk, row.name, row.parent_id, len(above), parts, row.head_count)
        )
        waiting += [(child, parts) for child in reversed(below.get(row.pk, []))]
    return tuple(cards)


def department_name(department_id: int | None) -> str:
    """The name of a department, open or closed; empty for none."""
    if department_id is None:
        return ""
    row = Department.objects.filter(pk=department_id).only("name").first()
    return row.name if row else ""


def subtree(department_id: int) -> frozenset[int]:
    """The department and all departments under it, closed ones too. One query."""
    below: dict[int | None, list[int]] = {}
    for pk, parent in Department.objects.values_list("pk", "parent_id"):
        below.setdefault(parent, []).append(pk)
    found: set[int] = set()
    waiting = [department_id]
    while waiting:
        pk = waiting.pop()
        if pk not in found:
            found.add(pk)
            waiting += below.get(pk, [])
    return frozenset(found)


def company_card() -> CompanyCard | None:
    """The company, or None before the first set-up has begun."""
    row = Company.objects.first()
    if row is None:
        return None
    return CompanyCard(row.name, row.head_count, row.small_group, row.set_up_at is not None)


def access_epoch() -> int:
    """The counter that moved when anybody's access last changed."""
    return AccessEpoch.objects.values_list("value", flat=True).first() or 0


def visitor(address: str, *, locale: str = "ja") -> Actor:
    """Somebody who is not signed in: who opens an invitation, or forgot a password."""
    return Actor(member_id=None, name="visitor", address=address, via="web", locale=locale)


def _card(row: Member) -> MemberCard:
    return MemberCard(
        id=row.pk,
        name=row.name,
        kana=row.kana,
        email=row.email,
        department_id=row.department_id,
        department_name=row.department.name if row.department else "",
        locale=row.locale,
        is_active=row.is_active,
    )
