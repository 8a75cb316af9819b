"""What is recorded about the person who asks, and the file to take it along."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from nezuku.foundation.kit import clock
from nezuku.foundation.ledger import actions, exports, mine, queries
from nezuku.foundation.ledger.keysets import parse_place
from nezuku.foundation.ledger.requests import actor_of


@dataclass(frozen=True, slots=True)
class MinePage:
    """Everything recorded about one person, as one page of it."""

    record: mine.OwnRecord
    days: int
    is_later: bool


@require_GET
@never_cache
def own(request: HttpRequest) -> HttpResponse:
    """What is recorded about me, who read my texts and why, and what is not recorded."""
    facts_after = parse_place(request.GET.get("facts", ""))
    events_after = parse_place(request.GET.get("events", ""), numbered=True)
    record = mine.own_record(
        actor_of(request), now=clock.now(), facts_after=facts_after, events_after=events_after
    )
    page = MinePage(
        record=record,
        days=mine.SUMMARY_DAYS,
        is_later=facts_after is not None or events_after is not None,
    )
    return render(request, "ledger/mine.html", {"page": page})


@require_POST
def own_export(request: HttpRequest) -> HttpResponseBase:
    """My own record as a file: the exchanges as CSV or Excel, or everything as JSON."""
    actor = actor_of(request)
    form = request.POST.get("form", "")
    if form not in exports.FORMS:
        raise exports.FormUnknown
    rows = actions.export_own(actor=actor, form=form, now=clock.now())
    if form == "json":
        events = mine.every_own_event(actor)
        return exports.own_file(request, queries.every_fact(rows), events, actor.name)
    return exports.facts_file(request, rows, form)
