"""The doors: which members, invitations and keys an actor reaches. A miss is 404.

Seeing and managing are different doors. An ambassador manages only the people of their part of
the company. Whoever may not give roles (ambassadors, leads) manages only the people and the
invitations that hold no role beyond that of a member: a link to somebody's account or to an
invitation is as good as the role behind it.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.errors import Forbidden, NotFound
from nezuku.foundation.kit.permissions import Role
from nezuku.foundation.people.models import (
    ApiKey,
    Department,
    ImportDraft,
    Invitation,
    Member,
)


class HoldsRoles(Forbidden):
    """Somebody who may not give roles tried to manage somebody who holds one."""

    code = "holds_roles"
    sentence = _("役割を持つ人の変更は、管理者だけができます。管理者に相談してください。")


def visible_members(actor: Actor) -> QuerySet[Member]:
    """The members whom the actor may see in the list of members."""
    return _members_within(actor, "people.view")


def managed_members(actor: Actor) -> QuerySet[Member]:
    """The members whom the actor may manage, roles not yet considered."""
    return _members_within(actor, "people.manage")


def _members_within(actor: Actor, permission: str) -> QuerySet[Member]:
    covered = actor.covered_departments(permission)
    if covered is None:
        return Member.objects.all()
    return Member.objects.filter(department_id__in=covered)


def get_member(actor: Actor, member_id: int) -> Member:
    """One member whom the actor may see. Raises Forbidden, NotFound."""
    actor.require("people.view")
    member = visible_members(actor).select_related("department").filter(pk=member_id).first()
    if member is None:
        raise NotFound
    return member


def get_managed_member(actor: Actor, member_id: int) -> Member:
    """One member whom the actor may change. Raises Forbidden, NotFound, HoldsRoles."""
    actor.require("people.manage")
    member = managed_members(actor).filter(pk=member_id).first()
    if member is None:
        raise NotFound
    if not manages_roles(actor) and member.grants.exclude(role=Role.MEMBER).exists():
        raise HoldsRoles
    return member


def manages_roles(actor: Actor) -> bool:
    """Whether the actor manages people with roles, too."""
    return actor.may("people.roles")


def get_department(department_id: int) -> Department:
    """One open department. Raises NotFound."""
    department = Department.objects.filter(pk=department_id, closed_at=None).first()
    if department is None:
        raise NotFound
    return department


def get_managed_department(actor: Actor, department_id: int | None) -> Department | None:
    """A department into which the actor may put people; None only for the whole company's keeper.

    Raises Forbidden, NotFound.
    """
    covered = actor.covered_departments("people.manage")
    if department_id is None:
        if covered is not None:
            raise NotFound
        return None
    if covered is not None and department_id not in covered:
        raise NotFound
    return get_department(department_id)


def visible_invitations(actor: Actor) -> QuerySet[Invitation]:
    """The invitations whose links the actor may see and hand out."""
    rows = _invitations_within(actor)
    return rows if manages_roles(actor) else rows.filter(roles=[Role.MEMBER.value])


def _invitations_within(actor: Actor) -> QuerySet[Invitation]:
    covered = actor.covered_departments("people.manage")
    if covered is None:
        return Invitation.objects.all()
    return Invitation.objects.filter(department_id__in=covered)


def get_invitation(actor: Actor, invitation_id: int) -> Invitation:
    """One invitation that the actor may change. Raises Forbidden, NotFound, HoldsRoles."""
    actor.require("people.manage")
    row = _invitations_within(actor).select_related("department").filter(pk=invitation_id).first()
    if row is None:
        raise NotFound
    if not manages_roles(actor) and set(row.roles) - {Role.MEMBER.value}:
        raise HoldsRoles
    return row


def visible_keys(actor: Actor) -> QuerySet[ApiKey]:
    """The actor's own keys, and those of applications for whoever keeps these."""
    mine = Q(member_id=actor.member_id, is_application=False)
    if actor.may("keys.applications"):
        mine |= Q(is_application=True)
    return ApiKey.objects.filter(mine)


def get_key(actor: Actor, key_id: int) -> ApiKey:
    """One key that the actor may take back. Raises NotFound."""
    key = visible_keys(actor).select_related("member").filter(pk=key_id).first()
    if key is None:
        raise NotFound
    return key


def own_id(actor: Actor) -> int:
    """The id of the member who acts. Raises NotFound for the system and for visitors."""
    if actor.member_id is None:
        raise NotFound
    return actor.member_id


def get_draft(actor: Actor, draft_id: int, kind: ImportDraft.Kind) -> ImportDraft:
    """A table that the actor has uploaded and not confirmed yet. Raises NotFound."""
    draft = ImportDraft.objects.filter(pk=draft_id, kind=kind, member_id=own_id(actor)).first()
    if draft is None:
        raise NotFound
    return draft
