"""The company's dictionary: the list, single terms, lists in and out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from nezuku.foundation.documents.isolation import read_table_isolated_sync
from nezuku.foundation.documents.limits import ReaderLimits, TableLimits
from nezuku.foundation.documents.sheets import Encoding, csv_bytes
from nezuku.foundation.kit import clock
from nezuku.foundation.people.requests import actor_of
from nezuku.foundation.policy import actions, queries
from nezuku.foundation.policy.spelling import folded_term, is_doubtful, split_aliases
from nezuku.stages.safety.forms import ImportForm, SearchForm, TermForm, attempt
from nezuku.stages.safety.wording import REFUSAL_WORDS

MEBIBYTE = 1024 * 1024
LIST_LIMITS = TableLimits(bytes=40 * MEBIBYTE, rows=300_000, columns=60)
LIST_READER = ReaderLimits(seconds=120.0, cpu_seconds=100)


class TermValues(TypedDict):
    """What the form of a term gives to the actions."""

    text: str
    kind: str
    level: int
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DictionaryPage:
    """The context of the list."""

    form: SearchForm
    terms: queries.TermPage
    is_filtered: bool


@dataclass(frozen=True, slots=True)
class TermEditPage:
    """The context of one term; `term_id` is None for a new one."""

    form: TermForm
    term_id: int | None


@require_GET
def dictionary(request: HttpRequest) -> HttpResponse:
    """The terms, by search, kind and level."""
    form = SearchForm(request.GET)
    values = form.cleaned_data if form.is_valid() else {}
    search, kind, level = values.get("q", ""), values.get("kind", ""), values.get("level")
    terms = queries.term_page(
        actor_of(request),
        search=search,
        kind=kind,
        level=level,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    page = DictionaryPage(form, terms, is_filtered=bool(search or kind or level))
    return render(request, "safety/dictionary.html", {"page": page})


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Adds a term."""
    actor = actor_of(request)
    actor.require("policy.dictionary")
    form = TermForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = _values(form)
        if attempt(form, lambda: actions.add_term(actor=actor, now=clock.now(), **values)):
            _tell_saved(request, form)
            again = "more" in request.POST
            return redirect("safety:add_term" if again else "safety:dictionary")
    return render(request, "safety/term.html", {"page": TermEditPage(form, None)})


@require_http_methods(["GET", "POST"])
def term(request: HttpRequest, term_id: int) -> HttpResponse:
    """Changes a term."""
    actor = actor_of(request)
    row = queries.term_row(actor, term_id)
    initial = {
        "text": row.text,
        "kind": row.kind,
        "level": row.level,
        "aliases": "\n".join(row.aliases),
    }
    form = TermForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = _values(form)
        attempt(
            form,
            lambda: actions.change_term(actor=actor, now=clock.now(), term_id=term_id, **values),
        )
        if not form.errors:
            _tell_saved(request, form)
            return redirect("safety:dictionary")
    return render(request, "safety/term.html", {"page": TermEditPage(form, term_id)})


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, term_id: int) -> HttpResponse:
    """Removes a term, after asking once more."""
    actor = actor_of(request)
    row = queries.term_row(actor, term_id)
    if request.method == "POST":
        actions.remove_terms(actor=actor, now=clock.now(), term_ids=[term_id])
        messages.success(request, _("「%(text)s」を削除しました。") % {"text": row.text})
        return redirect("safety:dictionary")
    return render(request, "safety/term_remove.html", {"row": row})


@require_http_methods(["GET", "POST"])
def import_terms(request: HttpRequest) -> HttpResponse:
    """Takes a list and looks through it."""
    actor = actor_of(request)
    actor.require("policy.dictionary")
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload, kind, level = (form.cleaned_data[name] for name in ("file", "kind", "level"))

        def prepared() -> str:
            table = read_table_isolated_sync(
                upload.read(), upload.name, limits=LIST_LIMITS, reader=LIST_READER
            )
            return actions.prepare_import(
                actor=actor,
                now=clock.now(),
                table=table,
                file_name=upload.name,
                kind=kind,
                level=level,
            )

        import_id = attempt(form, prepared)
        if import_id is not None:
            return redirect("safety:import_preview", import_id=import_id)
    return render(request, "safety/import.html", {"form": form})


@require_http_methods(["GET", "POST"])
def import_preview(request: HttpRequest, import_id: str) -> HttpResponse:
    """Shows what a list would do; then writes it or forgets it."""
    actor = actor_of(request)
    preview = queries.import_preview(actor, import_id)
    if request.method == "POST" and request.POST.get("step") == "discard":
        actions.discard_import(actor=actor, import_id=import_id)
        messages.info(request, _("取り込みをやめました。辞書は変わっていません。"))
        return redirect("safety:dictionary")
    if request.method == "POST":
        result = actions.apply_import(actor=actor, now=clock.now(), import_id=import_id)
        messages.success(
            request,
            _("取り込みました。追加は%(added)d件、変更は%(changed)d件です。")
            % {"added": result.added, "changed": result.changed},
        )
        return redirect("safety:dictionary")
    context = {"preview": preview, "refusals": REFUSAL_WORDS}
    return render(request, "safety/import_preview.html", context)


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """Gives the whole dictionary as a CSV that can be edited and imported again."""
    actor = actor_of(request)
    rows = queries.export_terms(actor)
    actions.record_export(actor=actor, now=clock.now())
    encoding: Encoding = "cp932" if request.GET.get("encoding") == "cp932" else "utf-8-sig"
    file = csv_bytes(queries.export_headings(), rows, encoding=encoding)
    name = clock.now().strftime("dictionary-%Y%m%d.csv")
    return HttpResponse(
        file.data,
        content_type="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _values(form: TermForm) -> TermValues:
    values = form.cleaned_data
    return {
        "text": values["text"],
        "kind": values["kind"],
        "level": values["level"],
        "aliases": split_aliases(values["aliases"]),
    }


def _tell_saved(request: HttpRequest, form: TermForm) -> None:
    """Say that it is in force, and warn of a term that is short."""
    text = form.cleaned_data["text"]
    messages.success(
        request, _("「%(text)s」を保存しました。次の送信から有効です。") % {"text": text}
    )
    names = (text, *split_aliases(form.cleaned_data["aliases"]))
    short = [name for name in names if is_doubtful(folded_term(name))]
    if short:
        messages.warning(
            request,
            _("「%(text)s」は短いため、関係のない言葉の一部に当てはまることがあります。")
            % {"text": short[0]},
        )
