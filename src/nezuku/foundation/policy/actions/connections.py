"""Connecting vendors: address and key. The key is typed in, sealed, and never shown again."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.errors import UserError
from nezuku.foundation.ledger import audit
from nezuku.foundation.people.actions.epoch import move_access_epoch
from nezuku.foundation.policy import rules
from nezuku.foundation.policy.access import get_connection
from nezuku.foundation.policy.models import ModelConnection
from nezuku.foundation.policy.sealing import seal_key


class AddressRefused(UserError):
    """The address cannot be one of a model server; `reason` says why (rules.address_problem)."""

    code = "address_refused"
    sentence = _(
        "接続先のアドレスを確認してください。提供元の説明にあるとおり、"
        "「https://」から始まるアドレスを入力します。"
    )
    sentences: ClassVar[dict[str, str | Promise]] = {
        "credentials": _(
            "アドレスにユーザー名やパスワードを含めることはできません。"
            "APIキーは専用の欄に入力してください。"
        ),
        "plain": _(
            "暗号化されない「http://」の接続先には、社内のサーバーを除いて接続できません。"
            "「https://」から始まるアドレスを入力してください。"
        ),
    }

    def __init__(self, *, reason: str) -> None:
        super().__init__(reason=reason)

    @property
    def text(self) -> str:
        """The sentence for the reason."""
        return str(self.sentences.get(str(self.fields["reason"]), self.sentence))


class KeyMalformed(UserError):
    """The key holds characters that no key has; it was copied with something around it."""

    code = "key_malformed"
    sentence = _(
        "APIキーに空白や全角文字が含まれています。提供元の画面からコピーし直してください。"
    )


class KeyNeeded(UserError):
    """The address changed: the old key must not be sent to a new place unasked."""

    code = "key_needed"
    sentence = _("接続先のアドレスを変えるときは、APIキーをもう一度入力してください。")


class LabelMissing(UserError):
    """A connection without a name cannot be told from the others."""

    code = "label_missing"
    sentence = _("接続の名前を100文字以内で入力してください。")


def connect_model(
    *,
    actor: Actor,
    now: datetime,
    preset: str,
    base_url: str,
    key: str,
    label: str,
    is_local: bool = False,
) -> int:
    """This will add a connection and return its id.

    `is_local` marks a server inside the company, which may speak plain http. Raises Forbidden,
    LabelMissing, AddressRefused, KeyMalformed.
    """
    actor.require("policy.models")
    address = _address(base_url, is_local=is_local)
    key = _key(key)
    with transaction.atomic():
        connection = ModelConnection.objects.create(
            label=_label(label),
            preset=preset,
            base_url=address,
            sealed_key=seal_key(key, address),
            key_hint=rules.key_hint(key),
            is_local=is_local,
        )
        move_access_epoch()
        audit.record(
            actor=actor,
            now=now,
            kind="policy.connection_added",
            data={
                "connection": connection.pk,
                "label": connection.label,
                "preset": preset,
                "address": address,
                "has_key": bool(key),
            },
        )
    return connection.pk


def change_connection(
    *,
    actor: Actor,
    now: datetime,
    connection_id: int,
    label: str,
    base_url: str,
    key: str | None = None,
    preset: str | None = None,
    is_local: bool | None = None,
) -> None:
    """This will change a connection. `key` None keeps the sealed key, "" removes it.

    A connection with a key that gets another address or another preset needs its key typed
    again: whoever can change addresses shall not learn keys that way. Raises Forbidden,
    NotFound, LabelMissing, AddressRefused, KeyMalformed, KeyNeeded.
    """
    with transaction.atomic():
        connection = get_connection(actor, connection_id)
        local = connection.is_local if is_local is None else is_local
        address = _address(base_url, is_local=local)
        preset = connection.preset if preset is None else preset
        moved = address != connection.base_url or preset != connection.preset
        if moved and connection.sealed_key and key is None:
            raise KeyNeeded
        before = (connection.label, connection.base_url, connection.preset, connection.is_local)
        connection.label = _label(label)
        connection.base_url = address
        connection.preset = preset
        connection.is_local = local
        if key is not None:
            key = _key(key)
            connection.sealed_key = seal_key(key, address)
            connection.key_hint = rules.key_hint(key)
        if moved or key is not None:
            connection.checked_at = None
            connection.check_problem = ""
        connection.save()
        move_access_epoch()
        audit.record(
            actor=actor,
            now=now,
            kind="policy.connection_changed",
            data={
                "connection": connection.pk,
                "before": list(before),
                "after": [connection.label, address, preset, local],
                "key_changed": key is not None,
            },
        )


def switch_off_connection(*, actor: Actor, now: datetime, connection_id: int) -> None:
    """This will take a connection and its models out of use at once. Raises Forbidden, NotFound."""
    _set_active(actor=actor, now=now, connection_id=connection_id, active=False)


def reactivate_connection(*, actor: Actor, now: datetime, connection_id: int) -> None:
    """This will take a connection back into use. Raises Forbidden, NotFound."""
    _set_active(actor=actor, now=now, connection_id=connection_id, active=True)


def record_check(*, actor: Actor, now: datetime, connection_id: int, problem: str) -> None:
    """This will note how the last try of a connection went; `problem` "" means it answered.

    Not an audit event: nothing was decided. Raises Forbidden, NotFound.
    """
    get_connection(actor, connection_id)
    ModelConnection.objects.filter(pk=connection_id).update(
        checked_at=now, check_problem=problem[:40]
    )


def _set_active(*, actor: Actor, now: datetime, connection_id: int, active: bool) -> None:
    with transaction.atomic():
        connection = get_connection(actor, connection_id)
        changed = ModelConnection.objects.filter(pk=connection_id, is_active=not active).update(
            is_active=active
        )
        if not changed:
            return
        move_access_epoch()
        audit.record(
            actor=actor,
            now=now,
            kind="policy.connection_switched_on" if active else "policy.connection_switched_off",
            data={"connection": connection.pk, "label": connection.label},
        )


def _address(base_url: str, *, is_local: bool) -> str:
    address = rules.clean_address(base_url)
    problem = rules.address_problem(address, is_local=is_local)
    if problem or len(address) > 300:
        raise AddressRefused(reason=problem or "malformed")
    return address


def _key(key: str) -> str:
    key = key.strip()
    if key and not rules.is_key(key):
        raise KeyMalformed
    return key


def _label(label: str) -> str:
    label = label.strip()
    if not label or len(label) > 100:
        raise LabelMissing
    return label
