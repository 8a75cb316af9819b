"""Keys of the API: how one looks, and whose it is.

`find_key` is the only way from a key to a person; the door to the models asks it for every key
that it has not seen since the access epoch moved.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from nezuku.foundation.kit import clock
from nezuku.foundation.kit.permissions import Role
from nezuku.foundation.people.models import ApiKey

_PREFIX_BYTES = 5
_SECRET_BYTES = 32
_SHAPE = re.compile(r"nzk_([0-9a-f]{10})_([A-Za-z0-9_-]{43})")
_NO_HASH = "0" * 64
#: `last_used_at` is written at most this often for one key.
_USE_GRAIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """Who stands behind a key: the member, or the application that a member answers for.

    `department_id` is the application's own department if it has one.
    """

    key_id: int
    member_id: int
    member_name: str
    department_id: int | None
    department_name: str
    label: str
    is_application: bool
    roles: frozenset[Role]
    locale: str
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RawKey:
    """A new key: `text` is shown once, `prefix` and `key_hash` are kept."""

    text: str
    prefix: str
    key_hash: str


def new_raw_key() -> RawKey:
    """This will make a key: nzk_, ten hex digits that find the row, 256 random bits."""
    prefix = secrets.token_hex(_PREFIX_BYTES)
    text = f"nzk_{prefix}_{secrets.token_urlsafe(_SECRET_BYTES)}"
    return RawKey(text=text, prefix=prefix, key_hash=_hash(text))


def find_key(raw: str, *, now: datetime | None = None) -> KeyHolder | None:
    """Whose key this is, or None for a key that is unknown, revoked or expired, or whose member
    has been deactivated. Two queries at most. Takes the same time for a wrong secret.
    """
    shape = _SHAPE.fullmatch(raw)
    if shape is None:
        return None
    key = (
        ApiKey.objects.select_related("member__department", "department")
        .filter(prefix=shape[1])
        .first()
    )
    if not hmac.compare_digest(_hash(raw), key.key_hash if key else _NO_HASH) or key is None:
        return None
    moment = now or clock.now()
    expired = key.expires_at is not None and key.expires_at <= moment
    if key.revoked_at is not None or expired or not key.member.is_active:
        return None
    department = key.department if key.is_application else key.member.department
    return KeyHolder(
        key_id=key.pk,
        member_id=key.member_id,
        member_name=key.member.name,
        department_id=department.pk if department else None,
        department_name=department.name if department else "",
        label=key.label,
        is_application=key.is_application,
        roles=frozenset(Role(role) for role in key.member.grants.values_list("role", flat=True)),
        locale=key.member.locale,
        expires_at=key.expires_at,
    )


def open_keys(key_ids: Iterable[int], *, now: datetime) -> frozenset[int]:
    """Those of the keys that still open the door. One query."""
    rows = ApiKey.objects.filter(
        Q(expires_at=None) | Q(expires_at__gt=now),
        pk__in=set(key_ids),
        revoked_at=None,
        member__is_active=True,
    )
    return frozenset(rows.values_list("pk", flat=True))


def note_use(key_id: int, *, now: datetime) -> None:
    """This will note that a key was used, at most once an hour. For a worker, not the hot path."""
    ApiKey.objects.filter(
        Q(last_used_at=None) | Q(last_used_at__lt=now - _USE_GRAIN), pk=key_id
    ).update(last_used_at=now)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
