"""Invitations: to one address or as a link for several people, taken back, renewed, accepted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.errors import UserError
from nezuku.foundation.kit.permissions import SCOPED_ROLES, Role
from nezuku.foundation.ledger import audit
from nezuku.foundation.people import access
from nezuku.foundation.people.actions.epoch import move_access_epoch
from nezuku.foundation.people.actions.members import EmailTaken, write_member
from nezuku.foundation.people.actions.roles import Grant, RoleUnusable
from nezuku.foundation.people.invitation_links import new_salt, token_hash, token_of
from nezuku.foundation.people.models import Invitation, Member
from nezuku.foundation.people.rules import clean_email, clean_optional_name, domain_of, plain

DAYS = range(1, 91)
MAX_USES = 1000
ONLY_MEMBER = (Role.MEMBER,)


class InvitationLimits(UserError):
    """A validity or number of uses outside of what is allowed."""

    code = "invitation_limits"
    sentence = _("有効期間は1日から90日、人数は1人から1,000人の間で指定してください。")


class InvitationInvalid(UserError):
    """The link is unknown, used up, taken back or too old."""

    code = "invitation_invalid"
    status = 404
    sentence = _(
        "この招待リンクは使えません。期限が切れているか、取り消された可能性があります。"
        "招待した人に新しいリンクを依頼してください。"
    )


class WrongDomain(UserError):
    """The link is only for addresses of one domain. Fields: domain."""

    code = "wrong_domain"
    sentence = _("このリンクでは、@%(domain)s で終わる会社のメールアドレスだけを登録できます。")


class InvitedInPerson(UserError):
    """An address for which roles are prepared was typed behind a link for several people."""

    code = "invited_in_person"
    status = 409
    sentence = _("このメールアドレスには個別の招待があります。そのリンクから登録してください。")


@dataclass(frozen=True, slots=True)
class IssuedInvitation:
    """An invitation with the secret of its link. `is_new` is False for one that stood already."""

    id: int
    email: str
    name: str
    token: str
    expires_at: datetime
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class Welcome:
    """What the page behind an invitation's link knows before the person has typed anything."""

    email: str
    name: str
    kana: str
    department_name: str
    domain: str


def invite(
    *,
    actor: Actor,
    now: datetime,
    email: str,
    name: str = "",
    kana: str = "",
    employee_number: str = "",
    department_id: int | None = None,
    roles: Iterable[Role] = ONLY_MEMBER,
    days: int = 14,
) -> IssuedInvitation:
    """This will invite one address, or renew the invitation that the address has already.

    Raises Forbidden, NotFound (department), EmailUnusable, EmailTaken, NameUnusable,
    RoleUnusable, InvitationLimits.
    """
    held = _clean_roles(actor, roles)
    email = clean_email(email)
    with transaction.atomic():
        move_access_epoch()
        access.get_managed_department(actor, department_id)
        if Member.objects.filter(email=email).exists():
            raise EmailTaken(email=email)
        standing = Invitation.objects.filter(email=email, revoked_at=None, uses_left__gt=0).first()
        if standing is not None:
            # Somebody else's invitation is not told about, changed or shown again.
            standing = access.get_invitation(actor, standing.pk)
        row = standing or Invitation(email=email, created_at=now)
        if standing is None or standing.expires_at <= now:
            row.salt = new_salt()
        row.token_hash = token_hash(token_of(row.salt))
        row.name = clean_optional_name(name)
        row.kana = clean_optional_name(kana)
        row.employee_number = clean_optional_name(employee_number, limit=40)
        row.department_id = department_id
        row.roles = held
        row.invited_by_id = actor.member_id
        row.expires_at = _expiry(now, days)
        row.save()
        audit.record(
            actor=actor,
            now=now,
            kind="people.invited" if standing is None else "people.invitation_renewed",
            department_id=department_id,
            data={"invitation_id": row.pk, "email": email, "roles": held, "days": days},
        )
    return _issued(row, is_new=standing is None)


def invite_by_link(
    *,
    actor: Actor,
    now: datetime,
    uses: int,
    days: int = 14,
    department_id: int | None = None,
    domain: str = "",
) -> IssuedInvitation:
    """This will make a link with which up to `uses` people register as members by themselves.

    With a `domain` only addresses that end with it are taken. Raises Forbidden, NotFound,
    InvitationLimits, EmailUnusable (domain).
    """
    actor.require("people.manage")
    if not 1 <= uses <= MAX_USES:
        raise InvitationLimits
    domain = plain(domain).lower().removeprefix("@")
    if domain:
        domain = domain_of(clean_email(f"someone@{domain}"))
    with transaction.atomic():
        access.get_managed_department(actor, department_id)
        salt = new_salt()
        row = Invitation.objects.create(
            salt=salt,
            token_hash=token_hash(token_of(salt)),
            domain=domain,
            department_id=department_id,
            roles=list(ONLY_MEMBER),
            invited_by_id=actor.member_id,
            created_at=now,
            expires_at=_expiry(now, days),
            uses_left=uses,
        )
        audit.record(
            actor=actor,
            now=now,
            kind="people.link_made",
            department_id=department_id,
            data={"invitation_id": row.pk, "uses": uses, "days": days, "domain": domain},
        )
    return _issued(row)


