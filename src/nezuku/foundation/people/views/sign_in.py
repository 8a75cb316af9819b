"""The pages of people who are not signed in: sign-in, forgotten password, new password, invitation.

Each is public. The way from a password to a session is allauth's (see `adapter`).
"""

from __future__ import annotations

from typing import cast

from allauth.account.adapter import get_adapter
from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from nezuku.foundation.kit import clock
from nezuku.foundation.kit.errors import UserError
from nezuku.foundation.people import directory, mail
from nezuku.foundation.people.actions.invitations import accept_invitation, welcome
from nezuku.foundation.people.actions.passwords import (
    member_of_reset_link,
    request_reset,
    reset_password,
)
from nezuku.foundation.people.forms import (
    ForgotForm,
    JoinForm,
    NewPasswordForm,
    SignInForm,
    tried,
)
from nezuku.foundation.people.models import Member
from nezuku.foundation.people.queries import administrators, session_member
from nezuku.foundation.people.requests import MemberRequest, address_of
from nezuku.foundation.people.rules import EmailUnusable, clean_email


class TooManyAttempts(UserError):
    """A public page was asked too often from one address."""

    code = "too_many_attempts"
    status = 429
    sentence = gettext_lazy(
        "操作が続いたため、しばらく受け付けを止めています。5分ほど待ってからお試しください。"
    )


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page. 429 with a sentence after too many failures."""
    target = _safe_next(request)
    if cast("MemberRequest", request).actor is not None:
        return redirect(target)
    form = SignInForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            member = _authenticated(request, form)
        except ValidationError:
            status = 429
            form.add_error(
                None,
                _(
                    "サインインの失敗が続いたため、5分ほど受け付けを止めています。"
                    "パスワードを忘れた場合は、再設定してください。"
                ),
            )
        else:
            if member is not None and member.is_active:
                return cast("HttpResponse", perform_login(request, member, redirect_url=target))
            if member is not None:
                get_adapter(request).pre_login(
                    request,
                    member,
                    email_verification="none",
                    signal_kwargs=None,
                    email=member.email,
                    signup=False,
                    redirect_url=None,
                )
            form.add_error(None, _("メールアドレスかパスワードが違います。"))
    return render(request, "account/sign_in.html", {"form": form, "next": target}, status=status)


def _authenticated(request: HttpRequest, form: SignInForm) -> Member | None:
    try:
        email = clean_email(form.cleaned_data["email"])
    except EmailUnusable:
        # Still counted and recorded like any other failure.
        email = form.cleaned_data["email"][:254]
    user = get_adapter(request).authenticate(
        request, email=email, password=form.cleaned_data["password"]
    )
    return cast("Member | None", user)


def _safe_next(request: HttpRequest) -> str:
    wish = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wish, {request.get_host()}, request.is_secure()):
        return wish
    return resolve_url(settings.LOGIN_REDIRECT_URL)


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """This will end the session at hand."""
    get_adapter(request).logout(request)
    return redirect("people:sign_in")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def forgot(request: HttpRequest) -> HttpResponse:
    """Asks for the address and sends a link; without mail, says whom to ask.

    The answer is the same whether the address is known or not.
    """
    if not mail.is_configured():
        return render(request, "account/forgot_ask.html", {"administrators": administrators()})
    form = ForgotForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            email = clean_email(form.cleaned_data["email"])
        except EmailUnusable as error:
            form.add_error("email", error.text)
        else:
            _limit(request, "reset_password", key=email)
            _send_reset(request, email)
            return render(request, "account/forgot_sent.html", {"email": email})
    return render(request, "account/forgot.html", {"form": form})


def _send_reset(request: HttpRequest, email: str) -> None:
    actor = directory.visitor(address_of(request))
    found = request_reset(actor=actor, now=clock.now(), email=email)
    if found is not None:
        link = mail.absolute(reverse("people:reset", args=[found.key]))
        context = {"name": found.name, "link": link}
        mail.send(to=found.email, template="reset", context=context, locale=found.locale)


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def reset(request: HttpRequest, key: str) -> HttpResponse:
    """A new password behind a link, whoever handed the link out."""
    _limit(request, "reset_password_from_key")
    name = member_of_reset_link(key).name
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actor = directory.visitor(address_of(request))
        password = form.cleaned_data["password"]
        now = clock.now()
        done = tried(form, lambda: reset_password(actor=actor, now=now, key=key, new=password))
        if done is not None:
            messages.success(request, _("パスワードを設定しました。サインインしてください。"))
            return redirect("people:sign_in")
    return render(request, "account/reset.html", {"form": form, "name": name})


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind an invitation: who are you, choose a password, and you are in."""
    _limit(request, "invitation")
    now = clock.now()
    invitation = welcome(now=now, token=token)
    form = JoinForm(
        request.POST or None,
        fixed_email=invitation.email,
        initial={"name": invitation.name, "kana": invitation.kana},
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        member_id = tried(
            form,
            lambda: accept_invitation(
                actor=directory.visitor(address_of(request)),
                now=now,
                token=token,
                email=values["email"],
                name=values["name"],
                kana=values["kana"],
                password=values["password"],
                locale=get_language() or settings.LANGUAGE_CODE,
            ),
        )
        if member_id is not None:
            if cast("MemberRequest", request).actor is not None:
                get_adapter(request).logout(request)
            return cast("HttpResponse", perform_login(request, session_member(member_id)))
    return render(request, "account/join.html", {"form": form, "invitation": invitation})


def _limit(request: HttpRequest, action: str, key: str | None = None) -> None:
    if not ratelimit.consume(request, action=action, key=key):
        raise TooManyAttempts
