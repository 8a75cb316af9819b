"""One conversation as it is shown, exported, and sent on to the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils.safestring import SafeString, mark_safe

from nezuku.bridge.wording import sentence
from nezuku.foundation.documents.notices import Notice
from nezuku.foundation.kit.actor import Actor
from nezuku.workspace.chat import access, rules
from nezuku.workspace.chat.markdown.cache import rendered
from nezuku.workspace.chat.models import Attachment, Message, Thread
from nezuku.workspace.chat.sealing import open_text

#: So many messages are shown at first; earlier ones come when asked for.
WINDOW = 40
#: Longer questions scroll in themselves, so that the answer stays near.
LONG_QUESTION = 1_200
LONG_QUESTION_LINES = 24


@dataclass(frozen=True, slots=True)
class FileView:
    """An attached file; the notices are what its reader had to say."""

    id: str
    name: str
    kind: str
    size: int
    characters: int
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message as it is shown. `html` is safe; for a question the text is shown as typed."""

    id: str
    thread_id: str
    is_question: bool
    state: str
    text: str
    html: SafeString
    error: str
    advice: str
    replaced_count: int
    model: str
    exchange_id: str
    created_at: datetime
    files: tuple[FileView, ...]
    number: int
    count: int
    before: str
    after: str
    is_last: bool
    was_cut: bool

    @property
    def is_long(self) -> bool:
        """Whether a question is so long that it is shown in a window of its own."""
        return len(self.text) > LONG_QUESTION or self.text.count("\n") > LONG_QUESTION_LINES

    @property
    def is_generating(self) -> bool:
        """Whether the answer is still being written."""
        return self.state == Message.State.GENERATING


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation; `earlier` counts the messages before the ones that are shown."""

    id: str
    title: str
    model: str
    is_pinned: bool
    released: tuple[str, ...]
    messages: tuple[MessageView, ...]
    earlier: int
    leaf: str
    generating: tuple[str, ...]

    @property
    def is_answering(self) -> bool:
        """Whether the last answer is still being written."""
        return bool(self.messages) and self.messages[-1].is_generating


def conversation(
    actor: Actor, thread_id: str, *, show: str = "", everything: bool = False
) -> Conversation:
    """The shown branch of one conversation, its last messages. Four queries.

    `show` is a message that has to be among those shown. Raises NoSuchThread.
    """
    thread = access.thread_for(actor, thread_id)
    nodes = _nodes(thread)
    path = rules.shown_path(nodes, thread.opening)
    start = 0 if everything else max(0, len(path) - WINDOW)
    if show:
        start = min([start, *(n for n, place in enumerate(path) if place.id == show)])
    views = _views(thread, path[start:], last=path[-1].id if path else "")
    return Conversation(
        id=thread.pk,
        title=thread.title,
        model=thread.model,
        is_pinned=thread.pinned_at is not None,
        released=tuple(thread.released),
        messages=views,
        earlier=start,
        leaf=path[-1].id if path else "",
        generating=tuple(v.exchange_id for v in views if v.is_generating),
    )


def earlier(actor: Actor, thread_id: str, *, before: str) -> tuple[tuple[MessageView, ...], int]:
    """The messages before `before` on the shown branch, and how many are still before those."""
    thread = access.thread_for(actor, thread_id)
    path = rules.shown_path(_nodes(thread), thread.opening)
    end = next((n for n, place in enumerate(path) if place.id == before), 0)
    start = max(0, end - WINDOW)
    return _views(thread, path[start:end], last=""), start


def one_message(actor: Actor, message_id: str) -> MessageView:
    """One message as it is shown. Raises NoSuchMessage."""
    message = access.message_for(actor, message_id)
    path = rules.shown_path(_nodes(message.thread), message.thread.opening)
    place = next((p for p in path if p.id == message_id), None)
    if place is None:
        siblings = Message.objects.filter(thread=message.thread, parent=message.parent_id)
        ids = tuple(siblings.order_by("created_at", "id").values_list("id", flat=True))
        place = rules.Place(message_id, ids)
    return _views(message.thread, [place], last=path[-1].id if path else "")[0]


def _nodes(thread: Thread) -> list[rules.Node]:
    rows = Message.objects.filter(thread=thread).order_by("created_at", "id")
    is_void = Q(state=Message.State.FAILED, text="")
    return [
        rules.Node(pk, parent, chosen, is_void=void)
        for pk, parent, chosen, void in rows.values_list(
            "id", "parent_id", "chosen", ExpressionWrapper(is_void, output_field=BooleanField())
        )
    ]


def _views(thread: Thread, places: Sequence[rules.Place], *, last: str) -> tuple[MessageView, ...]:
    ids = [place.id for place in places]
    rows = {
        row.pk: row
        for row in Message.objects.filter(pk__in=ids)
        .defer("text_folded", "sent_text")
        .prefetch_related("attachments")
    }
    return tuple(_view(thread, rows[place.id], place, last=last) for place in places)


def _view(thread: Thread, row: Message, place: rules.Place, *, last: str) -> MessageView:
    is_question = row.role == Message.Role.USER
    failed = row.state in {Message.State.FAILED, Message.State.INTERRUPTED}
    return MessageView(
        id=row.pk,
        thread_id=thread.pk,
        is_question=is_question,
        state=row.state,
        text=row.text,
        html=mark_safe("" if is_question else rendered(row.text)),  # noqa: S308  (drawing.py cleans)
        error=row.error if failed else "",
        advice=sentence(row.error or "server_stopped", row.error_fields) if failed else "",
        replaced_count=row.replaced_count,
        model=row.model,
        exchange_id=row.exchange_id,
        created_at=row.created_at,
        files=tuple(file_view(file) for file in row.attachments.all()),
        number=place.number,
        count=len(place.siblings),
        before=place.before,
        after=place.after,
        is_last=row.pk == last,
        was_cut=row.finish == "length",
    )


def file_view(row: Attachment) -> FileView:
    """A file as it is shown."""
    notices = tuple(Notice(n["code"], n["fields"]).text for n in row.notices)
    return FileView(row.pk, row.name, row.kind, row.size, row.characters, notices)


def waiting_files(actor: Actor, thread_id: str) -> tuple[FileView, ...]:
    """The files that were attached and not sent yet. One query."""
    rows = access.attachments_of(actor).filter(thread=thread_id, messages=None)
    return tuple(file_view(row) for row in rows.defer("sealed_text").order_by("created_at"))


@dataclass(frozen=True, slots=True)
class Turn:
    """One message as the engine takes it; `content` has the files joined to it."""

    id: str
    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Basis:
    """What a new question stands on: the conversation before it, its files, what was released."""

    turns: tuple[Turn, ...]
    parent_id: str | None
    question: Message | None
    composed: rules.Composed
    file_names: tuple[str, ...]
    released: frozenset[str]
    generating: tuple[str, ...]


def basis(
    actor: Actor,
    *,
    thread_id: str,
    text: str,
    file_ids: Sequence[str],
    after: str = "",
    instead_of: str = "",
    again: str = "",
) -> Basis:
    """What the engine needs for a question.

    It follows the message `after` (without one, the last that is shown), or stands beside
    `instead_of` (a question that is written anew), or is the question `again` itself, to be
    answered once more. Raises NoSuchThread, NoSuchMessage, NoSuchAttachment.
    """
    thread = access.thread_or_free(actor, thread_id)
    released = frozenset(thread.released) if thread else frozenset()
    question = access.message_for(actor, again) if again else None
    rows: dict[str, Message] = {}
    parent: str | None = None
    if thread is not None:
        if question is not None and (
            question.thread_id != thread_id or question.role != Message.Role.USER
        ):
            raise access.NoSuchMessage
        rows = {
            row.pk: row
            for row in Message.objects.filter(thread=thread)
            .defer("text_folded", "sent_text")
            .prefetch_related("attachments")
            .order_by("created_at", "id")
        }
        parent = _parent(thread, rows, after, instead_of, question)
    if question is not None:
        files = sorted(question.attachments.all(), key=lambda f: f.created_at)
        text = question.text
    else:
        files = _files(actor, thread_id, file_ids)
    composed = rules.compose(text, [_file_text(file) for file in files])
    path = rules.ancestors({row.pk: row.parent_id for row in rows.values()}, parent)
    turns = [_turn(rows[pk]) for pk in path]
    return Basis(
        turns=tuple(turn for turn in turns if not rules.is_blank(turn.content)),
        parent_id=parent,
        question=question,
        composed=composed,
        file_names=tuple(file.name for file in files),
        released=released,
        generating=tuple(
            rows[pk].exchange_id for pk in path if rows[pk].state == Message.State.GENERATING
        ),
    )


def _parent(
    thread: Thread,
    rows: Mapping[str, Message],
    after: str,
    instead_of: str,
    question: Message | None,
) -> str | None:
    if question is not None:
        return question.parent_id
    wanted = instead_of or after
    if wanted and wanted not in rows:
        raise access.NoSuchMessage
    if instead_of:
        return rows[instead_of].parent_id
    if after:
        return after
    nodes = [rules.Node(r.pk, r.parent_id, r.chosen) for r in rows.values()]
    path = rules.shown_path(nodes, thread.opening)
    return path[-1].id if path else None


def _files(actor: Actor, thread_id: str, file_ids: Sequence[str]) -> list[Attachment]:
    if not file_ids:
        return []
    rows = access.attachments_of(actor).filter(pk__in=file_ids, thread=thread_id)
    found = {row.pk: row for row in rows}
    if any(pk not in found for pk in file_ids):
        raise access.NoSuchAttachment
    return [found[pk] for pk in dict.fromkeys(file_ids)]


def _file_text(row: Attachment) -> rules.FileText:
    return rules.FileText(row.pk, row.name, open_text(row.sealed_text))


def _turn(row: Message) -> Turn:
    files = sorted(row.attachments.all(), key=lambda f: f.created_at)
    content = rules.compose(row.text, [_file_text(f) for f in files]).content
    return Turn(row.pk, row.role, content)


@dataclass(frozen=True, slots=True)
class SentView:
    """What really left for one question: pieces of text, the placeholders marked."""

    message_id: str
    thread_id: str
    pieces: tuple[rules.SentPiece, ...]
    replaced_count: int
    sent_at: datetime
    own_text: str


def sent(actor: Actor, message_id: str) -> SentView:
    """What left for one question. Raises NoSuchMessage."""
    message = access.message_for(actor, message_id)
    if message.role != Message.Role.USER:
        raise access.NoSuchMessage
    text = message.sent_text or _turn(message).content
    return SentView(
        message_id=message.pk,
        thread_id=message.thread_id,
        pieces=rules.sent_pieces(text, marked=message.replaced_count > 0),
        replaced_count=message.replaced_count,
        sent_at=message.created_at,
        own_text=message.text,
    )
