"""Keeping order: titles, pins, deleting and bringing back, versions, taking out."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nezuku.foundation.kit import clock
from nezuku.foundation.people.requests import actor_of
from nezuku.workspace.chat import access, actions, exporting
from nezuku.workspace.chat.views import answers
from nezuku.workspace.chat.views.contexts import first


@require_http_methods(["GET", "POST"])
def rename(request: HttpRequest, thread_id: str) -> HttpResponse:
    """A form for the title, and the change of it."""
    actor = actor_of(request)
    if request.method == "POST":
        actions.rename(actor=actor, thread_id=thread_id, title=first(request.POST, "title"))
        return HttpResponseRedirect(answers.thread_url(thread_id))
    return render(request, "chat/rename.html", {"thread": access.thread_for(actor, thread_id)})


@require_POST
def pin(request: HttpRequest, thread_id: str) -> HttpResponse:
    """This will pin a conversation, or unpin it."""
    actions.pin(
        actor=actor_of(request),
        thread_id=thread_id,
        now=clock.now(),
        pinned=first(request.POST, "pinned") == "1",
    )
    return HttpResponseRedirect(answers.thread_url(thread_id))


@require_POST
def delete(request: HttpRequest, thread_id: str) -> HttpResponse:
    """This will take a conversation out of sight and offer to bring it back."""
    actions.delete(actor=actor_of(request), thread_id=thread_id, now=clock.now())
    return HttpResponseRedirect(f"{reverse('chat:index')}?{urlencode({'undo': thread_id})}")


@require_POST
def bring_back(request: HttpRequest, thread_id: str) -> HttpResponse:
    """This will undo a deletion."""
    actions.bring_back(actor=actor_of(request), thread_id=thread_id, now=clock.now())
    messages.success(request, _("チャットを元に戻しました。"))
    return HttpResponseRedirect(answers.thread_url(thread_id))


@require_POST
def branch(request: HttpRequest, message_id: str) -> HttpResponse:
    """This will show another version of a message and what follows it."""
    actor = actor_of(request)
    message = actions.choose_branch(actor=actor, message_id=message_id)
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(answers.conversation_html(request, actor, message.thread_id))
    return HttpResponseRedirect(answers.thread_url(message.thread_id, message.pk))


@require_GET
def export(request: HttpRequest, thread_id: str) -> HttpResponse:
    """A conversation as a file: Markdown, or JSON with `?form=json`."""
    actor = actor_of(request)
    form = "json" if request.GET.get("form") == "json" else "md"
    file = exporting.export(actor=actor, thread_id=thread_id, form=form, now=clock.now())
    response = HttpResponse(file.body, content_type=file.content_type)
    name = quote(file.name)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
