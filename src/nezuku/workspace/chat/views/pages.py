"""Looking: the list, a conversation, what was found, what left."""

from __future__ import annotations

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from nezuku.foundation.kit import clock
from nezuku.foundation.people.requests import actor_of
from nezuku.workspace.chat import access, examples, recovery
from nezuku.workspace.chat.queries import conversations, lists
from nezuku.workspace.chat.views.contexts import Draft, chat_page


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """One's conversations, and the composer of a new one beside them."""
    return render(request, "chat/page.html", chat_page(request, actor_of(request)))


@require_GET
def new(request: HttpRequest) -> HttpResponse:
    """A new conversation, with an example in the composer if one was chosen."""
    draft = Draft(text=examples.example_text(request.GET.get("example", "")))
    return render(request, "chat/page.html", chat_page(request, actor_of(request), draft=draft))


@require_GET
async def thread(request: HttpRequest, thread_id: str) -> HttpResponse:
    """A conversation. Answers that nobody writes any more are brought to their end first."""
    actor = actor_of(request)
    show, everything = request.GET.get("show", ""), "all" in request.GET

    def page() -> dict[str, object]:
        return chat_page(request, actor, thread_id=thread_id, show=show, everything=everything)

    generating = await sync_to_async(_generating)(request, thread_id)
    lost = recovery.without_job(generating)
    if lost:
        await sync_to_async(recovery.recover_exchanges)(lost, now=clock.now())
    context = await sync_to_async(page)()
    return await sync_to_async(render)(request, "chat/page.html", context)


def _generating(request: HttpRequest, thread_id: str) -> list[str]:
    found = access.messages_of(actor_of(request)).filter(thread_id=thread_id, state="generating")
    return list(found.values_list("exchange_id", flat=True))


@require_GET
async def message(request: HttpRequest, message_id: str) -> HttpResponse:
    """One message as a fragment: what an answer is replaced by when it has ended."""
    actor = actor_of(request)
    view = await sync_to_async(conversations.one_message)(actor, message_id)
    if view.is_generating:
        lost = recovery.without_job([view.exchange_id])
        if lost and await sync_to_async(recovery.recover_exchanges)(lost, now=clock.now()):
            view = await sync_to_async(conversations.one_message)(actor, message_id)
    return await sync_to_async(render)(request, "chat/parts/message.html", {"message": view})


@require_GET
def earlier(request: HttpRequest, thread_id: str) -> HttpResponse:
    """The messages before the first one that is shown, as a fragment."""
    views, rest = conversations.earlier(
        actor_of(request), thread_id, before=request.GET.get("before", "")
    )
    context = {"messages": views, "earlier": rest, "thread_id": thread_id}
    return render(request, "chat/parts/earlier.html", context)


@require_GET
def more(request: HttpRequest) -> HttpResponse:
    """The next page of the list, as a fragment."""
    found = lists.thread_list(
        actor_of(request),
        now=clock.now(),
        after=request.GET.get("after", ""),
        current=request.GET.get("current", ""),
        last_group=request.GET.get("group", ""),
    )
    return render(request, "chat/parts/threads.html", {"threads": found})


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """The conversations and messages in which the words stand; a fragment for htmx."""
    actor = actor_of(request)
    query = request.GET.get("q", "").replace("\x00", "")[:200]
    found = lists.search(actor, query=query, after=request.GET.get("after", ""))
    if request.headers.get("HX-Request") == "true":
        if query.strip():
            return render(request, "chat/parts/found.html", {"found": found})
        threads = lists.thread_list(actor, now=clock.now())
        return render(request, "chat/parts/threads.html", {"threads": threads})
    return render(request, "chat/search.html", {"found": found})


@require_GET
def message_sent(request: HttpRequest, message_id: str) -> HttpResponse:
    """What really left for one question; a fragment for the dialog."""
    view = conversations.sent(actor_of(request), message_id)
    is_part = request.headers.get("HX-Request") == "true"
    return render(request, "chat/parts/sent.html" if is_part else "chat/sent.html", {"sent": view})


@require_GET
def message_text(request: HttpRequest, message_id: str) -> HttpResponse:
    """A message as it was written (Markdown, originals), for copying."""
    row = access.message_for(actor_of(request), message_id)
    return HttpResponse(row.text, content_type="text/plain; charset=utf-8")
