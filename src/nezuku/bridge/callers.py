"""From the house's people to the door's callers."""

from __future__ import annotations

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.people.directory import NoSuchMember, member_card
from nezuku.gateway.asks import Caller


def caller_for(actor: Actor) -> Caller:
    """The caller that a signed-in member is at the door. One query. Raises NoSuchMember."""
    card = member_card(actor.member_id) if actor.member_id is not None else None
    if card is None or not card.is_active:
        raise NoSuchMember
    return Caller(
        member_id=card.id,
        member_name=card.name,
        department_id=card.department_id,
        department_name=card.department_name,
        account=card.email,
        address=actor.address,
        locale=card.locale,
        limit_key=f"member:{card.id}",
    )
