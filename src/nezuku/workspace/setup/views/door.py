"""Where the set-up begins: the page for strangers, and the link that opens it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from nezuku.workspace.setup import holding, links


@login_not_required
@never_cache
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The set-up, at the step that comes next, for whoever holds it; for others, how to get in."""
    if not links.is_open():
        raise Http404
    if holding.is_held(request):
        return redirect(holding.next_step_url())
    if links.has_people():
        return redirect_to_login(reverse("setup:index"))
    return render(request, "setup/closed.html")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """The link from the terminal. Opening it only asks; the button uses it up.

    So nothing that looks at links by itself (a mail scanner, a preview) can spend it.
    """
    if not links.is_open():
        raise Http404
    if links.has_people() or holding.is_held(request):
        return redirect("setup:index")
    if request.method == "POST":
        secret = links.take(token)
        if secret is not None:
            holding.hold(request, secret)
            return redirect("setup:index")
    elif links.is_good(token):
        return render(request, "setup/link.html")
    return render(request, "setup/closed.html", {"was_used": True}, status=403)
