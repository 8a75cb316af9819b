"""The doors to conversations: each row is reached through one of these, by its owner alone.

A miss is 404, also for a row that exists: whether it does is not told. Roles open nothing here:
reading somebody's texts goes through the ledger, with a reason.
"""

from __future__ import annotations

import re

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.errors import NotFound
from nezuku.workspace.chat.models import Attachment, Message, Thread

_ID = re.compile(r"[0-9a-f]{32}\Z")


class NoSuchThread(NotFound):
    """The conversation does not exist, was deleted, or is somebody else's."""

    code = "no_such_thread"
    sentence = _("このチャットは見つかりませんでした。削除された可能性があります。")


class NoSuchMessage(NotFound):
    """The message does not exist, or its conversation cannot be reached."""

    code = "no_such_message"
    sentence = _("このメッセージは見つかりませんでした。チャットが削除された可能性があります。")


class NoSuchAttachment(NotFound):
    """The file does not exist, or is somebody else's."""

    code = "no_such_attachment"
    sentence = _("この添付ファイルは見つかりませんでした。もう一度添付してください。")


def threads_of(actor: Actor) -> QuerySet[Thread]:
    """The conversations of this person that were not deleted. Raises Forbidden."""
    actor.require("chat.use")
    if actor.member_id is None:
        return Thread.objects.none()
    return Thread.objects.filter(owner_id=actor.member_id, deleted_at=None)


def thread_for(actor: Actor, thread_id: str) -> Thread:
    """One conversation. Raises NoSuchThread, Forbidden."""
    found = threads_of(actor).filter(pk=thread_id).first()
    if found is None:
        raise NoSuchThread
    return found


def thread_or_free(actor: Actor, thread_id: str) -> Thread | None:
    """One's own conversation, or None while the id is well formed and belongs to nobody yet.

    Raises NoSuchThread for anything else: an id must never open somebody else's placeholders.
    """
    actor.require("chat.use")
    if not _ID.match(thread_id):
        raise NoSuchThread
    found = Thread.objects.filter(pk=thread_id).first()
    if found is None:
        return None
    if found.owner_id != actor.member_id or found.deleted_at is not None:
        raise NoSuchThread
    return found


def deleted_thread_for(actor: Actor, thread_id: str) -> Thread:
    """One conversation that was deleted and can be brought back. Raises NoSuchThread."""
    actor.require("chat.use")
    found = Thread.objects.filter(
        pk=thread_id, owner_id=actor.member_id, deleted_at__isnull=False
    ).first()
    if found is None or actor.member_id is None:
        raise NoSuchThread
    return found


def messages_of(actor: Actor) -> QuerySet[Message]:
    """The messages of this person's conversations. Raises Forbidden."""
    actor.require("chat.use")
    if actor.member_id is None:
        return Message.objects.none()
    return Message.objects.filter(thread__owner_id=actor.member_id, thread__deleted_at=None)


def message_for(actor: Actor, message_id: str) -> Message:
    """One message with its conversation. Raises NoSuchMessage, Forbidden."""
    found = messages_of(actor).select_related("thread").filter(pk=message_id).first()
    if found is None:
        raise NoSuchMessage
    return found


def attachments_of(actor: Actor) -> QuerySet[Attachment]:
    """The files that this person attached. Raises Forbidden."""
    actor.require("chat.use")
    if actor.member_id is None:
        return Attachment.objects.none()
    return Attachment.objects.filter(owner_id=actor.member_id)


def attachment_for(actor: Actor, attachment_id: str) -> Attachment:
    """One file. Raises NoSuchAttachment, Forbidden."""
    found = attachments_of(actor).filter(pk=attachment_id).first()
    if found is None:
        raise NoSuchAttachment
    return found
