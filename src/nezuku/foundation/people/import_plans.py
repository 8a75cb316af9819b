"""A table that was uploaded, beside what is there now: reads what the plan of an import needs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.people import access, directory
from nezuku.foundation.people.actions.departments import MAX_DEPTH
from nezuku.foundation.people.import_departments import (
    DepartmentLine,
    KnownDepartment,
    plan_departments,
)
from nezuku.foundation.people.import_rows import (
    DepartmentIndex,
    KnownPerson,
    LineState,
    MemberLine,
    MemberRules,
    PlannedDepartment,
    PlannedMember,
    digest,
    plan_members,
)
from nezuku.foundation.people.models import ImportDraft, Invitation, Member, RoleGrant


@dataclass(frozen=True, slots=True)
class MembersPlan:
    """What confirming a table of members would do. `digest` ties the confirmation to this."""

    draft_id: int
    file_name: str
    notices: tuple[str, ...]
    rows: tuple[PlannedMember, ...]
    digest: str

    def count(self, state: LineState) -> int:
        """How many lines are in a state."""
        return Counter(row.state for row in self.rows)[state]


@dataclass(frozen=True, slots=True)
class DepartmentsPlan:
    """What confirming a table of departments would do."""

    draft_id: int
    file_name: str
    notices: tuple[str, ...]
    rows: tuple[PlannedDepartment, ...]
    digest: str

    def count(self, state: LineState) -> int:
        """How many lines are in a state."""
        return Counter(row.state for row in self.rows)[state]


def members_plan(actor: Actor, draft: ImportDraft) -> MembersPlan:
    """The plan of a table of members, against the present state. Six queries, whatever its size."""
    covered = actor.covered_departments("people.manage")
    lines = [MemberLine(*line) for line in draft.lines]
    rows = plan_members(
        lines,
        known=_known_people(actor, covered),
        departments=DepartmentIndex({card.id: card.parts for card in directory.departments()}),
        rules=MemberRules(
            covered=covered,
            create_departments=draft.create_departments and actor.may("people.departments"),
        ),
    )
    return MembersPlan(draft.pk, draft.file_name, tuple(draft.notices), rows, digest(rows))


def departments_plan(draft: ImportDraft) -> DepartmentsPlan:
    """The plan of a table of departments, against the present state."""
    known = [
        KnownDepartment(card.id, card.parts, card.head_count) for card in directory.departments()
    ]
    lines = [DepartmentLine(*line) for line in draft.lines]
    rows = plan_departments(lines, known=known, max_depth=MAX_DEPTH)
    return DepartmentsPlan(draft.pk, draft.file_name, tuple(draft.notices), rows, digest(rows))


def _known_people(actor: Actor, covered: frozenset[int] | None) -> dict[str, KnownPerson]:
    keeper = access.manages_roles(actor)
    with_roles = set(
        RoleGrant.objects.exclude(role="member").values_list("member_id", flat=True).distinct()
    )
    people = {}
    for invitation in Invitation.objects.filter(revoked_at=None, uses_left__gt=0).exclude(email=""):
        in_reach = covered is None or invitation.department_id in covered
        people[invitation.email] = KnownPerson(
            id=invitation.pk,
            is_member=False,
            is_active=True,
            may_change=in_reach and (keeper or set(invitation.roles) <= {"member"}),
            name=invitation.name,
            kana=invitation.kana,
            department_id=invitation.department_id,
            employee_number=invitation.employee_number,
        )
    for member in Member.objects.only(
        "email", "name", "kana", "department_id", "employee_number", "is_active"
    ):
        in_reach = covered is None or member.department_id in covered
        people[member.email] = KnownPerson(
            id=member.pk,
            is_member=True,
            is_active=member.is_active,
            may_change=in_reach and (keeper or member.pk not in with_roles),
            name=member.name,
            kana=member.kana,
            department_id=member.department_id,
            employee_number=member.employee_number,
        )
    return people


def members_preview(*, actor: Actor, draft_id: int) -> MembersPlan:
    """The plan of a table of members that the actor uploaded. Raises Forbidden, NotFound."""
    actor.require("people.manage")
    return members_plan(actor, access.get_draft(actor, draft_id, ImportDraft.Kind.MEMBERS))


def departments_preview(*, actor: Actor, draft_id: int) -> DepartmentsPlan:
    """The plan of a table of departments that the actor uploaded. Raises Forbidden, NotFound."""
    actor.require("people.departments")
    return departments_plan(access.get_draft(actor, draft_id, ImportDraft.Kind.DEPARTMENTS))
