"""The administrator's pages of model connections: list, add, check, change, switch off."""

from __future__ import annotations

from dataclasses import dataclass

from asgiref.sync import sync_to_async
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nezuku.bridge.engine import PRESETS, Connection, engine
from nezuku.foundation.kit import clock
from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.errors import UserError
from nezuku.foundation.people import directory
from nezuku.foundation.people.requests import actor_of
from nezuku.foundation.policy import actions as policy
from nezuku.foundation.policy import queries
from nezuku.workspace.setup import actions, connecting, wording
from nezuku.workspace.setup.connection_forms import ConnectionForm, OfferedModelForm
from nezuku.workspace.setup.views.connect import Place, connect_page, offer_page
from nezuku.workspace.setup.wording import Explained

PLACE = Place(
    layout="setup/admin.html",
    start="setup:connections",
    connect="setup:connection_add_vendor",
    offer="setup:connection_models",
    done="setup:connections",
)


@dataclass(frozen=True, slots=True)
class ConnectionCard:
    """A connection in the list: with its vendor's name, and its trouble in words if it has any."""

    row: queries.ConnectionRow
    vendor: str
    trouble: Explained | None


@dataclass(frozen=True, slots=True)
class ConnectionPage:
    """The context of one connection's page."""

    card: ConnectionCard
    form: ConnectionForm
    explained: Explained | None = None


@require_GET
def connections(request: HttpRequest) -> HttpResponse:
    """Every connection with its models."""
    rows = queries.connections(actor_of(request))
    return render(request, "setup/connections.html", {"cards": [_card(row) for row in rows]})


@require_GET
async def connection_add(request: HttpRequest) -> HttpResponse:
    """The choice of a vendor; servers found on this machine come first."""
    actor_of(request).require("policy.models")
    found = await engine().find_local()
    context = {"found": found, "vendors": connecting.vendors(), "place": PLACE}
    return await sync_to_async(render)(request, "setup/connection_add.html", context)


@sensitive_post_parameters("key")
@require_http_methods(["GET", "POST"])
async def connection_add_vendor(request: HttpRequest, preset_id: str) -> HttpResponse:
    """The form of one vendor."""
    actor = actor_of(request)
    actor.require("policy.models")
    return await connect_page(request, actor, PLACE, preset_id)


@require_http_methods(["GET", "POST"])
async def connection_models(request: HttpRequest, connection_id: int) -> HttpResponse:
    """More models of a connection to offer."""
    return await offer_page(request, actor_of(request), PLACE, connection_id)


@sensitive_post_parameters("key")
@require_http_methods(["GET", "POST"])
async def connection(request: HttpRequest, connection_id: int) -> HttpResponse:
    """One connection; a change of its address or key is tried before it is saved."""
    actor = actor_of(request)
    row = await sync_to_async(actions.connection_row)(actor, connection_id)
    if request.method != "POST":
        form = ConnectionForm(row)
        return await sync_to_async(_connection_page)(request, row, form)
    form = ConnectionForm(row, request.POST)
    if not await sync_to_async(form.is_valid)():
        return await sync_to_async(_connection_page)(request, row, form)
    if form.is_moved:
        key = str(form.cleaned_data["key"])
        probe = await engine().probe(Connection(row.preset, form.address, key), form.model or None)
        if not probe.ok:
            explained = wording.explain(probe, key=key)
            return await sync_to_async(_connection_page)(request, row, form, explained)
    return await sync_to_async(_change)(request, actor, row, form)


def _change(
    request: HttpRequest, actor: Actor, row: queries.ConnectionRow, form: ConnectionForm
) -> HttpResponse:
    now = clock.now()
    try:
        policy.change_connection(
            actor=actor,
            now=now,
            connection_id=row.connection_id,
            label=str(form.cleaned_data["label"]),
            base_url=form.address,
            key=str(form.cleaned_data["key"]) if form.is_moved else None,
            is_local=connecting.is_local(form.address, connecting.preset_of(row.preset)),
        )
    except UserError as error:
        if error.status in {403, 404}:
            raise
        field = connecting.ERROR_FIELDS.get(error.code)
        form.add_error(field if field in form.fields else None, error.text)
        return _connection_page(request, row, form)
    if form.is_moved:
        policy.record_check(actor=actor, now=now, connection_id=row.connection_id, problem="")
    messages.success(request, _("接続の設定を保存しました。"))
    return redirect("setup:connection", row.connection_id)


def _connection_page(
    request: HttpRequest,
    row: queries.ConnectionRow,
    form: ConnectionForm,
    explained: Explained | None = None,
) -> HttpResponse:
    page = ConnectionPage(card=_card(row), form=form, explained=explained)
    status = 400 if explained is not None or form.errors else 200
    return render(request, "setup/connection.html", {"page": page, "form": form}, status=status)


@require_POST
async def connection_check(request: HttpRequest, connection_id: int) -> HttpResponse:
    """This will try a connection again, with its first model where it has one."""
    actor = actor_of(request)
    row = await sync_to_async(actions.connection_row)(actor, connection_id)
    first = next((one.name for one in row.models if one.is_active), None)
    look = await connecting.look(actor, connection_id, model=first)
    await sync_to_async(_tell_check)(request, look.explained)
    return redirect("setup:connection", connection_id)


def _tell_check(request: HttpRequest, explained: Explained | None) -> None:
    if explained is None:
        messages.success(request, _("接続を確認しました。正常に応答しています。"))
    else:
        messages.error(request, explained.title)


@require_POST
def connection_switch(request: HttpRequest, connection_id: int) -> HttpResponse:
    """This will take a connection out of use at once, or back into it."""
    actor, now = actor_of(request), clock.now()
    if request.POST.get("to") == "off":
        policy.switch_off_connection(actor=actor, now=now, connection_id=connection_id)
        messages.success(request, _("接続を停止しました。この接続のモデルは選べなくなりました。"))
    else:
        policy.reactivate_connection(actor=actor, now=now, connection_id=connection_id)
        messages.success(request, _("接続を再開しました。"))
    return redirect("setup:connection", connection_id)


@require_http_methods(["GET", "POST"])
def offered_model(request: HttpRequest, model_id: int) -> HttpResponse:
    """How one model is offered: name, class, departments, prices, and whether at all."""
    actor = actor_of(request)
    row, model = actions.model_row(actor, model_id)
    choices = [(card.id, card.path) for card in directory.departments()]
    form = OfferedModelForm(
        model, request.POST if request.method == "POST" else None, choices=choices
    )
    if form.is_valid():
        try:
            actions.change_offered_model(
                actor=actor, now=clock.now(), model=model, given=form.given()
            )
        except UserError as error:
            if error.status in {403, 404}:
                raise
            form.add_error(form.field_of(error), error.text)
        else:
            messages.success(request, _("モデルの設定を保存しました。"))
            return redirect("setup:connection", row.connection_id)
    context = {"card": _card(row), "model": model, "form": form}
    return render(request, "setup/offered_model.html", context, status=400 if form.errors else 200)


def _card(row: queries.ConnectionRow) -> ConnectionCard:
    preset = PRESETS.get(row.preset)
    words = wording.vendor_words(row.preset, preset.label if preset else row.preset)
    trouble = wording.explain_code(row.check_problem) if row.check_problem else None
    return ConnectionCard(row=row, vendor=str(words.title), trouble=trouble)
