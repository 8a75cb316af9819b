"""The step that connects a model: choose a vendor, type a key, choose models, or do it later."""

from __future__ import annotations

from dataclasses import dataclass

from asgiref.sync import sync_to_async
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from nezuku.bridge.engine import Found, engine
from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.policy import queries
from nezuku.workspace.setup import connecting, holding
from nezuku.workspace.setup.steps import Step
from nezuku.workspace.setup.views.connect import Place, connect_page, offer_page
from nezuku.workspace.setup.wording import VendorWords


@dataclass(frozen=True, slots=True)
class ModelStep:
    """The context of the step. `connected` are connections that offer a model already."""

    vendors: tuple[tuple[str, VendorWords], ...]
    found: tuple[Found, ...]
    connected: tuple[queries.ConnectionRow, ...]
    unfinished: tuple[queries.ConnectionRow, ...]


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
async def model(request: HttpRequest) -> HttpResponse:
    """Where the models come from; going on without one is fine."""
    actor = await sync_to_async(holding.admit)(request, Step.MODEL)
    if isinstance(actor, HttpResponse):
        return actor
    if request.method == "POST":
        return await sync_to_async(holding.go_on)(Step.MODEL)
    found = await engine().find_local()
    return await sync_to_async(_start)(request, actor, found)


def _start(request: HttpRequest, actor: Actor, found: tuple[Found, ...]) -> HttpResponse:
    rows = [row for row in queries.connections(actor) if row.is_active]
    offering = tuple(row for row in rows if any(one.is_active for one in row.models))
    page = ModelStep(
        vendors=connecting.vendors(),
        found=tuple(one for one in found if one.base_url not in {row.base_url for row in offering}),
        connected=offering,
        unfinished=tuple(row for row in rows if row not in offering),
    )
    context = {"page": page, "progress": holding.progress(Step.MODEL)}
    return render(request, "setup/model.html", context)


@sensitive_post_parameters("key")
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
async def model_connect(request: HttpRequest, preset_id: str) -> HttpResponse:
    """The form of one vendor."""
    actor = await sync_to_async(holding.admit)(request, Step.MODEL)
    if isinstance(actor, HttpResponse):
        return actor
    return await connect_page(request, actor, _place(), preset_id)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
async def model_offer(request: HttpRequest, connection_id: int) -> HttpResponse:
    """Which models of the new connection members may choose."""
    actor = await sync_to_async(holding.admit)(request, Step.MODEL)
    if isinstance(actor, HttpResponse):
        return actor
    return await offer_page(request, actor, _place(), connection_id)


def _place() -> Place:
    return Place(
        layout="setup/step.html",
        start="setup:model",
        connect="setup:model_connect",
        offer="setup:model_offer",
        done="setup:model",
        progress=holding.progress(Step.MODEL),
    )
