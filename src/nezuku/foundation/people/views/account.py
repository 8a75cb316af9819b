"""The pages about oneself: profile, language, password, keys."""

from __future__ import annotations

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from nezuku.foundation.kit import clock
from nezuku.foundation.people import directory
from nezuku.foundation.people.access import own_id
from nezuku.foundation.people.actions.keys import make_application_key, make_key, revoke_key
from nezuku.foundation.people.actions.members import change_own_profile
from nezuku.foundation.people.actions.passwords import change_password
from nezuku.foundation.people.forms import (
    ApplicationKeyForm,
    ChangePasswordForm,
    KeyForm,
    ProfileForm,
    tried,
)
from nezuku.foundation.people.key_rules import own_keys_allowed
from nezuku.foundation.people.mail import absolute
from nezuku.foundation.people.queries import (
    application_keys,
    department_choices,
    key_detail,
    own_account,
    own_keys,
    session_member,
)
from nezuku.foundation.people.requests import actor_of
from nezuku.foundation.people.views.sign_in import TooManyAttempts


@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """My account: what I am called, in which language, in which department, with which roles."""
    actor = actor_of(request)
    own = own_account(actor=actor)
    form = ProfileForm(
        request.POST or None,
        initial={"name": own.row.name, "kana": own.row.kana, "locale": actor.locale},
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        tried(form, lambda: change_own_profile(actor=actor, now=clock.now(), **values))
        if not form.errors:
            with override(values["locale"]):
                messages.success(request, _("変更を保存しました。"))
            return redirect("people:account")
    return render(
        request,
        "people/account.html",
        {"form": form, "password_form": ChangePasswordForm(), "own": own},
    )


@sensitive_post_parameters("current", "password")
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Changes one's own password; other sessions end, this one stays."""
    actor = actor_of(request)
    form = ChangePasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, action="change_password"):
            raise TooManyAttempts
        values = form.cleaned_data
        tried(
            form,
            lambda: change_password(
                actor=actor, now=clock.now(), current=values["current"], new=values["password"]
            ),
        )
        if not form.errors:
            update_session_auth_hash(request, session_member(own_id(actor)))
            messages.success(
                request, _("パスワードを変更しました。ほかの端末からはサインアウトしました。")
            )
            return redirect("people:account")
    return render(request, "people/password.html", {"form": form})


@require_http_methods(["GET", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """My API keys. A new key is shown in the answer to its own making, and never again."""
    actor = actor_of(request)
    actor.require("keys.own")
    form = KeyForm(request.POST or None)
    new = None
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        new = tried(form, lambda: make_key(actor=actor, now=clock.now(), **values))
        form = KeyForm() if new else form
    rows = own_keys(actor=actor, now=clock.now())
    response = render(
        request,
        "people/keys.html",
        {
            "form": form,
            "keys": rows,
            "new_key": new,
            "own": True,
            "address": absolute("/v1"),
            "switched_off": not own_keys_allowed(),
        },
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "POST"])
def applications(request: HttpRequest) -> HttpResponse:
    """The keys of applications, each with the member who answers for it."""
    actor = actor_of(request)
    actor.require("keys.applications")
    people = [(card.id, f"{card.name}（{card.email}）") for card in directory.active_members()]
    choices = department_choices(actor=actor)
    form = ApplicationKeyForm(request.POST or None, members=people, choices=choices)
    new = None
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        new = tried(
            form,
            lambda: make_application_key(
                actor=actor,
                now=clock.now(),
                label=values["label"],
                days=values["days"],
                member_id=values["member"],
                department_id=values["department"],
            ),
        )
        form = ApplicationKeyForm(members=people, choices=choices) if new else form
    rows = application_keys(actor=actor, now=clock.now())
    response = render(
        request,
        "people/keys.html",
        {
            "form": form,
            "keys": rows,
            "new_key": new,
            "own": False,
            "address": absolute("/v1"),
        },
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "POST"])
def key_revoke(request: HttpRequest, key_id: int) -> HttpResponse:
    """Asks, then ends a key: programs that use it stop at once."""
    actor = actor_of(request)
    key = key_detail(actor=actor, key_id=key_id, now=clock.now())
    back = "people:application_keys" if key.is_application else "people:keys"
    if request.method == "POST":
        revoke_key(actor=actor, now=clock.now(), key_id=key_id)
        messages.success(request, _("キーを無効にしました。"))
        return redirect(back)
    return render(request, "people/key_revoke.html", {"key": key, "back": reverse(back)})
