"""The two pages that connect a model, for the set-up and for the administrator's pages alike.

Owns what they do; where they stand (`Place`) and who may is decided by the callers.
"""

from __future__ import annotations

from dataclasses import dataclass

from asgiref.sync import sync_to_async
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nezuku.foundation.kit import clock
from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.errors import UserError
from nezuku.foundation.policy.rules import LEVELS
from nezuku.workspace.setup import actions, choosing, connecting, wording
from nezuku.workspace.setup.connecting import Attempt, Look
from nezuku.workspace.setup.holding import Progress
from nezuku.workspace.setup.wording import Explained


@dataclass(frozen=True, slots=True)
class Place:
    """Where the pages stand: their frame, and the names of the addresses around them."""

    layout: str
    start: str
    connect: str
    offer: str
    done: str
    progress: Progress | None = None


@dataclass(frozen=True, slots=True)
class OfferPage:
    """The context of the page on which models are chosen."""

    look: Look
    talkers: tuple[choosing.ModelChoice, ...]
    others: tuple[choosing.ModelChoice, ...]
    typed: str
    level: int
    explained: Explained | None
    can_force: bool
    error: str = ""


async def connect_page(
    request: HttpRequest, actor: Actor, place: Place, preset_id: str
) -> HttpResponse:
    """The form of one vendor; a POST tries it at once and goes on only when it answers."""
    preset = connecting.preset_of(preset_id)
    if request.method == "POST":
        tried = await connecting.attempt(
            actor=actor, session=request.session, preset=preset, data=request.POST.dict()
        )
        if tried.connection_id is not None:
            target = reverse(place.offer, args=[tried.connection_id])
            query = f"?{urlencode({'model': tried.model})}" if tried.model else ""
            return redirect(f"{target}{query}")
    else:
        form = await sync_to_async(connecting.empty_form)(request.session, preset)
        tried = Attempt(form)
    context = {
        "place": place,
        "progress": place.progress,
        "preset": preset,
        "words": wording.vendor_words(preset.id, preset.label),
        "tried": tried,
        "start_url": reverse(place.start),
    }
    status = 200 if request.method == "GET" else 400
    return await sync_to_async(render)(request, "setup/connect.html", context, status=status)


async def offer_page(
    request: HttpRequest, actor: Actor, place: Place, connection_id: int
) -> HttpResponse:
    """The models of a connection: which of them members may choose, and up to which class."""
    actor.require("policy.models")
    if request.method != "POST":
        look = await connecting.look(actor, connection_id)
        typed = request.GET.get("model", "")[: choosing.NAME_LENGTH]
        page = _page(look, look.explained, typed=typed, level=choosing.RECOMMENDED_LEVEL)
        return await sync_to_async(_offer_answer)(request, place, page)
    typed = request.POST.get("typed", "")
    names = [*request.POST.getlist("model"), *choosing.typed_names(typed)]
    level = _level(request.POST.get("level", ""))
    if not names:
        look = await connecting.look(actor, connection_id)
        page = _page(look, None, level=level, error=_("モデルを1つ以上選んでください。"))
        return await sync_to_async(_offer_answer)(request, place, page)
    if request.POST.get("do") != "anyway":
        look = await connecting.look(actor, connection_id, model=names[0])
        if look.explained is not None:
            page = _page(look, look.explained, typed="\n".join(names), level=level, can_force=True)
            return await sync_to_async(_offer_answer)(request, place, page)
    try:
        count = await sync_to_async(actions.offer_models)(
            actor=actor, now=clock.now(), connection_id=connection_id, names=names, max_level=level
        )
    except UserError as error:
        if error.status in {403, 404}:
            raise
        look = await connecting.look(actor, connection_id)
        page = _page(look, None, typed="\n".join(names), level=level, error=error.text)
        return await sync_to_async(_offer_answer)(request, place, page)
    await sync_to_async(_tell)(request, count)
    return redirect(place.done)


def _level(text: str) -> int:
    return int(text) if text in {str(level) for level in LEVELS} else choosing.RECOMMENDED_LEVEL


def _page(
    look: Look,
    explained: Explained | None,
    *,
    typed: str = "",
    level: int,
    can_force: bool = False,
    error: str = "",
) -> OfferPage:
    listed = {one.name for one in look.choices}
    left = [name for name in choosing.typed_names(typed) if name not in listed or can_force]
    return OfferPage(
        look=look,
        talkers=tuple(one for one in look.choices if one.is_chat),
        others=tuple(one for one in look.choices if not one.is_chat),
        typed="\n".join(left),
        level=level,
        explained=explained,
        can_force=can_force,
        error=error,
    )


def _offer_answer(request: HttpRequest, place: Place, page: OfferPage) -> HttpResponse:
    failed = page.error or (page.explained is not None and request.method == "POST")
    context = {
        "place": place,
        "progress": place.progress,
        "page": page,
        "levels": LEVELS,
        "start_url": reverse(place.start),
        "done_url": reverse(place.done),
    }
    return render(request, "setup/offer.html", context, status=400 if failed else 200)


def _tell(request: HttpRequest, count: int) -> None:
    if count:
        sentence = ngettext(
            "%(count)d個のモデルを使えるようにしました。",
            "%(count)d個のモデルを使えるようにしました。",
            count,
        )
        messages.success(request, sentence % {"count": count})
