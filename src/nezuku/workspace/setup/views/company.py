"""The first two steps: the company, then its departments."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from nezuku.foundation.kit import clock
from nezuku.foundation.kit.errors import UserError
from nezuku.foundation.people import actions as people
from nezuku.foundation.people import directory
from nezuku.workspace.setup import actions, departments, holding
from nezuku.workspace.setup.departments import Row
from nezuku.workspace.setup.forms import ERROR_FIELDS, CompanyForm
from nezuku.workspace.setup.holding import Progress
from nezuku.workspace.setup.steps import Step

_EMPTY_ROWS = 3


@dataclass(frozen=True, slots=True)
class DepartmentsPage:
    """The context of the step; `is_proposal` while nothing was saved yet."""

    progress: Progress
    rows: tuple[Row, ...]
    is_proposal: bool
    has_errors: bool
    head_count: int
    pasted: str = ""


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def company(request: HttpRequest) -> HttpResponse:
    """Name and size of the company."""
    actor = holding.admit(request, Step.COMPANY)
    if isinstance(actor, HttpResponse):
        return actor
    card = directory.company_card()
    if request.method == "POST":
        form = CompanyForm(request.POST)
        if form.is_valid():
            try:
                people.change_company(
                    actor=actor,
                    now=clock.now(),
                    name=form.cleaned_data["name"],
                    head_count=form.cleaned_data["head_count"],
                    small_group=card.small_group if card else 5,
                )
            except UserError as error:
                form.add_error(ERROR_FIELDS.get(error.code), error.text)
            else:
                return holding.go_on(Step.COMPANY)
    elif card is not None:
        form = CompanyForm(initial={"name": card.name, "head_count": card.head_count})
    else:
        form = CompanyForm()
    context = {"progress": holding.progress(Step.COMPANY), "form": form}
    return render(request, "setup/company.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def department_list(request: HttpRequest) -> HttpResponse:
    """The departments: proposed, corrected, pasted."""
    actor = holding.admit(request, Step.DEPARTMENTS)
    if isinstance(actor, HttpResponse):
        return actor
    if request.method != "POST":
        return _departments_page(request, *_start())
    rows = departments.typed(
        request.POST.getlist("name"),
        request.POST.getlist("head_count"),
        request.POST.getlist("id"),
        request.POST.getlist("remove"),
    )
    pasted = request.POST.get("pasted", "")
    wish = request.POST.get("do", "")
    if wish == "more":
        return _departments_page(request, rows, is_proposal=False)
    if pasted.strip():
        rows = departments.merged(rows, departments.pasted(pasted))
        if wish == "paste":
            return _departments_page(request, rows, is_proposal=False)
    try:
        actions.save_departments(actor=actor, now=clock.now(), rows=rows)
    except actions.RowsUnusable as error:
        return _departments_page(request, error.rows, is_proposal=False)
    return holding.go_on(Step.DEPARTMENTS)


def _start() -> tuple[tuple[Row, ...], bool]:
    there = [card for card in directory.departments() if card.parent_id is None]
    if there:
        rows = (Row(card.name, str(card.head_count or ""), card.id) for card in there)
        return tuple(rows), False
    card = directory.company_card()
    return departments.proposal(card.head_count if card else 0), True


def _departments_page(
    request: HttpRequest, rows: tuple[Row, ...], is_proposal: bool
) -> HttpResponse:
    card = directory.company_card()
    room = max(0, departments.MAX_ROWS - len(rows))
    has_errors = any(row.error for row in rows)
    page = DepartmentsPage(
        progress=holding.progress(Step.DEPARTMENTS),
        rows=(*rows, *[Row()] * min(_EMPTY_ROWS, room)),
        is_proposal=is_proposal,
        has_errors=has_errors,
        head_count=card.head_count if card else 0,
    )
    context = {"page": page, "progress": page.progress}
    return render(request, "setup/departments.html", context, status=400 if has_errors else 200)
