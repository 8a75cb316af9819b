"""The one-time link of the first set-up, and the browser that holds the set-up because of it.

Owns who may set up an instance that has no administrator yet: whoever can read the server's
terminal. Does not own the steps of the set-up.
"""

from __future__ import annotations

import hashlib
import secrets

from django.db import transaction
from django.urls import reverse

from nezuku.foundation.kit import clock
from nezuku.foundation.people import directory
from nezuku.workspace.setup.models import SetupState

_TOKEN_BYTES = 24


def setup_link(base_url: str) -> str | None:
    """This will make a fresh link for the first set-up, ending the one before; None once set up.

    When an administrator exists already the link is that of the set-up itself: signing in is
    what opens it then.
    """
    if not is_open():
        return None
    base_url = base_url.rstrip("/")
    if has_people():
        return f"{base_url}{reverse('setup:index')}"
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    with transaction.atomic():
        SetupState.objects.update_or_create(
            pk=1, defaults={"token_hash": _hash(token), "issued_at": clock.now()}
        )
    return f"{base_url}{reverse('setup:link', args=[token])}"


def is_open() -> bool:
    """Whether the first set-up has not been finished yet."""
    company = directory.company_card()
    return company is None or not company.is_set_up


def has_people() -> bool:
    """Whether anybody can sign in, so that signing in decides who goes on with the set-up."""
    return bool(directory.active_members())


def is_good(token: str) -> bool:
    """Whether the link with this token can still be used. Looking does not use it up."""
    return SetupState.objects.filter(pk=1, token_hash=_hash(token)).exists()


def take(token: str) -> str | None:
    """This will use up a link and return the secret that its browser keeps; None for a bad link.

    Of two browsers that use one link at the same moment one gets it. Whoever held the set-up
    before loses it: the person at the terminal decides.
    """
    secret = secrets.token_urlsafe(_TOKEN_BYTES)
    taken = SetupState.objects.filter(pk=1, token_hash=_hash(token)).update(
        token_hash="", holder_hash=_hash(secret)
    )
    return secret if taken else None


def holds(secret: str) -> bool:
    """Whether this is the secret of the browser that used the link."""
    return bool(secret) and SetupState.objects.filter(pk=1, holder_hash=_hash(secret)).exists()


def release() -> None:
    """This will end the link and its browser's hold: from now on an administrator signs in."""
    SetupState.objects.filter(pk=1).update(token_hash="", holder_hash="")


def step_reached() -> str:
    """The furthest step of the set-up that was reached, "" at its beginning."""
    return SetupState.objects.filter(pk=1).values_list("step", flat=True).first() or ""


def note_step(step: str) -> None:
    """This will keep the furthest step, so that the set-up can be left and taken up again."""
    if not SetupState.objects.filter(pk=1).update(step=step):
        SetupState.objects.get_or_create(pk=1, defaults={"step": step})


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
