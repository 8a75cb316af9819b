"""How allauth signs people in here: our addresses, our limits' names, our audit events.

Owns the hooks of allauth's pipeline. The pages around it are in `views.sign_in`; what is recorded
is in `actions.sign_in`.
"""

from __future__ import annotations

from typing import cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import ratelimit
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from nezuku.foundation.kit import clock
from nezuku.foundation.people import directory
from nezuku.foundation.people.actions.sign_in import (
    record_refusal,
    record_sign_in,
    record_sign_out,
)
from nezuku.foundation.people.models import Member
from nezuku.foundation.people.requests import MemberRequest, address_of


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    """Sign-in by mail address and password; nobody signs up without an invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Nobody registers by themselves."""
        return False

    def is_ajax(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Pages only: allauth's JSON answers would be a second way in."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address to limit by, behind the trusted proxies."""
        return address_of(request) or "unknown"

    def pre_authenticate(self, request: HttpRequest, **credentials: str) -> None:
        """This will count the attempt; too many raise ValidationError, noted once per account."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            email = credentials["email"]
            if ratelimit.consume(request, action="limit_noted", key=email):
                _record_refusal(request, email, "limited")
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: str) -> None:
        """This will record a wrong address or password."""
        _record_refusal(request, credentials["email"], "failed")

    def pre_login(self, request: HttpRequest, user: Member, **rest: object) -> HttpResponse | None:
        """This will stop somebody who was deactivated, whatever way led here."""
        if not user.is_active:
            _record_refusal(request, user.email, "inactive")
        return cast("HttpResponse | None", super().pre_login(request, user, **rest))

    def post_login(self, request: HttpRequest, user: Member, **rest: object) -> HttpResponse:
        """This will record the sign-in, after every stage of it was passed."""
        actor = directory.actor_of_member(user, address=address_of(request), via="web")
        record_sign_in(actor=actor, now=clock.now())
        return cast("HttpResponse", super().post_login(request, user, **rest))

    def respond_user_inactive(self, request: HttpRequest, user: Member) -> HttpResponse:  # noqa: ARG002
        """Back to the sign-in page, which says no more than that it did not work."""
        return redirect("people:sign_in")

    def logout(self, request: HttpRequest) -> None:
        """This will record the sign-out, then forget the session."""
        actor = cast("MemberRequest", request).actor
        if actor is not None:
            record_sign_out(actor=actor, now=clock.now())
        super().logout(request)


def _record_refusal(request: HttpRequest, email: str, kind: str) -> None:
    actor = directory.visitor(address_of(request))
    record_refusal(actor=actor, now=clock.now(), email=email, kind=kind)
