"""The search of exchanges, one exchange, its text for a reason, and the files to take along."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nezuku.foundation.kit import clock
from nezuku.foundation.ledger import access, actions, exports, queries
from nezuku.foundation.ledger.forms import ReasonForm, SearchForm, usual_period
from nezuku.foundation.ledger.keysets import parse_place
from nezuku.foundation.ledger.requests import actor_of
from nezuku.foundation.ledger.texts import Texts

_ONCE = "ledger.once"
#: How many opened forms are remembered; a person has fewer tabs than that.
_REMEMBERED = 20


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What the search shows. Without valid terms there is nothing but the form."""

    form: SearchForm
    found: queries.FactPage | None
    totals: queries.Totals | None
    counted: int
    is_later: bool
    query: str
    older_query: str


@dataclass(frozen=True, slots=True)
class FactsPage:
    """One exchange; `may_read` when its text could be asked for."""

    fact: queries.Fact
    is_own: bool
    may_read: bool
    has_text: bool


@dataclass(frozen=True, slots=True)
class ReadingPage:
    """The form that asks for a reason, or the texts after it was given."""

    fact: queries.Fact
    form: ReasonForm
    texts: Texts | None


@require_GET
@never_cache
def search(request: HttpRequest) -> HttpResponse:
    """The exchanges of the company, newest first, of the last month if nothing else is asked."""
    actor = actor_of(request)
    actor.require("ledger.facts")
    form = SearchForm(request.GET or usual_period(timezone.localdate()))
    found, totals = None, None
    place = parse_place(request.GET.get("after", ""))
    if form.is_valid():
        rows = queries.matching(actor, form.terms())
        found = queries.page(rows, place)
        totals = queries.totals(rows)
    page = SearchPage(
        form=form,
        found=found,
        totals=totals,
        counted=queries.COUNTED,
        is_later=place is not None,
        query=_query(form),
        older_query=_query(form, found.older) if found and found.older else "",
    )
    return render(request, "ledger/search.html", {"page": page})


def _query(form: SearchForm, after: str = "") -> str:
    """The terms as the query of an address, from the fields as they were typed."""
    said = {name: form[name].value() for name in form.fields}
    if after:
        said["after"] = after
    return urlencode({name: value for name, value in said.items() if value not in (None, "")})


@require_POST
def export(request: HttpRequest) -> HttpResponseBase:
    """The facts of a search as a file; that it was taken is recorded first."""
    actor = actor_of(request)
    actor.require("ledger.facts")
    form = SearchForm(request.POST)
    kind = request.POST.get("form", "")
    if kind not in {"csv", "csv-cp932", "xlsx"} or not form.is_valid():
        raise exports.FormUnknown
    rows = actions.export_facts(actor=actor, terms=form.terms(), form=kind, now=clock.now())
    return exports.facts_file(request, rows, kind)


@require_GET
@never_cache
def detail(request: HttpRequest, exchange_id: str) -> HttpResponse:
    """The facts of one exchange."""
    actor = actor_of(request)
    page = FactsPage(
        fact=queries.one_fact(actor, exchange_id),
        is_own=not actor.may("ledger.facts"),
        may_read=actor.may("ledger.texts"),
        has_text=queries.has_text(exchange_id),
    )
    return render(request, "ledger/exchange.html", {"page": page})


@require_http_methods(["GET", "POST"])
@never_cache
def text(request: HttpRequest, exchange_id: str) -> HttpResponse:
    """Asks why, records it, and shows the text once."""
    actor = actor_of(request)
    access.exchange_to_read(actor, exchange_id)
    fact = queries.one_fact(actor, exchange_id)
    texts = None
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        if _forget(request, exchange_id, form.cleaned_data["once"]):
            texts = actions.read_text(
                actor=actor,
                exchange_id=exchange_id,
                reason_kind=form.cleaned_data["reason_kind"],
                reason=form.cleaned_data["reason"],
                now=clock.now(),
            )
        else:
            form.add_error(
                None,
                _("この理由での閲覧は終わりました。もう一度読むには、理由を書き直してください。"),
            )
    if texts is None:
        once = _remember(request, exchange_id)
        if form.is_bound:
            again = request.POST.copy()
            again["once"] = once
            form.data = again
        else:
            form.initial["once"] = once
    page = ReadingPage(fact=fact, form=form, texts=texts)
    return render(request, "ledger/text.html", {"page": page})


def _remember(request: HttpRequest, exchange_id: str) -> str:
    """A word that lets the form be sent once."""
    once = secrets.token_urlsafe(12)
    open_forms = request.session.get(_ONCE, [])
    request.session[_ONCE] = [*open_forms, f"{exchange_id} {once}"][-_REMEMBERED:]
    return once


def _forget(request: HttpRequest, exchange_id: str, once: str) -> bool:
    open_forms: list[str] = request.session.get(_ONCE, [])
    wanted = f"{exchange_id} {once}"
    if wanted not in open_forms:
        return False
    request.session[_ONCE] = [one for one in open_forms if one != wanted]
    return True
