"""Asking: the live check, sending, writing a question anew, another answer."""

from __future__ import annotations

import re
from dataclasses import replace

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from nezuku.foundation.documents.errors import DocumentError
from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.people.requests import actor_of
from nezuku.workspace.chat import access, actions, asking, rules
from nezuku.workspace.chat.presenting import Panel
from nezuku.workspace.chat.queries import conversations
from nezuku.workspace.chat.views import answers, reading
from nezuku.workspace.chat.views.contexts import Draft, chat_page, composer, first

_MOST_RELEASED = 500
_KEY = re.compile(r"[0-9a-f]{8,64}\Z")


def question_of(request: HttpRequest) -> asking.Question:
    """The question that a composer posted."""
    values = request.POST
    text = first(values, "text").replace("\r\n", "\n")
    return asking.Question(
        thread_id=first(values, "thread"),
        text=text,
        file_ids=tuple(values.getlist("file"))[:50],
        model=first(values, "model")[:100],
        released=_released(values),
        receipt=first(values, "receipt"),
        after=first(values, "after"),
        instead_of=first(values, "instead_of"),
    )


def _released(values: QueryDict) -> frozenset[str]:
    """The keys of the findings that the person called harmless."""
    chosen = (name.partition(".")[2] for name, value in values.items() if value == "release")
    return frozenset(key for key in list(chosen)[:_MOST_RELEASED] if _KEY.match(key))


@require_POST
async def check(request: HttpRequest) -> HttpResponse:
    """What the guard says of the text so far; nothing is stored and nothing leaves."""
    actor, question = actor_of(request), question_of(request)
    try:
        panel = await asking.check(actor, question)
    except asking.Stopped as stopped:
        return answers.refused(stopped.http_status, stopped.refusal, stopped.text)
    key = question.instead_of or "main"
    return JsonResponse(await sync_to_async(answers.panel_data)(request, panel, key))


@require_POST
async def ask(request: HttpRequest) -> HttpResponse:
    """This will send a question; without scripts the page comes back with what is in the way."""
    actor, question = actor_of(request), question_of(request)
    words = first(request.POST, "black_out")
    if words:
        return await _blacked_out(request, actor, question, words)
    try:
        question = await _with_posted_files(request, actor, question)
        asked = await asking.ask(actor, question)
    except asking.MustBeSeen as seen:
        return await _shown(request, actor, question, panel=seen.panel)
    except asking.Stopped as stopped:
        return await _shown(
            request, actor, question, problem=stopped.text, status=stopped.http_status
        )
    except (asking.NothingToAsk, actions.StillAnswering, DocumentError) as error:
        return await _shown(request, actor, question, problem=error.text, status=error.status)
    return await _sent(request, actor, asked)


@require_POST
async def regenerate(request: HttpRequest, message_id: str) -> HttpResponse:
    """This will ask for another answer to the question of this answer (or to this question)."""
    actor = actor_of(request)
    row = await sync_to_async(access.message_for)(actor, message_id)
    question = asking.Question(
        thread_id=row.thread_id,
        model=first(request.POST, "model")[:100] or row.model,
        receipt=first(request.POST, "receipt"),
        again=row.parent_id if row.role == "assistant" and row.parent_id else row.pk,
    )
    try:
        asked = await asking.ask(actor, question)
    except asking.MustBeSeen as seen:
        # The guard sees more in it than when it was sent: the question is to be looked at again.
        view = await sync_to_async(conversations.one_message)(actor, question.again)
        anew = asking.Question(
            thread_id=row.thread_id,
            text=view.text,
            model=question.model,
            file_ids=tuple(file.id for file in view.files),
            instead_of=question.again,
        )
        return await _shown(request, actor, anew, panel=seen.panel)
    except asking.Stopped as stopped:
        return await _again_refused(
            request, actor, row.thread_id, stopped.text, stopped.http_status
        )
    except actions.StillAnswering as error:
        return await _again_refused(request, actor, row.thread_id, error.text, error.status)
    return await _sent(request, actor, asked)


