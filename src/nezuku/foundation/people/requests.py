"""What a request knows about the person behind it. Views ask here; nothing below views does."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.errors import UserError


class MemberRequest(HttpRequest):
    """A request after ActorMiddleware: `actor` is None for somebody who is not signed in.

    `client_address` is the network address behind the trusted proxies.
    """

    actor: Actor | None
    client_address: str


class NotSignedIn(UserError):
    """A view that needs a person was reached without one; the middleware should have stopped it."""

    code = "not_signed_in"
    status = 401


def actor_of(request: HttpRequest) -> Actor:
    """The person who asks. Raises NotSignedIn."""
    actor = cast("MemberRequest", request).actor
    if actor is None:
        raise NotSignedIn
    return actor


def address_of(request: HttpRequest) -> str:
    """The network address of whoever asks, signed in or not."""
    return cast("MemberRequest", request).client_address
