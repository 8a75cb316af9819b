"""What the templates of chat are given: frozen, complete, without a query left to run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from nezuku.foundation.documents.limits import MEBIBYTE, ExtractLimits
from nezuku.foundation.kit import clock
from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.people.directory import department_name
from nezuku.foundation.policy.queries import OfferedModelFacts, models_for, usage_policy
from nezuku.workspace.chat import actions, examples
from nezuku.workspace.chat.models import new_id
from nezuku.workspace.chat.presenting import Panel
from nezuku.workspace.chat.queries import conversations, lists

SEND_COOKIE = "nezuku_send"
ACCEPTS = ".txt,.md,.csv,.tsv,.docx,.xlsx,.pptx,.pdf"


@dataclass(frozen=True, slots=True)
class ComposerView:
    """One composer: where it posts, what stands in it, and what was found in that."""

    thread_id: str
    action: str
    text: str
    files: Sequence[conversations.FileView]
    models: Sequence[OfferedModelFacts]
    model: str
    after: str
    instead_of: str
    panel: Panel | None
    problem: str
    sends_with_ctrl: bool
    limit: int
    most_files: int
    most_megabytes: int
    accepts: str
    answering: str

    @property
    def is_edit(self) -> bool:
        """Whether it writes an earlier question anew."""
        return bool(self.instead_of)

    @property
    def key(self) -> str:
        """Names this composer on its page: ids and the draft are made from it."""
        return self.instead_of or "main"

    @property
    def chosen(self) -> OfferedModelFacts | None:
        """The model that is chosen, the default when the wanted one is no longer offered."""
        return next((m for m in self.models if m.public_name == self.model), None) or (
            self.models[0] if self.models else None
        )


@dataclass(frozen=True, slots=True)
class ChatPage:
    """The whole page."""

    threads: lists.ThreadList
    conversation: conversations.Conversation | None
    composer: ComposerView
    examples: Sequence[examples.Example]
    is_first_visit: bool
    undo: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What came back from a form that could not be sent, so that nothing typed is lost."""

    text: str = ""
    file_ids: Sequence[str] = ()
    model: str = ""
    panel: Panel | None = None
    problem: str = ""
    instead_of: str = ""


def chat_page(
    request: HttpRequest,
    actor: Actor,
    *,
    thread_id: str = "",
    show: str = "",
    everything: bool = False,
    draft: Draft | None = None,
    new_thread: str = "",
) -> dict[str, object]:
    """The context of the whole page. Raises NoSuchThread."""
    draft = draft or Draft()
    shown = None
    if thread_id:
        shown = conversations.conversation(actor, thread_id, show=show, everything=everything)
    threads = lists.thread_list(actor, now=clock.now(), current=thread_id)
    page = ChatPage(
        threads=threads,
        conversation=shown,
        composer=composer(request, actor, shown=shown, draft=draft, new_thread=new_thread),
        examples=() if shown else examples.examples_for(department_name(actor.department_id)),
        is_first_visit=threads.is_empty,
        undo=request.GET.get("undo", ""),
    )
    return {"page": page}


def composer(
    request: HttpRequest,
    actor: Actor,
    *,
    shown: conversations.Conversation | None,
    draft: Draft,
    new_thread: str = "",
) -> ComposerView:
    """The composer of a conversation, or of a new one."""
    thread_id = shown.id if shown else new_thread or new_id()
    if draft.instead_of:
        message = conversations.one_message(actor, draft.instead_of)
        files: Sequence[conversations.FileView] = message.files
    else:
        files = conversations.waiting_files(actor, thread_id) if shown or new_thread else ()
    offered = models_for(actor.department_id)
    last = shown.messages[-1] if shown and shown.messages else None
    return ComposerView(
        thread_id=thread_id,
        action=reverse("chat:ask"),
        text=draft.text,
        files=files,
        models=offered,
        model=draft.model or (shown.model if shown else ""),
        after=shown.leaf if shown and not draft.instead_of else "",
        instead_of=draft.instead_of,
        panel=draft.panel,
        problem=draft.problem,
        sends_with_ctrl=request.COOKIES.get(SEND_COOKIE) == "ctrl",
        limit=usage_policy().max_input_characters,
        most_files=actions.MOST_FILES,
        most_megabytes=ExtractLimits().bytes // MEBIBYTE,
        accepts=ACCEPTS,
        answering=last.id if last is not None and last.is_generating else "",
    )


def first(values: Mapping[str, object], name: str) -> str:
    """A posted value as text without characters that no table takes."""
    value = values.get(name, "")
    return value.replace("\x00", "") if isinstance(value, str) else ""
