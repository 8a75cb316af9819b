"""How views of chat answer: a page, a fragment, or data for the page's script."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse

from nezuku.foundation.kit.actor import Actor
from nezuku.workspace.chat.presenting import Panel
from nezuku.workspace.chat.queries import conversations


def wants_data(request: HttpRequest) -> bool:
    """Whether the page's script asks, and not the browser itself."""
    return not request.accepts("text/html") and request.accepts("application/json")


def thread_url(thread_id: str, message_id: str = "") -> str:
    """Where a conversation (and a message in it) is read."""
    url = reverse("chat:thread", args=[thread_id])
    return f"{url}?show={message_id}#m-{message_id}" if message_id else url


def conversation_html(request: HttpRequest, actor: Actor, thread_id: str) -> str:
    """The messages of a conversation as a fragment."""
    shown = conversations.conversation(actor, thread_id)
    return render_to_string("chat/parts/messages.html", {"conversation": shown}, request)


def panel_data(request: HttpRequest, panel: Panel, key: str) -> dict[str, object]:
    """What the script of a composer needs of a panel."""
    html = render_to_string("chat/parts/panel.html", {"panel": panel, "key": key}, request)
    return {
        "decision": panel.decision,
        "receipt": panel.receipt,
        "problem": panel.problem,
        "marks": [mark.as_json() for mark in panel.marks],
        "html": html if panel.has_something else "",
    }


def refused(status: int, code: str, message: str) -> HttpResponse:
    """A refusal for the page's script."""
    return JsonResponse({"code": code, "message": message}, status=status)
