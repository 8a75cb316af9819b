"""Leads everybody to the set-up while an instance belongs to nobody yet."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from nezuku.workspace.setup import links

#: What works before there is anybody: the set-up itself, and the shell's own pages.
_OPEN = frozenset({"setup", "web"})


class FirstSetupMiddleware:
    """This will send whoever opens a page of a fresh instance to the set-up.

    Stands before the middleware that asks to sign in: nobody could. Once there is somebody it
    never asks the database again.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._is_inhabited = False

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],  # noqa: ARG002  (as Django calls it)
        view_args: tuple[object, ...],  # noqa: ARG002
        view_kwargs: dict[str, object],  # noqa: ARG002
    ) -> HttpResponseBase | None:
        """The way to the set-up, or None to go on."""
        if self._is_inhabited:
            return None
        match = request.resolver_match
        if match is not None and match.app_name in _OPEN:
            return None
        self._is_inhabited = links.has_people()
        return None if self._is_inhabited else redirect("setup:index")
