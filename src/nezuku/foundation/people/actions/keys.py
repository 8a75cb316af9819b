"""API keys: made for oneself or for an application, and taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.errors import NotFound, UserError
from nezuku.foundation.ledger import audit
from nezuku.foundation.people import access
from nezuku.foundation.people.actions.epoch import move_access_epoch
from nezuku.foundation.people.key_rules import OwnKeysOff, own_keys_allowed
from nezuku.foundation.people.keys import new_raw_key
from nezuku.foundation.people.models import ApiKey, Member
from nezuku.foundation.people.rules import clean_name

MAX_KEYS = 20
MAX_DAYS = 366


class TooManyKeys(UserError):
    """Somebody has as many open keys as one person can keep apart."""

    code = "too_many_keys"
    sentence = _("使えるキーは1人20個までです。使っていないキーを無効にしてください。")


class ExpiryUnusable(UserError):
    """A key would be valid for no time, or for more than a year."""

    code = "expiry_unusable"
    sentence = _("有効期間は1日から366日の間で指定してください。")


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that was just made; `text` can be shown this one time only."""

    id: int
    text: str
    label: str
    expires_at: datetime


def make_key(*, actor: Actor, now: datetime, label: str, days: int) -> NewKey:
    """This will make a key with which the actor's own programs speak to the API.

    Raises Forbidden, OwnKeysOff, NameUnusable, ExpiryUnusable, TooManyKeys.
    """
    actor.require("keys.own")
    return _make(
        actor=actor,
        now=now,
        label=label,
        days=days,
        member_id=access.own_id(actor),
        department_id=None,
        is_application=False,
    )


def make_application_key(
    *,
    actor: Actor,
    now: datetime,
    label: str,
    days: int,
    member_id: int,
    department_id: int | None,
) -> NewKey:
    """This will make a key for an application; the member answers for what it sends.

    The key ends with the member's access. Raises Forbidden, NotFound (member, department),
    NameUnusable, ExpiryUnusable, TooManyKeys.
    """
    actor.require("keys.applications")
    return _make(
        actor=actor,
        now=now,
        label=label,
        days=days,
        member_id=member_id,
        department_id=department_id,
        is_application=True,
    )


def _make(
    *,
    actor: Actor,
    now: datetime,
    label: str,
    days: int,
    member_id: int,
    department_id: int | None,
    is_application: bool,
) -> NewKey:
    label = clean_name(label)
    if not 1 <= days <= MAX_DAYS:
        raise ExpiryUnusable
    raw = new_raw_key()
    with transaction.atomic():
        move_access_epoch()
        # Behind the epoch: whoever switches own keys off moves it too, so the answer stands.
        if not is_application and not own_keys_allowed():
            raise OwnKeysOff
        if not Member.objects.filter(pk=member_id, is_active=True).exists():
            raise NotFound
        if department_id is not None:
            access.get_department(department_id)
        standing = ApiKey.objects.filter(
            member_id=member_id,
            is_application=is_application,
            revoked_at=None,
            expires_at__gt=now,
        )
        if standing.count() >= MAX_KEYS:
            raise TooManyKeys
        key = ApiKey.objects.create(
            prefix=raw.prefix,
            key_hash=raw.key_hash,
            label=label,
            member_id=member_id,
            is_application=is_application,
            department_id=department_id,
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
        audit.record(
            actor=actor,
            now=now,
            kind="people.key_made",
            about_member_id=member_id,
            department_id=department_id,
            data={
                "key_id": key.pk,
                "prefix": raw.prefix,
                "label": label,
                "is_application": is_application,
                "days": days,
            },
        )
    return NewKey(id=key.pk, text=raw.text, label=label, expires_at=now + timedelta(days=days))


def revoke_key(*, actor: Actor, now: datetime, key_id: int) -> None:
    """This will end a key at once: one's own, or an application's. Raises NotFound."""
    with transaction.atomic():
        move_access_epoch()
        key = access.get_key(actor, key_id)
        if not ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now):
            return
        audit.record(
            actor=actor,
            now=now,
            kind="people.key_revoked",
            about_member_id=key.member_id,
            department_id=key.department_id,
            data={"key_id": key.pk, "prefix": key.prefix, "label": key.label},
        )
