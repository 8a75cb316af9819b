"""The pages of the shell itself: switches for language and theme, offline, worker, gallery."""

from __future__ import annotations

import json

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.clock import now
from nezuku.foundation.people.actions import change_own_profile
from nezuku.foundation.people.directory import member_card
from nezuku.foundation.people.requests import actor_of
from nezuku.web.context import PRODUCT, THEME_COOKIE, THEMES
from nezuku.web.gallery import Gallery
from nezuku.web.templatetags.ui import STYLESHEETS

_YEAR = 365 * 24 * 3600


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """This will keep the wished language, with the person or in a cookie, and go back."""
    response = redirect(_way_back(request))
    wish = request.POST.get("language", "")
    if wish in dict(settings.LANGUAGES):
        _remember_language(request, wish)
        _keep(response, settings.LANGUAGE_COOKIE_NAME, wish)
    return response


def _remember_language(request: HttpRequest, wish: str) -> None:
    actor: Actor | None = getattr(request, "actor", None)
    card = member_card(actor.member_id) if actor and actor.member_id else None
    if actor and card:
        change_own_profile(actor=actor, now=now(), name=card.name, kana=card.kana, locale=wish)


@login_not_required
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """This will keep the wished theme in a cookie and go back to the page."""
    response = redirect(_way_back(request))
    wish = request.POST.get("theme", "")
    if wish in THEMES:
        _keep(response, THEME_COOKIE, wish)
    return response


def _keep(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=_YEAR,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
    )


def _way_back(request: HttpRequest) -> str:
    wish = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wish, {request.get_host()}, request.is_secure()):
        return wish
    return reverse("home:index")


@login_not_required
@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """The page that the service worker shows without a connection; it holds nothing of anybody."""
    return render(request, "errors/offline.html")


@login_not_required
@require_GET
@cache_control(no_cache=True)
def worker(_request: HttpRequest) -> HttpResponse:
    """The service worker, at the root so that it covers every page."""
    kept = [reverse("web:offline"), *(static(f"web/css/{name}.css") for name in STYLESHEETS)]
    script = (
        f"self.nezukuKept = {json.dumps(kept)};\n"
        f"importScripts({json.dumps(static('web/js/worker.js'))});\n"
    )
    return HttpResponse(
        script,
        content_type="text/javascript; charset=utf-8",
        headers={"Service-Worker-Allowed": "/"},
    )


@login_not_required
@require_GET
@cache_control(max_age=3600)
def manifest(_request: HttpRequest) -> HttpResponse:
    """The web app manifest: the product can stand on a phone's home screen."""
    return JsonResponse(
        {
            "name": PRODUCT,
            "short_name": PRODUCT,
            "start_url": reverse("home:index"),
            "scope": reverse("home:index"),
            "display": "standalone",
            "background_color": "#f7f8f5",
            "theme_color": "#1d6a48",
            "icons": [{"src": static("web/img/icon.svg"), "sizes": "any", "type": "image/svg+xml"}],
        },
        content_type="application/manifest+json",
    )


@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state, for whoever builds or checks pages."""
    actor_of(request).require("company.settings")
    if "toast" in request.GET:
        messages.success(request, _("変更を保存しました。"))
    return render(request, "web/gallery.html", {"gallery": Gallery.example(request.GET)})
