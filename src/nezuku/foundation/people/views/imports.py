"""The import of members and departments: choose a file, look at what it would do, confirm."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from nezuku.foundation.documents.limits import TableLimits
from nezuku.foundation.kit import clock
from nezuku.foundation.people import mail
from nezuku.foundation.people.actions.imports import (
    PlanChanged,
    confirm_departments,
    confirm_members,
    draft_departments,
    draft_members,
    drop_draft,
)
from nezuku.foundation.people.forms import MembersTableForm, TableForm, tried
from nezuku.foundation.people.import_plans import (
    DepartmentsPlan,
    MembersPlan,
    departments_preview,
    members_preview,
)
from nezuku.foundation.people.import_rows import LineState, PlannedDepartment, PlannedMember
from nezuku.foundation.people.requests import actor_of

#: Broken lines are all shown; of the others a page shows this many.
SHOWN = 200


@require_http_methods(["GET", "POST"])
def import_members(request: HttpRequest) -> HttpResponse:
    """Takes a table of members and leads to its preview."""
    actor = actor_of(request)
    actor.require("people.manage")
    form = MembersTableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        draft_id = tried(
            form,
            lambda: draft_members(
                actor=actor,
                now=clock.now(),
                data=_bytes(form.cleaned_data["file"]),
                file_name=form.cleaned_data["file"].name or "",
                create_departments=form.cleaned_data["create_departments"],
            ),
        )
        if draft_id is not None:
            return redirect("people:import_members_preview", draft_id)
    context = {"form": form, "may_create_departments": actor.may("people.departments")}
    return render(request, "people/import_members.html", context, status=_status(form))


@require_http_methods(["GET", "POST"])
def import_members_preview(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Shows what a table of members would do; a POST does it."""
    actor = actor_of(request)
    if request.method == "POST":
        try:
            outcome = confirm_members(
                actor=actor,
                now=clock.now(),
                draft_id=draft_id,
                digest=request.POST.get("digest", ""),
            )
        except PlanChanged as error:
            messages.warning(request, error.text)
            return redirect("people:import_members_preview", draft_id)
        context = {"outcome": outcome, "mail": mail.is_configured()}
        return render(request, "people/import_done.html", context)
    plan = members_preview(actor=actor, draft_id=draft_id)
    return render(request, "people/import_members_preview.html", _preview(plan))


@require_http_methods(["GET", "POST"])
def import_departments(request: HttpRequest) -> HttpResponse:
    """Takes a table of departments and leads to its preview."""
    actor = actor_of(request)
    actor.require("people.departments")
    form = TableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        draft_id = tried(
            form,
            lambda: draft_departments(
                actor=actor,
                now=clock.now(),
                data=_bytes(form.cleaned_data["file"]),
                file_name=form.cleaned_data["file"].name or "",
            ),
        )
        if draft_id is not None:
            return redirect("people:import_departments_preview", draft_id)
    return render(request, "people/import_departments.html", {"form": form}, status=_status(form))


@require_http_methods(["GET", "POST"])
def import_departments_preview(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Shows what a table of departments would do; a POST does it."""
    actor = actor_of(request)
    if request.method == "POST":
        try:
            outcome = confirm_departments(
                actor=actor,
                now=clock.now(),
                draft_id=draft_id,
                digest=request.POST.get("digest", ""),
            )
        except PlanChanged as error:
            messages.warning(request, error.text)
            return redirect("people:import_departments_preview", draft_id)
        text = _("%(created)d部門を追加し、%(changed)d部門の人数を変更しました。")
        fields = {"created": outcome.created, "changed": outcome.changed}
        messages.success(request, text % fields)
        return redirect("people:departments")
    plan = departments_preview(actor=actor, draft_id=draft_id)
    return render(request, "people/import_departments_preview.html", _preview(plan))


@require_POST
def import_drop(request: HttpRequest, draft_id: int) -> HttpResponse:
    """This will forget a table that was not confirmed."""
    drop_draft(actor=actor_of(request), draft_id=draft_id)
    messages.info(request, _("取り込みをやめました。何も保存していません。"))
    return redirect("people:members")


def _bytes(file: UploadedFile[bytes]) -> bytes:
    """The file, read to one byte beyond what is allowed at most; the reader refuses it then."""
    return cast("bytes", file.read(TableLimits().bytes + 1))


def _status(form: TableForm) -> int:
    return 400 if form.errors else 200


def _preview(plan: MembersPlan | DepartmentsPlan) -> dict[str, object]:
    rows: list[PlannedMember | PlannedDepartment] = [*plan.rows]
    acting = [row for row in rows if row.state in {LineState.NEW, LineState.CHANGED}]
    return {
        "plan": plan,
        "broken": [row for row in rows if row.state is LineState.BROKEN],
        "acting": acting[:SHOWN],
        "hidden": max(0, len(acting) - SHOWN),
        "count_new": plan.count(LineState.NEW),
        "count_changed": plan.count(LineState.CHANGED),
        "count_unchanged": plan.count(LineState.UNCHANGED),
        "count_broken": plan.count(LineState.BROKEN),
        "may_confirm": bool(acting),
    }
