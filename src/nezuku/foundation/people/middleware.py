"""Puts the person behind a request onto it, in their language, and keeps everybody else out.

Owns who asks and from where. What they may do is asked of the actor by the actions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import translation

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.people.addresses import client_address
from nezuku.foundation.people.directory import actor_of_member
from nezuku.foundation.people.models import Member
from nezuku.foundation.people.requests import MemberRequest, NotSignedIn


class ActorMiddleware:
    """This will set `request.actor` and `request.client_address`, and the language of the answer.

    Three queries for a signed-in person: the session, the member, the roles with their
    departments. None for somebody without a session.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        known = cast("MemberRequest", request)
        known.client_address = client_address(
            peer=request.META.get("REMOTE_ADDR") or "",
            forwarded_for=request.META.get("HTTP_X_FORWARDED_FOR") or "",
            trusted_proxies=settings.TRUSTED_PROXIES,
        )
        known.actor = _actor(known)
        language = _language(known)
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def _actor(request: MemberRequest) -> Actor | None:
    member = request.user
    if isinstance(member, Member) and member.is_active:
        return actor_of_member(member, address=request.client_address, via="web")
    if SESSION_KEY in request.session:
        # The backend no longer knows the member (deactivated): nothing of the session may stay.
        request.session.flush()
    return None


def _language(request: MemberRequest) -> str:
    known = {code for code, _ in settings.LANGUAGES}
    wish = (
        request.actor.locale
        if request.actor is not None
        else request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    )
    return wish if wish in known else settings.LANGUAGE_CODE


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """This will send whoever is not signed in to the sign-in page, unless the view is public.

    Public views carry django.contrib.auth.decorators.login_not_required. A script that asks for
    a fragment or for data gets 401 instead of a sign-in page in the middle of its own.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[object, ...],
        view_kwargs: dict[str, object],
    ) -> HttpResponseBase | None:
        to_sign_in = super().process_view(request, view_func, view_args, view_kwargs)
        if to_sign_in is None:
            return None
        if request.headers.get("HX-Request") == "true":
            page = urlsplit(request.headers.get("HX-Current-URL", "")).path
            location = redirect_to_login(page or "/").headers["Location"]
            return HttpResponse(status=401, headers={"HX-Redirect": location})
        if not request.accepts("text/html"):
            problem = NotSignedIn()
            body = {"error": {"code": problem.code, "message": problem.text}}
            return JsonResponse(body, status=problem.status)
        return to_sign_in
