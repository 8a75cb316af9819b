"""What is recorded about sign-ins: that they happened, failed or ended. Never a password."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.ledger import audit
from nezuku.foundation.people.models import Member


def record_sign_in(*, actor: Actor, now: datetime) -> None:
    """This will record that the actor has just signed in."""
    _record(actor, now, "people.signed_in", actor.member_id)


def record_sign_out(*, actor: Actor, now: datetime) -> None:
    """This will record that the actor signed out."""
    _record(actor, now, "people.signed_out", actor.member_id)


def record_refusal(*, actor: Actor, now: datetime, email: str, kind: str) -> None:
    """This will record an attempt to sign in that did not succeed, by a visitor.

    `kind` is failed (wrong password or address), limited (too many attempts) or inactive. The
    typed address is recorded only as the member whom it belongs to: people type their password
    into the wrong field.
    """
    member_id = (
        Member.objects.filter(email=email.strip().lower()).values_list("pk", flat=True).first()
    )
    _record(actor, now, f"people.sign_in_{kind}", member_id)


def _record(actor: Actor, now: datetime, kind: str, about_member_id: int | None) -> None:
    with transaction.atomic():
        audit.record(actor=actor, now=now, kind=kind, about_member_id=about_member_id)
