"""The guard: its settings, their history, and trying it out."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from nezuku.foundation.kit import clock
from nezuku.foundation.people.requests import actor_of
from nezuku.foundation.policy import actions, queries
from nezuku.foundation.policy.differences import policy_difference
from nezuku.foundation.policy.guarding import current_guard
from nezuku.guard import Policy
from nezuku.stages.safety.carrying import Carried, carried
from nezuku.stages.safety.forms import CheckForm, ReasonForm, attempt
from nezuku.stages.safety.guard_form import GuardForm
from nezuku.stages.safety.presenting import ChangeRow, CheckResult, change_rows, check_result


@dataclass(frozen=True, slots=True)
class GuardPage:
    """The context of the settings."""

    facts: queries.GuardPolicyFacts
    form: GuardForm


@dataclass(frozen=True, slots=True)
class GuardConfirmPage:
    """The context of the page that shows what changes before it is saved."""

    changes: tuple[ChangeRow, ...]
    weaker: int
    form: ReasonForm
    carried: tuple[Carried, ...]
    to_recommended: bool


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One version of the settings with its changes in words."""

    version: queries.GuardPolicyVersion
    changes: tuple[ChangeRow, ...]


@dataclass(frozen=True, slots=True)
class CheckPage:
    """The context of trying out."""

    form: CheckForm
    result: CheckResult | None


@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """The settings in three steps: choose, look at what changes, save with a reason."""
    actor_of(request).require("policy.classes")
    facts = queries.guard_policy()
    if request.method == "GET":
        return _settings_page(request, facts, GuardForm(facts.policy, facts.version))
    form = GuardForm(facts.policy, facts.version, request.POST)
    if not form.is_valid() or request.POST.get("step") == "edit":
        return _settings_page(request, facts, form)
    policy = form.policy()
    if request.POST.get("step") == "save":
        saved = _saved(request, policy, form.cleaned_data["version"])
        if saved is None:
            return redirect("safety:guard")
        return _confirm_page(request, facts, policy, saved)
    if not policy_difference(facts.policy, policy):
        form.add_error(None, actions.NothingChanged().text)
        return _settings_page(request, facts, form)
    return _confirm_page(request, facts, policy, ReasonForm())


@require_http_methods(["GET", "POST"])
def recommended(request: HttpRequest) -> HttpResponse:
    """Goes back to the recommended settings, after showing what that changes."""
    actor_of(request).require("policy.classes")
    facts = queries.guard_policy()
    if facts.is_recommended:
        messages.info(request, _("すでに推奨の設定です。"))
        return redirect("safety:guard")
    form: ReasonForm | None = ReasonForm()
    if request.method == "POST":
        form = _saved(request, Policy.default(), facts.version)
    if form is None:
        return redirect("safety:guard")
    return _confirm_page(request, facts, Policy.default(), form, to_recommended=True)


@require_GET
def history(request: HttpRequest) -> HttpResponse:
    """Every version of the settings and what it changed."""
    versions = queries.guard_policy_history(actor_of(request))
    rows = tuple(HistoryRow(version, change_rows(version.changes)) for version in versions)
    return render(request, "safety/guard_history.html", {"rows": rows})


@never_cache
@sensitive_post_parameters("text")
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Tries a text out on the guard in force. Nothing of it is sent or kept."""
    actor_of(request).require("policy.view")
    form = CheckForm(request.POST or None)
    result = None
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        result = attempt(form, lambda: check_result(current_guard(), text))
    return render(request, "safety/check.html", {"page": CheckPage(form, result)})


def _saved(request: HttpRequest, policy: Policy, version: int) -> ReasonForm | None:
    """None when it was saved, else the form with what is missing."""
    form = ReasonForm(request.POST)
    if form.is_valid():
        saved = attempt(
            form,
            lambda: actions.change_guard_policy(
                actor=actor_of(request),
                now=clock.now(),
                policy=policy,
                reason=form.cleaned_data["reason"],
                expected_version=version,
            ),
        )
        if saved is not None:
            messages.success(request, _("設定を保存しました。次の送信から有効です。"))
            return None
    return form


def _settings_page(
    request: HttpRequest, facts: queries.GuardPolicyFacts, form: GuardForm
) -> HttpResponse:
    return render(request, "safety/guard.html", {"page": GuardPage(facts, form)})


def _confirm_page(
    request: HttpRequest,
    facts: queries.GuardPolicyFacts,
    policy: Policy,
    form: ReasonForm,
    *,
    to_recommended: bool = False,
) -> HttpResponse:
    changes = change_rows(policy_difference(facts.policy, policy))
    page = GuardConfirmPage(
        changes=changes,
        weaker=sum(change.is_weaker for change in changes),
        form=form,
        carried=() if to_recommended else carried(request),
        to_recommended=to_recommended,
    )
    return render(request, "safety/guard_confirm.html", {"page": page})
