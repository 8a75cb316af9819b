"""Invitations: to one person, as a link for several, listed, handed out, renewed, taken back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nezuku.foundation.documents.csv_writing import csv_bytes
from nezuku.foundation.kit import clock
from nezuku.foundation.people import directory, mail
from nezuku.foundation.people.actions.invitations import (
    IssuedInvitation,
    invite,
    invite_by_link,
    renew_invitation,
    revoke_invitation,
)
from nezuku.foundation.people.forms import InviteForm, InviteLinkForm, tried
from nezuku.foundation.people.queries import (
    department_choices,
    invitation_detail,
    invitation_page,
    join_link,
    open_invitations,
)
from nezuku.foundation.people.requests import actor_of

STATES = ("open", "expired", "used", "revoked")


@require_http_methods(["GET", "POST"])
def invitations(request: HttpRequest) -> HttpResponse:
    """The invitations of those whom the actor may invite; a POST invites one person."""
    actor = actor_of(request)
    actor.require("people.manage")
    form = _form(request, InviteForm, bound=request.method == "POST")
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        issued = tried(
            form,
            lambda: invite(
                actor=actor,
                now=clock.now(),
                email=values["email"],
                name=values["name"],
                department_id=values["department"],
                days=values["days"],
            ),
        )
        if issued is not None:
            return _handed_out(request, issued)
    return _list(request, form=form)


@require_POST
def invitation_link(request: HttpRequest) -> HttpResponse:
    """Makes a link with which several people register by themselves."""
    actor = actor_of(request)
    actor.require("people.manage")
    form = _form(request, InviteLinkForm, bound=True)
    if form.is_valid():
        values = form.cleaned_data
        issued = tried(
            form,
            lambda: invite_by_link(
                actor=actor,
                now=clock.now(),
                uses=values["uses"],
                days=values["days"],
                department_id=values["department"],
                domain=values["domain"],
            ),
        )
        if issued is not None:
            messages.success(request, _("招待リンクを作成しました。"))
            return redirect("people:invitation", issued.id)
    return _list(request, link_form=form)


@require_GET
def invitation(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """One invitation with its link, to be handed over."""
    row = invitation_detail(actor=actor_of(request), invitation_id=invitation_id, now=clock.now())
    context = {"row": row, "mail": mail.is_configured()}
    response = render(request, "people/invitation.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
def renew(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """This will give an invitation a new link and two more weeks, and send it again."""
    issued = renew_invitation(actor=actor_of(request), now=clock.now(), invitation_id=invitation_id)
    return _handed_out(request, issued)


@require_POST
def revoke(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """This will take an invitation back."""
    revoke_invitation(actor=actor_of(request), now=clock.now(), invitation_id=invitation_id)
    messages.success(request, _("招待を取り消しました。"))
    return redirect("people:invitations")


@require_GET
def invitation_links(request: HttpRequest) -> HttpResponse:
    """The links of all open invitations as a CSV file, for companies without mail."""
    rows = open_invitations(actor=actor_of(request), now=clock.now())
    header = [_("メールアドレス"), _("氏名"), _("部門"), _("期限"), _("招待リンク")]
    cells = [
        (row.email, row.name, row.department, localtime(row.expires_at).date(), row.link)
        for row in rows
    ]
    return HttpResponse(
        csv_bytes(header, cells).data,
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="invitations.csv"',
            "Cache-Control": "no-store",
        },
    )


@require_POST
def send_all(request: HttpRequest) -> HttpResponse:
    """This will mail every open invitation to its address."""
    rows = open_invitations(actor=actor_of(request), now=clock.now())
    company = directory.company_card()
    name = company.name if company else ""
    count = sum(
        mail.send(
            to=row.email,
            template="invitation",
            context={"name": row.name, "link": row.link, "company": name},
        )
        for row in rows
    )
    text = _("%(count)d件の招待をメールで送りました。")
    messages.success(request, text % {"count": count})
    if count < len(rows):
        text = _("%(count)d件は送れませんでした。リンクを手渡してください。")
        messages.warning(request, text % {"count": len(rows) - count})
    return redirect("people:invitations")


def _handed_out(request: HttpRequest, issued: IssuedInvitation) -> HttpResponse:
    company = directory.company_card()
    sent = bool(issued.email) and mail.send(
        to=issued.email,
        template="invitation",
        context={
            "name": issued.name,
            "link": join_link(issued.token),
            "company": company.name if company else "",
        },
    )
    if sent:
        text = _("%(email)s に招待のメールを送りました。")
        messages.success(request, text % {"email": issued.email})
    else:
        messages.info(request, _("招待を用意しました。下のリンクを本人に渡してください。"))
    return redirect("people:invitation", issued.id)


def _form(
    request: HttpRequest, kind: type[InviteForm] | type[InviteLinkForm], *, bound: bool
) -> InviteForm | InviteLinkForm:
    actor = actor_of(request)
    return kind(
        request.POST if bound else None,
        choices=department_choices(actor=actor),
        whole=actor.covered_departments("people.manage") is None,
        prefix="link" if kind is InviteLinkForm else None,
    )


def _list(
    request: HttpRequest,
    *,
    form: InviteForm | InviteLinkForm | None = None,
    link_form: InviteForm | InviteLinkForm | None = None,
) -> HttpResponse:
    state = request.GET.get("state", "open")
    number = request.GET.get("page", "1")
    page = invitation_page(
        actor=actor_of(request),
        state=state,
        number=int(number) if number.isdecimal() and len(number) < 7 else 1,
        now=clock.now(),
    )
    context = {
        "page": page,
        "state": state if state in STATES else "",
        "form": form or _form(request, InviteForm, bound=False),
        "link_form": link_form or _form(request, InviteLinkForm, bound=False),
        "mail": mail.is_configured(),
    }
    broken = link_form or form
    status = 400 if broken is not None and broken.errors else 200
    return render(request, "people/invitations.html", context, status=status)
