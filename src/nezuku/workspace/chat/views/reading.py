"""Files: taking them in, throwing them away, blacking words out."""

from __future__ import annotations

from asgiref.sync import sync_to_async
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST

from nezuku.foundation.documents.errors import DocumentError, FileTooLarge
from nezuku.foundation.documents.isolation import extract_isolated
from nezuku.foundation.documents.limits import ExtractLimits
from nezuku.foundation.kit import clock
from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.people.requests import actor_of
from nezuku.workspace.chat import access, actions
from nezuku.workspace.chat.queries import conversations
from nezuku.workspace.chat.views import answers
from nezuku.workspace.chat.views.contexts import first


async def attach_file(actor: Actor, thread_id: str, file: UploadedFile[bytes]) -> str:
    """This will read a posted file in a process of its own and keep its text; gives its id.

    Raises DocumentError, TooManyFiles, NoSuchThread.
    """
    await sync_to_async(access.thread_or_free)(actor, thread_id)
    limit = ExtractLimits().bytes
    if (file.size or 0) > limit:
        raise FileTooLarge(limit=limit, found=file.size or 0)
    name = file.name or "file"
    extract = await extract_isolated(await sync_to_async(file.read)(), name)
    return await sync_to_async(actions.attach)(
        actor=actor,
        now=clock.now(),
        thread_id=thread_id,
        name=name,
        size=file.size or 0,
        extract=extract,
    )


@require_POST
async def attach(request: HttpRequest) -> HttpResponse:
    """This will attach one file; what is wrong with it is told beside its name."""
    actor, thread_id = actor_of(request), first(request.POST, "thread")
    file = request.FILES.get("files")
    if not isinstance(file, UploadedFile):
        return answers.refused(400, "file_missing", DocumentError().text)
    try:
        attachment_id = await attach_file(actor, thread_id, file)
    except (DocumentError, actions.TooManyFiles) as error:
        return answers.refused(error.status, error.code, error.text)

    def chip() -> str:
        view = conversations.file_view(access.attachment_for(actor, attachment_id))
        return render_to_string("chat/parts/file.html", {"file": view}, request)

    return JsonResponse({"id": attachment_id, "html": await sync_to_async(chip)()})


@require_POST
def detach(request: HttpRequest, attachment_id: str) -> HttpResponse:
    """This will throw away a file that was not sent."""
    actor = actor_of(request)
    actions.detach(actor=actor, attachment_id=attachment_id)
    return _back(request)


@require_POST
def black_out(request: HttpRequest, attachment_id: str) -> HttpResponse:
    """This will replace words by ■ in the text of a file that was not sent."""
    words = first(request.POST, "words")
    actions.black_out(actor=actor_of(request), attachment_id=attachment_id, words=words)
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    if answers.wants_data(request):
        return JsonResponse({})
    return HttpResponseRedirect(reverse("chat:index"))