@require_GET
def edit(request: HttpRequest, message_id: str) -> HttpResponse:
    """A composer with an earlier question in it; a fragment for the page's script."""
    actor = actor_of(request)
    view = conversations.one_message(actor, message_id)
    if not view.is_question:
        raise access.NoSuchMessage
    shown = conversations.conversation(actor, view.thread_id, show=message_id)
    draft = Draft(text=view.text, model=shown.model, instead_of=message_id)
    if request.headers.get("HX-Request") == "true":
        part = {"composer": composer(request, actor, shown=shown, draft=draft)}
        return render(request, "chat/parts/composer.html", part)
    context = chat_page(request, actor, thread_id=view.thread_id, show=message_id, draft=draft)
    return render(request, "chat/page.html", context)


async def _with_posted_files(
    request: HttpRequest, actor: Actor, question: asking.Question
) -> asking.Question:
    """Without scripts files come with the question itself."""
    posted = request.FILES.getlist("files")
    if not posted:
        return question
    ids = [await reading.attach_file(actor, question.thread_id, file) for file in posted]
    return replace(question, file_ids=(*question.file_ids, *ids))


async def _blacked_out(
    request: HttpRequest, actor: Actor, question: asking.Question, words: str
) -> HttpResponse:
    """Without scripts: the words replaced by ■ in the text and its files, and checked again."""
    for file_id in question.file_ids:
        await sync_to_async(actions.black_out)(actor=actor, attachment_id=file_id, words=words)
    cleared = replace(question, text=question.text.replace(words, rules.BLACK), receipt="")
    try:
        panel = await asking.check(actor, cleared)
    except asking.Stopped as stopped:
        return await _shown(
            request, actor, cleared, problem=stopped.text, status=stopped.http_status
        )
    return await _shown(request, actor, cleared, panel=panel, status=200)


async def _sent(request: HttpRequest, actor: Actor, asked: asking.Asked) -> HttpResponse:
    url = answers.thread_url(asked.thread_id)
    if not answers.wants_data(request):
        return HttpResponseRedirect(f"{url}#m-{asked.answer_id}")
    html = await sync_to_async(answers.conversation_html)(request, actor, asked.thread_id)
    return JsonResponse({"url": url, "answer": asked.answer_id, "html": html})


async def _again_refused(
    request: HttpRequest, actor: Actor, thread_id: str, words: str, status: int
) -> HttpResponse:
    if answers.wants_data(request):
        return answers.refused(status, "refused", words)

    def page() -> HttpResponse:
        draft = Draft(problem=words)
        context = chat_page(request, actor, thread_id=thread_id, draft=draft)
        return render(request, "chat/page.html", context, status=status)

    return await sync_to_async(page)()


async def _shown(
    request: HttpRequest,
    actor: Actor,
    question: asking.Question,
    *,
    panel: Panel | None = None,
    problem: str = "",
    status: int = 409,
) -> HttpResponse:
    """The composer as it was, with what is in the way of sending."""
    if answers.wants_data(request):
        if panel is None:
            return answers.refused(status, "refused", problem)
        key = question.instead_of or "main"
        data = await sync_to_async(answers.panel_data)(request, panel, key)
        return JsonResponse(data, status=status)

    def page() -> HttpResponse:
        draft = Draft(
            text=question.text,
            file_ids=question.file_ids,
            model=question.model,
            panel=panel,
            problem=problem,
            instead_of=question.instead_of,
        )
        exists = access.thread_or_free(actor, question.thread_id) is not None
        context = chat_page(
            request,
            actor,
            thread_id=question.thread_id if exists else "",
            draft=draft,
            new_thread=question.thread_id,
        )
        return render(request, "chat/page.html", context, status=status)

    return await sync_to_async(page)()
