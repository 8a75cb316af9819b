"""Changes to members: create, correct, move, deactivate and take back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.errors import UserError
from nezuku.foundation.kit.permissions import Role
from nezuku.foundation.ledger import audit
from nezuku.foundation.people import access
from nezuku.foundation.people.actions.epoch import move_access_epoch
from nezuku.foundation.people.actions.passwords import clean_password
from nezuku.foundation.people.actions.roles import Grant, clean_grants, require_an_admin_left
from nezuku.foundation.people.models import ApiKey, Invitation, Member, RoleGrant
from nezuku.foundation.people.rules import (
    clean_email,
    clean_name,
    clean_optional_name,
    search_text,
)

ONLY_MEMBER = (Grant(Role.MEMBER),)


class EmailTaken(UserError):
    """Somebody has this address already, deactivated people included. Fields: email."""

    code = "email_taken"
    sentence = _(
        "「%(email)s」はすでに登録されています。退職した人の復帰は、社員の一覧から行えます。"
    )


class LocaleUnknown(UserError):
    """The product does not speak this language."""

    code = "locale_unknown"
    sentence = _("表示言語は一覧から選んでください。")


class OwnAccountKept(UserError):
    """Somebody tried to deactivate themselves, which is nearly always a slip."""

    code = "own_account_kept"
    sentence = _("自分自身の利用は停止できません。ほかの管理者に依頼してください。")


def create_member(
    *,
    actor: Actor,
    now: datetime,
    email: str,
    name: str,
    kana: str = "",
    employee_number: str = "",
    department_id: int | None = None,
    grants: Iterable[Grant] = ONLY_MEMBER,
    password: str | None = None,
    locale: str = "ja",
) -> int:
    """This will create a member who can sign in at once, and return the id.

    Without a password the person needs a reset link. For the first administrator, the command
    line and accepted invitations; everybody else is invited. Raises Forbidden, NotFound
    (department), EmailUnusable, EmailTaken, NameUnusable, PasswordUnusable, RoleUnusable.
    """
    actor.require("people.manage")
    wanted = clean_grants(grants)
    if wanted != frozenset(ONLY_MEMBER):
        actor.require("people.roles")
    with transaction.atomic():
        move_access_epoch()
        access.get_managed_department(actor, department_id)
        return write_member(
            actor=actor,
            now=now,
            email=email,
            name=name,
            kana=kana,
            employee_number=employee_number,
            department_id=department_id,
            grants=wanted,
            password=password,
            locale=locale,
        )


def write_member(
    *,
    actor: Actor,
    now: datetime,
    email: str,
    name: str,
    kana: str,
    employee_number: str,
    department_id: int | None,
    grants: frozenset[Grant],
    password: str | None,
    locale: str,
) -> int:
    """This will write the row of a new member; whether it may be is decided by the caller."""
    member = Member(
        email=clean_email(email),
        name=clean_name(name),
        kana=clean_optional_name(kana),
        employee_number=clean_optional_name(employee_number, limit=40),
        department_id=department_id,
        locale=clean_locale(locale),
        joined_at=now,
    )
    member.folded = _folded(member)
    if password is None:
        member.set_unusable_password()
    else:
        member.set_password(clean_password(password, member))
    if Member.objects.filter(email=member.email).exists():
        raise EmailTaken(email=member.email)
    try:
        with transaction.atomic():
            member.save(force_insert=True)
    except IntegrityError as error:
        raise EmailTaken(email=member.email) from error
    RoleGrant.objects.bulk_create(
        RoleGrant(member=member, role=grant.role, department_id=grant.department_id)
        for grant in grants
    )
    Invitation.objects.filter(email=member.email, revoked_at=None, uses_left__gt=0).update(
        uses_left=0, accepted_at=now
    )
    audit.record(
        actor=actor,
        now=now,
        kind="people.member_created",
        about_member_id=member.pk,
        department_id=department_id,
        data={"email": member.email, "grants": sorted(map(str, grants))},
    )
    return member.pk


def change_own_profile(*, actor: Actor, now: datetime, name: str, kana: str, locale: str) -> None:
    """This will change what somebody may change about themselves. Raises NameUnusable."""
    with transaction.atomic():
        move_access_epoch()
        member = Member.objects.select_for_update().get(pk=access.own_id(actor))
        _write_profile(actor, now, member, name, kana, member.employee_number, locale)


def change_profile(
    *,
    actor: Actor,
    now: datetime,
    member_id: int,
    name: str,
    kana: str,
    employee_number: str,
) -> None:
    """This will correct the name and number of a member. Forbidden, NotFound, NameUnusable."""
    with transaction.atomic():
        move_access_epoch()
        member = access.get_managed_member(actor, member_id)
        _write_profile(actor, now, member, name, kana, employee_number, member.locale)


def _write_profile(
    actor: Actor,
    now: datetime,
    member: Member,
    name: str,
    kana: str,
    employee_number: str,
    locale: str,
) -> None:
    fields = ("name", "kana", "employee_number", "locale")
    before = {field: getattr(member, field) for field in fields}
    after = {
        "name": clean_name(name),
        "kana": clean_optional_name(kana),
        "employee_number": clean_optional_name(employee_number, limit=40),
        "locale": clean_locale(locale),
    }
    changed = [field for field in fields if before[field] != after[field]]
    if not changed:
        return
    for field in changed:
        setattr(member, field, after[field])
    member.folded = _folded(member)
    member.save(update_fields=[*changed, "folded"])
    audit.record(
        actor=actor,
        now=now,
        kind="people.profile_changed",
        about_member_id=member.pk,
        department_id=member.department_id,
        data={field: {"before": before[field], "after": after[field]} for field in changed},
    )


def change_member_department(
    *, actor: Actor, now: datetime, member_id: int, department_id: int | None
) -> None:
    """This will move a member to another department, both within what the actor manages.

    Raises Forbidden, NotFound, HoldsRoles.
    """
    with transaction.atomic():
        move_access_epoch()
        member = access.get_managed_member(actor, member_id)
        access.get_managed_department(actor, department_id)
        before = member.department_id
        if before == department_id:
            return
        member.department_id = department_id
        member.save(update_fields=["department"])
        audit.record(
            actor=actor,
            now=now,
            kind="people.member_moved",
            about_member_id=member_id,
            department_id=department_id,
            data={"before": before, "after": department_id},
        )


def deactivate_member(*, actor: Actor, now: datetime, member_id: int) -> None:
    """This will end a member's access at once: sessions, keys, reset links. Their work stays.

    Raises Forbidden, NotFound, HoldsRoles, OwnAccountKept, LastAdminKept.
    """
    with transaction.atomic():
        move_access_epoch()
        member = access.get_managed_member(actor, member_id)
        if member.pk == actor.member_id:
            raise OwnAccountKept
        if not member.is_active:
            return
        member.is_active = False
        member.deactivated_at = now
        member.session_epoch = F("session_epoch") + 1
        member.save(update_fields=["is_active", "deactivated_at", "session_epoch"])
        require_an_admin_left()
        keys = ApiKey.objects.filter(member_id=member_id, revoked_at=None).update(revoked_at=now)
        audit.record(
            actor=actor,
            now=now,
            kind="people.member_deactivated",
            about_member_id=member_id,
            department_id=member.department_id,
            data={"keys_revoked": keys},
        )


def reactivate_member(*, actor: Actor, now: datetime, member_id: int) -> None:
    """This will let a deactivated member sign in again with their old roles; keys stay revoked.

    Raises Forbidden, NotFound, HoldsRoles.
    """
    with transaction.atomic():
        move_access_epoch()
        member = access.get_managed_member(actor, member_id)
        if member.is_active:
            return
        member.is_active = True
        member.deactivated_at = None
        member.save(update_fields=["is_active", "deactivated_at"])
        audit.record(
            actor=actor,
            now=now,
            kind="people.member_reactivated",
            about_member_id=member_id,
            department_id=member.department_id,
        )


def clean_locale(locale: str) -> str:
    """The code of a language that the product speaks. Raises LocaleUnknown."""
    if locale not in dict(settings.LANGUAGES):
        raise LocaleUnknown
    return locale


def _folded(member: Member) -> str:
    return search_text(
        name=member.name,
        kana=member.kana,
        email=member.email,
        employee_number=member.employee_number,
    )
