"""Adding links: every action calls `record` inside its own transaction.

Owns the order of the links of one writer. A writer is a chain per node (a process that serves,
a command): chains do not wait for each other, links of one chain do.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.ledger import chain
from nezuku.foundation.ledger.models import AuditEvent, ChainHead


class NoTransaction(Exception):
    """An audit event was recorded outside of a transaction; it could survive its own cause."""


def chain_key() -> bytes:
    """The key of the chains, derived from the instance's key file."""
    return settings.KEYRING.derive("audit-chain")


def record(
    *,
    actor: Actor,
    now: datetime,
    kind: str,
    about_member_id: int | None = None,
    department_id: int | None = None,
    data: dict[str, object] | None = None,
) -> None:
    """This will add one audit event to this node's chain, inside the caller's transaction.

    `kind` is `app.what_happened`; `about_member_id` the person concerned, who can see the event;
    `data` holds facts, never the text of a conversation. Raises NoTransaction.
    """
    if not connection.in_atomic_block:
        raise NoTransaction(kind)
    append(
        writer=f"{settings.ENV.node}/actions",
        now=now,
        kind=kind,
        actor_id=actor.member_id,
        actor_name=actor.name,
        about_member_id=about_member_id,
        department_id=department_id,
        facts={"address": actor.address, "via": actor.via, "data": data or {}},
    )


def append(
    *,
    writer: str,
    now: datetime,
    kind: str,
    actor_id: int | None,
    actor_name: str,
    facts: dict[str, object],
    about_member_id: int | None = None,
    department_id: int | None = None,
) -> str:
    """This will add a link to `writer`'s chain and return its hash; within a transaction."""
    with transaction.atomic():
        head, _ = ChainHead.objects.select_for_update().get_or_create(
            writer=writer, defaults={"seq": 0, "hash": chain.GENESIS}
        )
        seq = head.seq + 1
        body = chain.canonical(
            {
                "at": chain.timestamp(now),
                "kind": kind,
                "actor_id": actor_id,
                "actor_name": actor_name,
                "about_member_id": about_member_id,
                "department_id": department_id,
                **facts,
            }
        ).decode()
        hashed = chain.link_hash(chain_key(), writer, seq, head.hash, body)
        AuditEvent.objects.create(
            writer=writer,
            seq=seq,
            at=now,
            kind=kind,
            actor_id=actor_id,
            actor_name=actor_name,
            about_member_id=about_member_id,
            department_id=department_id,
            body=body,
            previous_hash=head.hash,
            hash=hashed,
        )
        ChainHead.objects.filter(pk=writer).update(seq=seq, hash=hashed)
    return hashed
