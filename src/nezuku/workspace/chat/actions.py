"""Every write to conversations.

Asking and settling are one transaction each, and nothing else happens in them: the exchange in the
ledger is their audit event. Deleting, bringing back and taking out leave events of their own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.documents.extracts import Extract
from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.errors import Forbidden, UserError
from nezuku.foundation.ledger import audit
from nezuku.workspace.chat import access, rules
from nezuku.workspace.chat.folding import fold
from nezuku.workspace.chat.models import Attachment, Message, Thread, new_id
from nezuku.workspace.chat.sealing import open_text, seal

#: How long a deleted conversation can be brought back, and a file that was never sent is kept.
KEEP_DELETED = timedelta(days=30)
KEEP_UNSENT = timedelta(days=2)
MOST_FILES = 5
#: Folding can make a title longer; so much of it is searched.
FOLDED_TITLE = 400


class StillAnswering(UserError):
    """The message before is still being answered."""

    code = "still_answering"
    status = 409
    sentence = _("前の質問に回答しています。回答が終わるか、停止してから送信してください。")


class TitleEmpty(UserError):
    """A conversation needs a title."""

    code = "title_empty"
    sentence = _("タイトルを入力してください。")


class TooManyFiles(UserError):
    """More files than one message takes (`limit`)."""

    code = "too_many_files"
    sentence = _("一度に添付できるのは%(limit)d件までです。不要なファイルを外してください。")


class AttachmentInUse(UserError):
    """A file that was sent stays with its message."""

    code = "attachment_in_use"
    status = 409
    sentence = _("送信済みのファイルは変更できません。新しく添付してください。")


@dataclass(frozen=True, slots=True)
class NewTurn:
    """A question that went through the door, and the answer that is on its way.

    `parent_id` is the message that it follows (None for the first); `question_id` names an
    existing question when its answer is written again, and then the fields of the text are unused.
    """

    thread_id: str
    parent_id: str | None
    question_id: str
    answer_id: str
    is_again: bool
    text: str
    sent_text: str
    replaced_count: int
    findings: Mapping[str, int]
    file_ids: Sequence[str]
    file_names: Sequence[str]
    released: Collection[str]
    exchange_id: str
    model: str


def record_turn(*, actor: Actor, now: datetime, turn: NewTurn) -> None:
    """This will store a question with its coming answer, and show them.

    Raises NoSuchThread, NoSuchMessage, NoSuchAttachment.
    """
    with transaction.atomic():
        thread = access.thread_or_free(actor, turn.thread_id)
        parent = _parent(actor, turn)
        if thread is None:
            thread = _new_thread(actor, turn, now)
        question = turn.question_id
        if not turn.is_again:
            _store_question(actor, turn, thread, parent, now)
        Message.objects.create(
            id=turn.answer_id,
            thread=thread,
            parent_id=question,
            role=Message.Role.ASSISTANT,
            state=Message.State.GENERATING,
            exchange_id=turn.exchange_id,
            model=turn.model,
            created_at=now,
        )
        if turn.is_again:
            Message.objects.filter(pk=question).update(chosen=turn.answer_id)
        elif parent is not None:
            Message.objects.filter(pk=parent.pk).update(chosen=question)
        else:
            thread.opening = question
        thread.released = sorted({*thread.released, *turn.released})
        thread.model = turn.model
        thread.updated_at = now
        thread.save(update_fields=["opening", "released", "model", "updated_at"])


def _parent(actor: Actor, turn: NewTurn) -> Message | None:
    wanted = turn.question_id if turn.is_again else turn.parent_id
    if wanted is None:
        return None
    found = access.message_for(actor, wanted)
    if found.thread_id != turn.thread_id:
        raise access.NoSuchMessage
    return found


def _owner(actor: Actor) -> int:
    """Whose row it becomes: only a member has conversations."""
    if actor.member_id is None:
        raise Forbidden
    return actor.member_id


def _new_thread(actor: Actor, turn: NewTurn, now: datetime) -> Thread:
    title = rules.title_from(
        turn.text, turn.file_names[0] if turn.file_names else str(_("新しいチャット"))
    )
    return Thread.objects.create(
        id=turn.thread_id,
        owner_id=_owner(actor),
        title=title,
        title_folded=fold(title)[:FOLDED_TITLE],
        model=turn.model,
        created_at=now,
        updated_at=now,
    )


def _store_question(
    actor: Actor, turn: NewTurn, thread: Thread, parent: Message | None, now: datetime
) -> None:
    question = Message.objects.create(
        id=turn.question_id,
        thread=thread,
        parent=parent,
        role=Message.Role.USER,
        text=turn.text,
        text_folded=fold(turn.text),
        sent_text=turn.sent_text,
        replaced_count=turn.replaced_count,
        findings=dict(turn.findings),
        chosen=turn.answer_id,
        created_at=now,
    )
    if turn.file_ids:
        files = list(access.attachments_of(actor).filter(pk__in=turn.file_ids))
        if len(files) != len(set(turn.file_ids)):
            raise access.NoSuchAttachment
        question.attachments.add(*files)


@dataclass(frozen=True, slots=True)
class Ended:
    """How an answer ended: a state of `Message.State`, the restored text, and why it failed."""

    state: str
    text: str
    error: str = ""
    fields: Mapping[str, object] = field(default_factory=dict)
    finish: str = ""


def settle_answer(*, exchange_id: str, ended: Ended) -> bool:
    """This will write the end of an answer; False when it had ended already.

    Done by the job of the answer and by start-up, for nobody in particular.
    """
    fields = {key: value for key, value in ended.fields.items() if _is_plain(value)}
    text = ended.text.replace("\x00", "")
    changed = Message.objects.filter(
        exchange_id=exchange_id, state=Message.State.GENERATING
    ).update(
        state=ended.state,
        text=text,
        text_folded=fold(text),
        error=ended.error,
        error_fields=fields,
        finish=ended.finish[:20],
    )
    return changed > 0


def _is_plain(value: object) -> bool:
    return value is None or isinstance(value, str | int | float | bool)


def rename(*, actor: Actor, thread_id: str, title: str) -> None:
    """This will give a conversation another title. Raises TitleEmpty, NoSuchThread."""
    words = " ".join(title.split())[:100]
    if not words:
        raise TitleEmpty
    thread = access.thread_for(actor, thread_id)
    Thread.objects.filter(pk=thread.pk).update(title=words, title_folded=fold(words)[:FOLDED_TITLE])


def pin(*, actor: Actor, thread_id: str, now: datetime, pinned: bool) -> None:
    """This will keep a conversation at the top of the list, or no longer. Raises NoSuchThread."""
    thread = access.thread_for(actor, thread_id)
    Thread.objects.filter(pk=thread.pk).update(pinned_at=now if pinned else None)


def delete(*, actor: Actor, thread_id: str, now: datetime) -> None:
    """This will take a conversation out of sight at once; for 30 days it can be brought back.

    What the ledger keeps of its exchanges is not touched. Raises NoSuchThread.
    """
    with transaction.atomic():
        thread = access.thread_for(actor, thread_id)
        Thread.objects.filter(pk=thread.pk).update(deleted_at=now)
        audit.record(
            actor=actor,
            now=now,
            kind="chat.thread_deleted",
            about_member_id=actor.member_id,
            data={"thread": thread.pk},
        )


def bring_back(*, actor: Actor, thread_id: str, now: datetime) -> None:
    """This will undo `delete`. Raises NoSuchThread."""
    with transaction.atomic():
        thread = access.deleted_thread_for(actor, thread_id)
        Thread.objects.filter(pk=thread.pk).update(deleted_at=None)
        audit.record(
            actor=actor,
            now=now,
            kind="chat.thread_brought_back",
            about_member_id=actor.member_id,
            data={"thread": thread.pk},
        )


def note_export(*, actor: Actor, thread_id: str, now: datetime, form: str) -> None:
    """This will record that a conversation was taken out as a file. Raises NoSuchThread."""
    with transaction.atomic():
        thread = access.thread_for(actor, thread_id)
        audit.record(
            actor=actor,
            now=now,
            kind="chat.thread_exported",
            about_member_id=actor.member_id,
            data={"thread": thread.pk, "form": form},
        )


def choose_branch(*, actor: Actor, message_id: str) -> Message:
    """This will show this message (and what follows it) instead of its siblings."""
    message = access.message_for(actor, message_id)
    if message.parent_id is None:
        Thread.objects.filter(pk=message.thread_id).update(opening=message.pk)
    else:
        Message.objects.filter(pk=message.parent_id).update(chosen=message.pk)
    return message


def attach(
    *, actor: Actor, now: datetime, thread_id: str, name: str, size: int, extract: Extract
) -> str:
    """This will keep the text of a file until the message is sent; gives the id.

    Raises NoSuchThread, TooManyFiles.
    """
    with transaction.atomic():
        access.thread_or_free(actor, thread_id)
        waiting = access.attachments_of(actor).filter(thread=thread_id, messages=None).count()
        if waiting >= MOST_FILES:
            raise TooManyFiles(limit=MOST_FILES)
        row = Attachment.objects.create(
            id=new_id(),
            owner_id=_owner(actor),
            thread=thread_id,
            name=name[-200:],
            kind=extract.kind.value,
            size=size,
            characters=extract.characters,
            notices=[{"code": n.code, "fields": dict(n.fields)} for n in extract.warnings],
            sealed_text=seal(extract.text),
            created_at=now,
        )
    return row.pk


def detach(*, actor: Actor, attachment_id: str) -> None:
    """This will throw away a file that was not sent; one that was sent stays with its message."""
    row = access.attachment_for(actor, attachment_id)
    if not row.messages.exists():
        row.delete()


def black_out(*, actor: Actor, attachment_id: str, words: str) -> None:
    """This will replace `words` by ■ wherever they stand in the text of a file not yet sent.

    Raises NoSuchAttachment, AttachmentInUse.
    """
    with transaction.atomic():
        row = access.attachment_for(actor, attachment_id)
        if row.messages.exists():
            raise AttachmentInUse
        if words:
            text = open_text(row.sealed_text).replace(words, rules.BLACK)
            row.sealed_text = seal(text)
            row.characters = len(text)
            row.save(update_fields=["sealed_text", "characters"])


def purge(*, now: datetime) -> int:
    """This will remove for good what was deleted 30 days ago, and files that were never sent."""
    removed, _rows = Thread.objects.filter(deleted_at__lt=now - KEEP_DELETED).delete()
    orphans = Attachment.objects.filter(messages=None, created_at__lt=now - KEEP_UNSENT)
    return removed + orphans.delete()[0]
