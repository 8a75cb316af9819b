"""The list of members, one member, and what is done to them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nezuku.foundation.kit import clock
from nezuku.foundation.kit.permissions import Role
from nezuku.foundation.people import mail
from nezuku.foundation.people.actions.members import (
    change_member_department,
    change_profile,
    deactivate_member,
    reactivate_member,
)
from nezuku.foundation.people.actions.passwords import issue_reset_link
from nezuku.foundation.people.actions.roles import Grant, change_roles
from nezuku.foundation.people.forms import (
    MemberDepartmentForm,
    MemberForm,
    RolesForm,
    SearchForm,
    tried,
)
from nezuku.foundation.people.queries import (
    MemberDetail,
    department_choices,
    member_detail,
    member_page,
)
from nezuku.foundation.people.requests import actor_of


@require_GET
def members(request: HttpRequest) -> HttpResponse:
    """Everybody whom the actor may see, searched and filtered."""
    actor = actor_of(request)
    actor.require("people.view")
    choices = department_choices(actor=actor, permission="people.view")
    form = SearchForm(request.GET or None, choices=choices)
    values = form.cleaned_data if form.is_valid() else {}
    number = request.GET.get("page", "1")
    page = member_page(
        actor=actor,
        search=values.get("q", ""),
        department_id=values.get("department"),
        state=values.get("state", ""),
        number=int(number) if number.isdecimal() and len(number) < 7 else 1,
    )
    context = {
        "form": form,
        "page": page,
        "is_filtered": any(values.values()),
        "may_manage": actor.may("people.manage"),
    }
    return render(request, "people/members.html", context)


@require_http_methods(["GET", "POST"])
def member(request: HttpRequest, member_id: int) -> HttpResponse:
    """One member; a POST corrects the name, kana and number."""
    actor = actor_of(request)
    found = member_detail(actor=actor, member_id=member_id)
    form = MemberForm(
        request.POST or None,
        initial={
            "name": found.row.name,
            "kana": found.row.kana,
            "employee_number": found.employee_number,
        },
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        tried(
            form,
            lambda: change_profile(actor=actor, now=clock.now(), member_id=member_id, **values),
        )
        if not form.errors:
            return _saved(request, member_id)
    return _member_page(request, found, form=form)


@require_POST
def member_department(request: HttpRequest, member_id: int) -> HttpResponse:
    """This will move a member to another department."""
    actor = actor_of(request)
    actor.require("people.manage")
    choices = department_choices(actor=actor)
    whole = actor.covered_departments("people.manage") is None
    form = MemberDepartmentForm(request.POST, choices=choices, whole=whole)
    if form.is_valid():
        change_member_department(
            actor=actor,
            now=clock.now(),
            member_id=member_id,
            department_id=form.cleaned_data["department"],
        )
        return _saved(request, member_id)
    found = member_detail(actor=actor, member_id=member_id)
    return _member_page(request, found, department_form=form)


@require_POST
def member_roles(request: HttpRequest, member_id: int) -> HttpResponse:
    """This will give a member exactly the ticked roles."""
    actor = actor_of(request)
    actor.require("people.roles")
    form = RolesForm(request.POST, choices=department_choices(actor=actor))
    if form.is_valid():
        grants = {Grant(Role(role)) for role in form.cleaned_data["roles"]}
        grants |= {Grant(Role.AMBASSADOR, pk) for pk in form.cleaned_data["departments"]}
        tried(
            form,
            lambda: change_roles(actor=actor, now=clock.now(), member_id=member_id, grants=grants),
        )
        if not form.errors:
            return _saved(request, member_id)
    found = member_detail(actor=actor, member_id=member_id)
    return _member_page(request, found, roles_form=form)


@require_http_methods(["GET", "POST"])
def deactivate(request: HttpRequest, member_id: int) -> HttpResponse:
    """Asks, then ends a member's access at once."""
    actor = actor_of(request)
    actor.require("people.manage")
    found = member_detail(actor=actor, member_id=member_id)
    if request.method == "POST":
        deactivate_member(actor=actor, now=clock.now(), member_id=member_id)
        text = _("%(name)s さんの利用を停止しました。")
        messages.success(request, text % {"name": found.row.name})
        return redirect("people:member", member_id)
    return render(request, "people/deactivate.html", {"member": found})


@require_POST
def reactivate(request: HttpRequest, member_id: int) -> HttpResponse:
    """This will let a member sign in again."""
    reactivate_member(actor=actor_of(request), now=clock.now(), member_id=member_id)
    messages.success(request, _("利用を再開しました。APIキーは作り直してください。"))
    return redirect("people:member", member_id)


@require_POST
def reset_link(request: HttpRequest, member_id: int) -> HttpResponse:
    """Makes a link to set a new password, sends it if mail works, and shows it once."""
    actor = actor_of(request)
    key = issue_reset_link(actor=actor, now=clock.now(), member_id=member_id)
    found = member_detail(actor=actor, member_id=member_id)
    link = mail.absolute(reverse("people:reset", args=[key]))
    context = {"name": found.row.name, "link": link}
    sent = mail.send(to=found.row.email, template="reset", context=context)
    response = render(
        request, "people/reset_link.html", {"member": found, "link": link, "sent": sent}
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _saved(request: HttpRequest, member_id: int) -> HttpResponse:
    messages.success(request, _("変更を保存しました。"))
    return redirect("people:member", member_id)


def _member_page(
    request: HttpRequest,
    found: MemberDetail,
    *,
    form: MemberForm | None = None,
    department_form: MemberDepartmentForm | None = None,
    roles_form: RolesForm | None = None,
) -> HttpResponse:
    actor = actor_of(request)
    choices = department_choices(actor=actor, permission="people.view")
    row = found.row
    context = {
        "member": found,
        "form": form
        or MemberForm(
            initial={
                "name": row.name,
                "kana": row.kana,
                "employee_number": found.employee_number,
            }
        ),
        "department_form": department_form
        or MemberDepartmentForm(
            choices=choices,
            whole=actor.covered_departments("people.manage") is None,
            initial={"department": found.department_id},
        ),
        "roles_form": roles_form
        or RolesForm(
            choices=choices,
            initial={
                "roles": [g.role.value for g in found.grants if g.department_id is None],
                "departments": [g.department_id for g in found.grants if g.department_id],
            },
        ),
        "is_self": row.id == actor.member_id,
    }
    broken = form or department_form or roles_form
    status = 400 if broken is not None and broken.errors else 200
    return render(request, "people/member.html", context, status=status)
