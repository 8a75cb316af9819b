"""The first administrator: from here on somebody is signed in."""

from __future__ import annotations

from typing import cast

from allauth.account.adapter import get_adapter
from allauth.account.utils import perform_login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from nezuku.foundation.kit import clock
from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.errors import UserError
from nezuku.foundation.people import directory
from nezuku.foundation.people.rules import clean_email
from nezuku.workspace.setup import actions, holding, links
from nezuku.workspace.setup.forms import ERROR_FIELDS, AdministratorForm
from nezuku.workspace.setup.steps import Step


@sensitive_post_parameters("password", "repeated")
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def administrator(request: HttpRequest) -> HttpResponse:
    """The account of the first administrator, who is signed in with it."""
    actor = holding.admit(request, Step.ADMINISTRATOR)
    if isinstance(actor, HttpResponse):
        return actor
    if links.has_people():
        # Back, a reload or a second click: the account is there already.
        return redirect(holding.next_step_url())
    choices = [(card.id, card.path) for card in directory.departments()]
    form = AdministratorForm(
        request.POST if request.method == "POST" else None,
        choices=choices,
        initial={"is_lead": True},
    )
    if form.is_valid():
        try:
            _create(actor, form.cleaned_data)
        except UserError as error:
            form.add_error(ERROR_FIELDS.get(error.code), error.text)
        else:
            given = form.cleaned_data
            return _signed_in(request, given["email"], given["password"])
    context = {"progress": holding.progress(Step.ADMINISTRATOR), "form": form}
    return render(request, "setup/administrator.html", context)


def _create(actor: Actor, given: dict[str, object]) -> None:
    department = given["department"]
    actions.create_first_administrator(
        actor=actor,
        now=clock.now(),
        name=str(given["name"]),
        email=str(given["email"]),
        password=str(given["password"]),
        department_id=department if isinstance(department, int) else None,
        is_lead=bool(given["is_lead"]),
        locale=get_language() or "ja",
    )


def _signed_in(request: HttpRequest, email: str, password: str) -> HttpResponse:
    """A fresh session for the new administrator, on the next page; nothing of the old one stays."""
    request.session.flush()
    following = holding.go_on(Step.ADMINISTRATOR)
    member = get_adapter(request).authenticate(request, email=clean_email(email), password=password)
    target = following.headers["Location"]
    return cast("HttpResponse", perform_login(request, member, redirect_url=target))
