"""The departments, one department, and the company itself."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from nezuku.foundation.kit import clock
from nezuku.foundation.people import directory
from nezuku.foundation.people.actions.company import change_company
from nezuku.foundation.people.actions.departments import (
    add_department,
    change_department,
    close_department,
    move_department,
)
from nezuku.foundation.people.forms import (
    CompanyForm,
    DepartmentForm,
    DepartmentPlaceForm,
    NewDepartmentForm,
    tried,
)
from nezuku.foundation.people.queries import (
    DepartmentRow,
    department_choices,
    department_detail,
    department_rows,
)
from nezuku.foundation.people.requests import actor_of


@require_http_methods(["GET", "POST"])
def departments(request: HttpRequest) -> HttpResponse:
    """The tree with what the company says and who is registered; a POST adds a department."""
    actor = actor_of(request)
    rows = department_rows(actor=actor)
    choices = [(row.id, row.path) for row in rows]
    form = NewDepartmentForm(request.POST or None, choices=choices)
    if request.method == "POST":
        actor.require("people.departments")
        if form.is_valid():
            values = form.cleaned_data
            tried(
                form,
                lambda: add_department(
                    actor=actor,
                    now=clock.now(),
                    name=values["name"],
                    parent_id=values["parent"],
                    head_count=values["head_count"] or 0,
                ),
            )
        if not form.errors:
            messages.success(request, _("部門を追加しました。"))
            return redirect("people:departments")
    context = {
        "rows": rows,
        "form": form,
        "may_change": actor.may("people.departments"),
        "declared": sum(row.head_count for row in rows),
        "registered": sum(row.members for row in rows),
    }
    return render(request, "people/departments.html", context)


@require_http_methods(["GET", "POST"])
def department(request: HttpRequest, department_id: int) -> HttpResponse:
    """One department; a POST renames it and sets its size."""
    actor = actor_of(request)
    actor.require("people.departments")
    row = department_detail(actor=actor, department_id=department_id)
    form = DepartmentForm(
        request.POST or None, initial={"name": row.name, "head_count": row.head_count}
    )
    if request.method == "POST" and form.is_valid():
        tried(
            form,
            lambda: change_department(
                actor=actor,
                now=clock.now(),
                department_id=department_id,
                name=form.cleaned_data["name"],
                head_count=form.cleaned_data["head_count"] or 0,
            ),
        )
        if not form.errors:
            messages.success(request, _("変更を保存しました。"))
            return redirect("people:departments")
    return _department_page(request, row, form=form)


@require_POST
def department_move(request: HttpRequest, department_id: int) -> HttpResponse:
    """This will put a department somewhere else in the tree."""
    actor = actor_of(request)
    actor.require("people.departments")
    row = department_detail(actor=actor, department_id=department_id)
    form = _move_form(request, row, bound=True)
    if form.is_valid():
        tried(
            form,
            lambda: move_department(
                actor=actor,
                now=clock.now(),
                department_id=department_id,
                parent_id=form.cleaned_data["target"],
            ),
        )
        if not form.errors:
            messages.success(request, _("部門を移動しました。"))
            return redirect("people:departments")
    return _department_page(request, row, move_form=form)


@require_POST
def department_close(request: HttpRequest, department_id: int) -> HttpResponse:
    """This will close a department, its people moving to another if one is chosen."""
    actor = actor_of(request)
    actor.require("people.departments")
    row = department_detail(actor=actor, department_id=department_id)
    form = _close_form(request, row, bound=True)
    if form.is_valid():
        tried(
            form,
            lambda: close_department(
                actor=actor,
                now=clock.now(),
                department_id=department_id,
                into_id=form.cleaned_data["target"],
            ),
        )
        if not form.errors:
            messages.success(request, _("部門を閉じました。過去の記録には残ります。"))
            return redirect("people:departments")
    return _department_page(request, row, close_form=form)


@require_http_methods(["GET", "POST"])
def company(request: HttpRequest) -> HttpResponse:
    """What the company says about itself."""
    actor = actor_of(request)
    actor.require("company.settings")
    card = directory.company_card()
    initial = (
        {"name": card.name, "head_count": card.head_count, "small_group": card.small_group}
        if card
        else {"small_group": 5}
    )
    form = CompanyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        tried(form, lambda: change_company(actor=actor, now=clock.now(), **values))
        if not form.errors:
            messages.success(request, _("変更を保存しました。"))
            return redirect("people:company")
    return render(request, "people/company.html", {"form": form})


def _move_form(request: HttpRequest, row: DepartmentRow, *, bound: bool) -> DepartmentPlaceForm:
    return DepartmentPlaceForm(
        request.POST if bound else None,
        choices=_others(request, row),
        label=_("上位部門"),
        empty=_("いちばん上"),
        initial={"target": row.parent_id},
    )


def _close_form(request: HttpRequest, row: DepartmentRow, *, bound: bool) -> DepartmentPlaceForm:
    return DepartmentPlaceForm(
        request.POST if bound else None,
        choices=_others(request, row),
        label=_("統合先の部門"),
        empty=_("統合しない（社員がいない部門だけ）"),
        prefix="close",
    )


def _others(request: HttpRequest, row: DepartmentRow) -> list[tuple[int, str]]:
    inside = directory.subtree(row.id)
    choices = department_choices(actor=actor_of(request), permission="people.departments")
    return [(pk, path) for pk, path in choices if pk not in inside]


def _department_page(
    request: HttpRequest,
    row: DepartmentRow,
    *,
    form: DepartmentForm | None = None,
    move_form: DepartmentPlaceForm | None = None,
    close_form: DepartmentPlaceForm | None = None,
) -> HttpResponse:
    initial = {"name": row.name, "head_count": row.head_count}
    context = {
        "row": row,
        "form": form or DepartmentForm(initial=initial),
        "move_form": move_form or _move_form(request, row, bound=False),
        "close_form": close_form or _close_form(request, row, bound=False),
    }
    broken = form or move_form or close_form
    status = 400 if broken is not None and broken.errors else 200
    return render(request, "people/department.html", context, status=status)