def renew_invitation(
    *, actor: Actor, now: datetime, invitation_id: int, days: int = 14
) -> IssuedInvitation:
    """This will give an open invitation a new link and a new expiry; the old link ends.

    Raises Forbidden, NotFound, HoldsRoles, InvitationInvalid (used up or taken back).
    """
    with transaction.atomic():
        row = access.get_invitation(actor, invitation_id)
        if row.revoked_at is not None or row.uses_left == 0:
            raise InvitationInvalid
        row.salt = new_salt()
        row.token_hash = token_hash(token_of(row.salt))
        row.expires_at = _expiry(now, days)
        row.save(update_fields=["salt", "token_hash", "expires_at"])
        audit.record(
            actor=actor,
            now=now,
            kind="people.invitation_renewed",
            department_id=row.department_id,
            data={"invitation_id": row.pk, "days": days},
        )
    return _issued(row, is_new=False)


def revoke_invitation(*, actor: Actor, now: datetime, invitation_id: int) -> None:
    """This will take an invitation back; its link ends. Raises Forbidden, NotFound, HoldsRoles."""
    with transaction.atomic():
        row = access.get_invitation(actor, invitation_id)
        if not Invitation.objects.filter(pk=row.pk, revoked_at=None).update(revoked_at=now):
            return
        audit.record(
            actor=actor,
            now=now,
            kind="people.invitation_revoked",
            department_id=row.department_id,
            data={"invitation_id": row.pk},
        )


def welcome(*, now: datetime, token: str) -> Welcome:
    """What the invitation says about the person who opens its link. Raises InvitationInvalid."""
    row = _open_invitation(token, now)
    return Welcome(
        email=row.email,
        name=row.name,
        kana=row.kana,
        department_name=row.department.name if row.department else "",
        domain=row.domain,
    )


def accept_invitation(
    *,
    actor: Actor,
    now: datetime,
    token: str,
    email: str,
    name: str,
    kana: str,
    password: str,
    locale: str = "ja",
) -> int:
    """This will make whoever opened the link a member, and return the id.

    `actor` is a visitor. An invitation to one address counts for this address only, whatever
    `email` says. Raises InvitationInvalid, EmailTaken, EmailUnusable, WrongDomain, NameUnusable,
    PasswordUnusable.
    """
    with transaction.atomic():
        move_access_epoch()
        row = _open_invitation(token, now)
        email = row.email or clean_email(email)
        if row.domain and domain_of(email) != row.domain:
            raise WrongDomain(domain=row.domain)
        prepared = row if row.email else _prepared(email, now) or row
        if not Invitation.objects.filter(
            pk=row.pk, uses_left__gt=0, revoked_at=None, expires_at__gt=now
        ).update(uses_left=F("uses_left") - 1, accepted_at=now):
            raise InvitationInvalid
        department = prepared.department
        return write_member(
            actor=actor,
            now=now,
            email=email,
            name=name,
            kana=kana,
            employee_number=prepared.employee_number,
            department_id=department.pk if department and department.closed_at is None else None,
            grants=_grants(row),
            password=password,
            locale=locale,
        )


def _prepared(email: str, now: datetime) -> Invitation | None:
    """What was prepared for the address that somebody typed behind a link for several people.

    Anybody who has such a link can type any address, so roles are never taken from there.
    """
    row = (
        Invitation.objects.select_related("department")
        .filter(email=email, revoked_at=None, uses_left__gt=0, expires_at__gt=now)
        .first()
    )
    if row is not None and set(row.roles) - {Role.MEMBER.value}:
        raise InvitedInPerson
    return row


def _grants(row: Invitation) -> frozenset[Grant]:
    roles = frozenset(Role(role) for role in row.roles)
    return frozenset(
        Grant(role, row.department_id if role in SCOPED_ROLES else None)
        for role in roles
        if role not in SCOPED_ROLES or row.department_id is not None
    ) or frozenset({Grant(Role.MEMBER)})


def _clean_roles(actor: Actor, roles: Iterable[Role]) -> list[str]:
    actor.require("people.manage")
    wanted = frozenset(roles)
    if not wanted:
        raise RoleUnusable
    if wanted != frozenset(ONLY_MEMBER):
        actor.require("people.roles")
    return sorted(wanted)


def _expiry(now: datetime, days: int) -> datetime:
    if days not in DAYS:
        raise InvitationLimits
    return now + timedelta(days=days)


def _open_invitation(token: str, now: datetime) -> Invitation:
    row = (
        Invitation.objects.select_related("department")
        .filter(token_hash=token_hash(token), revoked_at=None, uses_left__gt=0, expires_at__gt=now)
        .first()
    )
    if row is None:
        raise InvitationInvalid
    return row


def _issued(row: Invitation, *, is_new: bool = True) -> IssuedInvitation:
    return IssuedInvitation(
        id=row.pk,
        email=row.email,
        name=row.name,
        token=token_of(row.salt),
        expires_at=row.expires_at,
        is_new=is_new,
    )
