"""The doors to the ledger: whose facts, texts and events a person may reach.

A miss is 404, also for a row that exists: whether it does is not told.
"""

from __future__ import annotations

from django.db.models import QuerySet

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.errors import NotFound
from nezuku.foundation.ledger.models import AuditEvent, Exchange

#: The kind of the links that name exchanges; they are no acts of anybody.
BATCH = "ledger.batch"


class NoSuchExchange(NotFound):
    """The exchange does not exist, or belongs to somebody else."""

    code = "no_such_exchange"


def exchanges_for(actor: Actor) -> QuerySet[Exchange]:
    """The exchanges whose facts this person may see: all, or only their own."""
    if actor.may("ledger.facts"):
        return Exchange.objects.all()
    return own_exchanges(actor)


def own_exchanges(actor: Actor) -> QuerySet[Exchange]:
    """The exchanges of the person themselves, whatever their roles."""
    if actor.member_id is None:
        return Exchange.objects.none()
    return Exchange.objects.filter(member_id=actor.member_id)


def exchange_for(actor: Actor, exchange_id: str) -> Exchange:
    """The facts of one exchange. Raises NoSuchExchange."""
    found = exchanges_for(actor).filter(pk=exchange_id).first()
    if found is None:
        raise NoSuchExchange
    return found


def exchange_to_read(actor: Actor, exchange_id: str) -> Exchange:
    """One exchange whose text this person may ask to read. Raises Forbidden, NoSuchExchange."""
    actor.require("ledger.texts")
    return exchange_for(actor, exchange_id)


def events_for(actor: Actor) -> QuerySet[AuditEvent]:
    """What was done by whom, without the links that only name exchanges. Raises Forbidden."""
    actor.require("ledger.verify")
    return AuditEvent.objects.exclude(kind=BATCH)


def events_about(actor: Actor) -> QuerySet[AuditEvent]:
    """What was done about the person themselves."""
    if actor.member_id is None:
        return AuditEvent.objects.none()
    return AuditEvent.objects.filter(about_member_id=actor.member_id).exclude(kind=BATCH)
