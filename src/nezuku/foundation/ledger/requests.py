"""Who asks. The middleware above this floor puts the person onto the request."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.errors import UserError


class _KnownRequest(HttpRequest):
    """A request as it comes through the middleware of people."""

    actor: Actor | None


class NotSignedIn(UserError):
    """A page of the ledger was reached by nobody; the middleware should have stopped it."""

    code = "not_signed_in"
    status = 401


def actor_of(request: HttpRequest) -> Actor:
    """The person who asks. Raises NotSignedIn."""
    actor = cast("_KnownRequest", request).actor
    if actor is None:
        raise NotSignedIn
    return actor
