"""The step on information classes: what the product proposes, adjusted to the company."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from nezuku.foundation.kit import clock
from nezuku.foundation.policy import actions as policy
from nezuku.foundation.policy import queries
from nezuku.workspace.setup import class_texts, holding
from nezuku.workspace.setup.actions import ClassesUnusable, save_classes
from nezuku.workspace.setup.class_texts import EditedClass
from nezuku.workspace.setup.steps import Step


@dataclass(frozen=True, slots=True)
class ClassesPage:
    """The context of the step. `contact` is one for all three classes here."""

    classes: tuple[EditedClass, ...]
    contact: str
    has_errors: bool = False


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def classes(request: HttpRequest) -> HttpResponse:
    """The three classes with their examples; what is adjusted becomes their next version."""
    actor = holding.admit(request, Step.CLASSES)
    if isinstance(actor, HttpResponse):
        return actor
    now = clock.now()
    policy.propose_classes(actor=actor, now=now)
    current = queries.current_classes()
    if request.method != "POST":
        contact = current[0].text.contact if current else ""
        return _page(request, ClassesPage(class_texts.shown(current), contact))
    contact = request.POST.get("contact", "")
    edited = class_texts.typed(request.POST, [facts.level for facts in current], contact=contact)
    try:
        save_classes(actor=actor, now=now, edited=edited)
    except ClassesUnusable as error:
        return _page(request, ClassesPage(error.edited, contact, has_errors=True))
    return holding.go_on(Step.CLASSES)


def _page(request: HttpRequest, page: ClassesPage) -> HttpResponse:
    context = {
        "page": page,
        "progress": holding.progress(Step.CLASSES),
        "marks": class_texts.MARKS,
    }
    return render(request, "setup/classes.html", context, status=400 if page.has_errors else 200)
