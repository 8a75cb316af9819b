"""The last steps: invite people in one of three ways, then see what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from nezuku.foundation.documents.limits import TableLimits
from nezuku.foundation.kit import clock
from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.errors import UserError
from nezuku.foundation.people import actions as people
from nezuku.foundation.people import directory, mail
from nezuku.foundation.people.actions.imports import PlanChanged
from nezuku.foundation.people.actions.invitations import IssuedInvitation
from nezuku.foundation.people.import_plans import members_preview
from nezuku.foundation.people.import_rows import LineState
from nezuku.foundation.people.queries import (
    InvitationRow,
    department_choices,
    invitation_page,
    join_link,
    open_invitations,
)
from nezuku.workspace.setup import actions, holding, invitees
from nezuku.workspace.setup.forms import LinkForm, PasteForm, TableForm
from nezuku.workspace.setup.steps import Step

_SHOWN = 100
_LINKS = 20


@dataclass(frozen=True, slots=True)
class InvitePage:
    """The context of the step. `problems` are pasted lines that cannot be invited, and why."""

    paste: PasteForm
    link: LinkForm
    table: TableForm
    invited: tuple[InvitationRow, ...]
    more: int
    links: tuple[InvitationRow, ...]
    sends_mail: bool
    problems: tuple[tuple[str, str], ...] = ()


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """The three ways to invite; going on without any is fine."""
    actor = holding.admit(request, Step.INVITE)
    if isinstance(actor, HttpResponse):
        return actor
    wish = request.POST.get("do", "") if request.method == "POST" else "show"
    if wish == "show":
        return _page(request, actor)
    if wish == "paste":
        return _invite_pasted(request, actor)
    if wish == "link":
        return _make_link(request, actor)
    if wish == "table":
        return _take_table(request, actor)
    return holding.go_on(Step.INVITE)


def _invite_pasted(request: HttpRequest, actor: Actor) -> HttpResponse:
    form = PasteForm(request.POST, choices=department_choices(actor=actor))
    if not form.is_valid():
        return _page(request, actor, paste=form)
    found = invitees.pasted(form.cleaned_data["addresses"])
    try:
        issued = actions.invite_people(
            actor=actor,
            now=clock.now(),
            invitees=found,
            department_id=form.cleaned_data["department"],
        )
    except actions.InviteesUnusable as error:
        return _page(request, actor, paste=form, problems=error.problems)
    _tell(request, issued)
    return redirect("setup:invite")


def _make_link(request: HttpRequest, actor: Actor) -> HttpResponse:
    form = LinkForm(request.POST)
    if form.is_valid():
        try:
            people.invite_by_link(
                actor=actor,
                now=clock.now(),
                uses=form.cleaned_data["uses"],
                days=form.cleaned_data["days"],
                domain=form.cleaned_data["domain"],
            )
        except UserError as error:
            form.add_error("domain" if error.code == "email_unusable" else None, error.text)
        else:
            messages.success(
                request, _("招待リンクを作りました。コピーして社内に知らせてください。")
            )
            return redirect("setup:invite")
    return _page(request, actor, link=form)


def _take_table(request: HttpRequest, actor: Actor) -> HttpResponse:
    form = TableForm(request.POST, request.FILES)
    if form.is_valid():
        file = cast("UploadedFile[bytes]", form.cleaned_data["file"])
        try:
            draft_id = people.draft_members(
                actor=actor,
                now=clock.now(),
                data=cast("bytes", file.read(TableLimits().bytes + 1)),
                file_name=file.name or "",
                create_departments=form.cleaned_data["create_departments"],
            )
        except UserError as error:
            form.add_error("file", error.text)
        else:
            return redirect("setup:invite_table", draft_id)
    return _page(request, actor, table=form)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def invite_table(request: HttpRequest, draft_id: int) -> HttpResponse:
    """What a table of members would do; a POST does it or drops it."""
    actor = holding.admit(request, Step.INVITE)
    if isinstance(actor, HttpResponse):
        return actor
    if request.method == "POST":
        if request.POST.get("do") == "drop":
            people.drop_draft(actor=actor, draft_id=draft_id)
            return redirect("setup:invite")
        digest = request.POST.get("digest", "")
        now = clock.now()
        try:
            outcome = people.confirm_members(actor=actor, now=now, draft_id=draft_id, digest=digest)
        except PlanChanged as error:
            messages.warning(request, error.text)
            return redirect("setup:invite_table", draft_id)
        rows = open_invitations(actor=actor, now=now, ids=outcome.invitation_ids)
        _send(request, [(row.email, row.name, row.link) for row in rows])
        return redirect("setup:invite")
    plan = members_preview(actor=actor, draft_id=draft_id)
    acting = [row for row in plan.rows if row.state in {LineState.NEW, LineState.CHANGED}]
    context = {
        "progress": holding.progress(Step.INVITE),
        "plan": plan,
        "acting": acting[:_SHOWN],
        "hidden": max(0, len(acting) - _SHOWN),
        "broken": [row for row in plan.rows if row.state is LineState.BROKEN],
    }
    return render(request, "setup/invite_table.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def done(request: HttpRequest) -> HttpResponse:
    """What comes next; any of its buttons ends the set-up and leads there."""
    actor = holding.admit(request, Step.DONE)
    if isinstance(actor, HttpResponse):
        return actor
    if request.method != "POST":
        return render(request, "setup/done.html", {"progress": holding.progress(Step.DONE)})
    actions.finish(actor=actor, now=clock.now())
    return redirect(_TARGETS.get(request.POST.get("to", ""), "home:index"))


#: Where the buttons of the last page lead.
_TARGETS = {
    "home": "home:index",
    "chat": "chat:index",
    "invitations": "people:invitations",
    "dictionary": "safety:dictionary",
}


def _page(
    request: HttpRequest,
    actor: Actor,
    *,
    paste: PasteForm | None = None,
    link: LinkForm | None = None,
    table: TableForm | None = None,
    problems: tuple[tuple[str, str], ...] = (),
) -> HttpResponse:
    now = clock.now()
    invited = open_invitations(actor=actor, now=now)
    standing = invitation_page(actor=actor, state="open", number=1, now=now)
    page = InvitePage(
        paste=paste or PasteForm(choices=department_choices(actor=actor)),
        link=link or LinkForm(initial={"domain": _own_domain(actor)}),
        table=table or TableForm(),
        invited=invited[:_SHOWN],
        more=max(0, len(invited) - _SHOWN),
        links=tuple(row for row in standing if not row.email)[:_LINKS],
        sends_mail=mail.is_configured(),
        problems=problems,
    )
    failed = bool(problems) or any(form.errors for form in (page.paste, page.link, page.table))
    context = {"page": page, "progress": holding.progress(Step.INVITE)}
    return render(request, "setup/invite.html", context, status=400 if failed else 200)


def _own_domain(actor: Actor) -> str:
    card = directory.member_card(actor.member_id) if actor.member_id is not None else None
    return card.email.rpartition("@")[2] if card else ""


def _tell(request: HttpRequest, issued: tuple[IssuedInvitation, ...]) -> None:
    _send(request, [(one.email, one.name, join_link(one.token)) for one in issued])


def _send(request: HttpRequest, people_to_tell: list[tuple[str, str, str]]) -> None:
    """Mail where mail is configured; else the page shows the links to hand over."""
    count = len(people_to_tell)
    if not count:
        messages.info(request, _("新しく招待する人はいませんでした。"))
        return
    company = directory.company_card()
    sent = sum(
        mail.send(
            to=email,
            template="invitation",
            context={"name": name, "link": link, "company": company.name if company else ""},
        )
        for email, name, link in people_to_tell
    )
    if sent == count:
        sentence = ngettext(
            "%(count)d人に招待のメールを送りました。",
            "%(count)d人に招待のメールを送りました。",
            sent,
        )
        messages.success(request, sentence % {"count": sent})
    else:
        sentence = ngettext(
            "%(count)d人分の招待を用意しました。表示されたリンクを本人に渡してください。",
            "%(count)d人分の招待を用意しました。表示されたリンクを本人に渡してください。",
            count,
        )
        messages.success(request, sentence % {"count": count})
