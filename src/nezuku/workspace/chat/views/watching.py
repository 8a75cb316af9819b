"""Watching an answer as it comes, and stopping it."""

from __future__ import annotations

from asgiref.sync import sync_to_async
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET, require_POST

from nezuku.bridge.engine import engine
from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.people.requests import actor_of
from nezuku.workspace.chat import access, streaming
from nezuku.workspace.chat.models import Message
from nezuku.workspace.chat.views import answers


def _answer_of(actor: Actor, message_id: str) -> Message:
    row = access.message_for(actor, message_id)
    if row.role != Message.Role.ASSISTANT:
        raise access.NoSuchMessage
    return row


@require_GET
async def stream(request: HttpRequest, message_id: str) -> HttpResponseBase:
    """The events of an answer. Who asks is checked once, before; then only memory is read."""
    actor = actor_of(request)
    row = await sync_to_async(_answer_of)(actor, message_id)
    running = engine().generation(row.exchange_id)
    if row.state != Message.State.GENERATING:
        body = streaming.only("done")
    elif running is None or actor.member_id is None:
        body = streaming.only("away")
    else:
        body = streaming.events(running, actor.member_id)
    response = StreamingHttpResponse(body, content_type="text/event-stream")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


@require_POST
async def stop(request: HttpRequest, message_id: str) -> HttpResponse:
    """This will stop an answer and keep what came of it."""
    row = await sync_to_async(_answer_of)(actor_of(request), message_id)
    running = engine().generation(row.exchange_id)
    if running is not None and not running.done:
        await running.stop()
    if answers.wants_data(request):
        return JsonResponse({})
    return HttpResponseRedirect(answers.thread_url(row.thread_id))
