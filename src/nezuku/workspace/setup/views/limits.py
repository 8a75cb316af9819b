"""The administrator's page of the limits that hold for the whole company."""

from __future__ import annotations

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from nezuku.foundation.kit import clock
from nezuku.foundation.kit.errors import UserError
from nezuku.foundation.people.requests import actor_of
from nezuku.foundation.policy import actions as policy
from nezuku.foundation.policy import queries
from nezuku.workspace.setup.usage_forms import UsageForm


@require_http_methods(["GET", "POST"])
def limits(request: HttpRequest) -> HttpResponse:
    """Requests a minute, characters at once, pictures, and whether members may make keys."""
    actor = actor_of(request)
    actor.require("policy.models")
    form = UsageForm(
        queries.usage_policy(),
        queries.recommended_usage(),
        request.POST if request.method == "POST" else None,
    )
    if form.is_valid():
        try:
            policy.change_usage_policy(actor=actor, now=clock.now(), **asdict(form.given()))
        except UserError as error:
            if error.status in {403, 404}:
                raise
            form.add_error(form.field_of(error), error.text)
        else:
            messages.success(request, _("利用の上限を保存しました。すぐに適用されます。"))
            return redirect("setup:limits")
    status = 400 if form.errors else 200
    return render(request, "setup/limits.html", {"form": form}, status=status)
