"""Passwords: change one's own, hand out a link to set a new one, set it with that link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.http import base36_to_int, int_to_base36
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.errors import UserError
from nezuku.foundation.ledger import audit
from nezuku.foundation.people import access
from nezuku.foundation.people.actions.epoch import move_access_epoch
from nezuku.foundation.people.models import Member

PASSWORD_LENGTH = 256


class PasswordUnusable(UserError):
    """The new password is too weak. Fields: reasons (sentences, joined)."""

    code = "password_unusable"
    sentence = _("このパスワードは使えません。%(reasons)s")


class PasswordWrong(UserError):
    """The present password was mistyped."""

    code = "password_wrong"
    sentence = _("現在のパスワードが違います。もう一度入力してください。")


class ResetLinkInvalid(UserError):
    """The link was used, has expired, or belongs to somebody who may not sign in."""

    code = "reset_link_invalid"
    status = 404
    sentence = _(
        "このリンクは期限が切れているか、すでに使われています。新しいリンクを発行してください。"
    )


@dataclass(frozen=True, slots=True)
class ResetRequest:
    """A link to set a new password (its key), and who gets it in which language."""

    key: str
    email: str
    name: str
    locale: str


class _Tokens(PasswordResetTokenGenerator):
    """Tokens that end with their use, with deactivation and with any other reset."""

    key_salt = "nezuku.people.reset"

    def _make_hash_value(self, user: Member, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}{user.is_active}{user.session_epoch}"


_tokens = _Tokens()


def clean_password(password: str, member: Member) -> str:
    """The password, if it is good enough for this person. Raises PasswordUnusable."""
    if len(password) > PASSWORD_LENGTH or "\x00" in password:
        raise PasswordUnusable(reasons=str(_("256文字以内で入力してください。")))
    try:
        validate_password(password, member)
    except ValidationError as error:
        raise PasswordUnusable(reasons=" ".join(error.messages)) from error
    return password


def change_password(*, actor: Actor, now: datetime, current: str, new: str) -> None:
    """This will change the actor's own password and end their other sessions.

    The caller refreshes the session at hand. Raises PasswordWrong, PasswordUnusable.
    """
    with transaction.atomic():
        member = Member.objects.select_for_update().filter(pk=access.own_id(actor)).first()
        if member is None or not member.check_password(current):
            raise PasswordWrong
        _write(member, new)
        audit.record(
            actor=actor, now=now, kind="people.password_changed", about_member_id=member.pk
        )


def issue_reset_link(*, actor: Actor, now: datetime, member_id: int) -> str:
    """This will make the key of a link with which a member sets a new password, once.

    Good for PASSWORD_RESET_TIMEOUT. Raises Forbidden, NotFound, HoldsRoles.
    """
    with transaction.atomic():
        member = access.get_managed_member(actor, member_id)
        if not member.is_active:
            raise ResetLinkInvalid
        audit.record(
            actor=actor, now=now, kind="people.reset_link_issued", about_member_id=member_id
        )
        return _link_key(member)


def request_reset(*, actor: Actor, now: datetime, email: str) -> ResetRequest | None:
    """Whom to send which link to, or None if nobody with this address can use one.

    For the page of people who forgot their password; the visitor is not told which it was.
    """
    with transaction.atomic():
        member = Member.objects.filter(email=email, is_active=True).first()
        if member is None:
            return None
        audit.record(actor=actor, now=now, kind="people.reset_requested", about_member_id=member.pk)
        return ResetRequest(_link_key(member), member.email, member.name, member.locale)


def member_of_reset_link(key: str) -> Member:
    """Whose link this is. Raises ResetLinkInvalid."""
    number, _dash, token = key.partition("-")
    try:
        member_id = base36_to_int(number)
    except ValueError as error:
        raise ResetLinkInvalid from error
    member = Member.objects.filter(pk=member_id, is_active=True).first()
    if member is None or not _tokens.check_token(member, token):
        raise ResetLinkInvalid
    return member


def reset_password(*, actor: Actor, now: datetime, key: str, new: str) -> Member:
    """This will set a new password with the key of a link, ending all sessions of the member.

    Raises ResetLinkInvalid, PasswordUnusable.
    """
    with transaction.atomic():
        move_access_epoch()
        member = member_of_reset_link(key)
        _write(member, new)
        audit.record(actor=actor, now=now, kind="people.password_reset", about_member_id=member.pk)
        return member


def _write(member: Member, password: str) -> None:
    member.set_password(clean_password(password, member))
    member.session_epoch = F("session_epoch") + 1
    member.save(update_fields=["password", "session_epoch"])
    member.refresh_from_db()


def _link_key(member: Member) -> str:
    return f"{int_to_base36(member.pk)}-{_tokens.make_token(member)}"
