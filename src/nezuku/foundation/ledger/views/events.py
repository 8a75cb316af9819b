"""The audit events, the state of the chains, and the button that verifies them."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from nezuku.foundation.kit import clock
from nezuku.foundation.ledger import actions, trail
from nezuku.foundation.ledger.forms import EventForm
from nezuku.foundation.ledger.keysets import parse_place
from nezuku.foundation.ledger.requests import actor_of


@dataclass(frozen=True, slots=True)
class EventsPage:
    """Acts, newest first, and the last verification."""

    form: EventForm
    found: trail.EventPage
    verification: trail.LastVerification | None
    can_verify: bool
    is_later: bool
    older_query: str


@require_GET
@never_cache
def events(request: HttpRequest) -> HttpResponse:
    """Everybody's acts."""
    actor = actor_of(request)
    actor.require("ledger.verify")
    form = EventForm(request.GET)
    place = parse_place(request.GET.get("after", ""), numbered=True)
    terms = form.terms() if form.is_valid() else trail.EventTerms()
    found = trail.event_page(actor, terms=terms, place=place)
    said = {name: str(request.GET[name]) for name in form.fields if request.GET.get(name)}
    page = EventsPage(
        form=form,
        found=found,
        verification=trail.last_verification(actor),
        can_verify=actions.can_verify_on_page(),
        is_later=place is not None,
        older_query=urlencode({**said, "after": found.older}) if found.older else "",
    )
    return render(request, "ledger/events.html", {"page": page})


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Verifies the chains now."""
    result = actions.verify_now(actor=actor_of(request), now=clock.now())
    if result.is_whole:
        messages.success(
            request, _("記録を検証しました。最初から最後まで、書き換えの跡はありません。")
        )
    else:
        messages.error(
            request,
            _("検証で%(count)d件の問題が見つかりました。この画面の内容を責任者に知らせてください。")
            % {"count": result.problem_count},
        )
    return redirect("ledger:events")
