"""What may be typed: the page for everybody, and how it is changed."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nezuku.foundation.kit import clock
from nezuku.foundation.people.requests import actor_of
from nezuku.foundation.policy import actions, queries
from nezuku.foundation.policy.differences import ClassDifference, class_difference
from nezuku.stages.safety.carrying import Carried, carried
from nezuku.stages.safety.forms import (
    ClassForm,
    ExampleForm,
    ExampleRows,
    ReasonForm,
    attempt,
    class_initial,
    class_text,
    example_initial,
)
from nezuku.stages.safety.presenting import MARKS, Mark


@dataclass(frozen=True, slots=True)
class ClassesPage:
    """The context of the page for everybody."""

    classes: tuple[queries.ClassFacts, ...]
    may_change: bool
    marks: dict[str, Mark]


@dataclass(frozen=True, slots=True)
class EditPage:
    """The context of the page on which a class is changed."""

    facts: queries.ClassFacts
    form: ClassForm
    rows: forms.BaseFormSet[ExampleForm]


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    """The context of the page that shows a change before it is saved."""

    facts: queries.ClassFacts
    difference: ClassDifference
    form: ReasonForm
    carried: tuple[Carried, ...]
    marks: dict[str, Mark]


@require_GET
def classes(request: HttpRequest) -> HttpResponse:
    """What may be typed, for everybody."""
    actor = actor_of(request)
    actor.require("policy.view")
    page = ClassesPage(queries.current_classes(), actor.may("policy.classes"), MARKS)
    return render(request, "safety/classes.html", {"page": page})


@require_POST
def propose(request: HttpRequest) -> HttpResponse:
    """Puts the proposed classes in force where there are none."""
    if actions.propose_classes(actor=actor_of(request), now=clock.now()):
        messages.success(request, _("3つのレベルと例を用意しました。自社の言葉に直してください。"))
    return redirect("safety:classes")


@require_GET
def history(request: HttpRequest) -> HttpResponse:
    """Every version of the classes and what it changed, for everybody."""
    actor_of(request).require("policy.view")
    context = {"versions": queries.class_history(), "marks": MARKS}
    return render(request, "safety/class_history.html", context)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, level: int) -> HttpResponse:
    """Changes a class in three steps: write, look at the difference, save with a reason."""
    facts = queries.class_for_edit(actor_of(request), level)
    if request.method == "GET":
        form = ClassForm(initial=class_initial(facts))
        rows = ExampleRows(initial=example_initial(facts), prefix="examples")
        return _edit_page(request, facts, form, rows)
    form = ClassForm(request.POST)
    rows = ExampleRows(request.POST, prefix="examples")
    if not (form.is_valid() and rows.is_valid()) or request.POST.get("step") == "edit":
        return _edit_page(request, facts, form, rows)
    if request.POST.get("step") == "save":
        return _save(request, facts, form, rows)
    text = attempt(form, lambda: actions.cleaned_class(class_text(form, rows)))
    if text is None:
        return _edit_page(request, facts, form, rows)
    difference = class_difference(facts.text, text)
    if difference.is_empty:
        form.add_error(None, actions.NothingChanged().text)
        return _edit_page(request, facts, form, rows)
    return _confirm_page(request, facts, difference, ReasonForm())


def _save(
    request: HttpRequest,
    facts: queries.ClassFacts,
    form: ClassForm,
    rows: forms.BaseFormSet[ExampleForm],
) -> HttpResponse:
    reason = ReasonForm(request.POST)
    text = class_text(form, rows)
    if reason.is_valid():
        version = attempt(
            reason,
            lambda: actions.change_class(
                actor=actor_of(request),
                now=clock.now(),
                level=facts.level,
                text=text,
                reason=reason.cleaned_data["reason"],
                expected_version=form.cleaned_data["version"],
            ),
        )
        if version is not None:
            messages.success(request, _("変更を保存しました。全員の画面に反映されています。"))
            return redirect("safety:classes")
    return _confirm_page(request, facts, class_difference(facts.text, text), reason)


def _edit_page(
    request: HttpRequest,
    facts: queries.ClassFacts,
    form: ClassForm,
    rows: forms.BaseFormSet[ExampleForm],
) -> HttpResponse:
    page = EditPage(facts, form, rows)
    return render(request, "safety/class_edit.html", {"page": page})


def _confirm_page(
    request: HttpRequest,
    facts: queries.ClassFacts,
    difference: ClassDifference,
    form: ReasonForm,
) -> HttpResponse:
    page = ConfirmPage(facts, difference, form, carried(request), MARKS)
    return render(request, "safety/class_confirm.html", {"page": page})
