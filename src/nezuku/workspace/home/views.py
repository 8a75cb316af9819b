"""Home: what should I do next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from nezuku.foundation.kit.clock import now
from nezuku.foundation.people.requests import actor_of
from nezuku.workspace.home.queries import home_for


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The home of whoever is signed in; everybody else is sent to sign in."""
    return render(request, "home/index.html", {"home": home_for(actor_of(request), now=now())})
