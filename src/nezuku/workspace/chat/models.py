"""Conversations: threads, their messages as a tree, and the files that were attached.

Owns the texts as the person reads them (originals, restored). What really left stands beside
each message and, durable and sealed, in the ledger.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def new_id() -> str:
    """A fresh identifier: 32 hexadecimal characters that nobody can guess."""
    return uuid.uuid4().hex


class Thread(models.Model):
    """One conversation of one member.

    `opening` is the id of the first message that is shown (there are several after the first
    one was edited). `released` holds the keys of findings that the person said are harmless.
    """

    id = models.CharField(primary_key=True, max_length=32)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="chat_threads"
    )
    title = models.CharField(_("タイトル"), max_length=100)
    title_folded = models.CharField(max_length=400)
    model = models.CharField(_("モデル"), max_length=100, blank=True)
    released = models.JSONField(default=list)
    opening = models.CharField(max_length=32, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    pinned_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["owner", "-updated_at", "-id"],
                name="chat_thread_recent",
                condition=Q(deleted_at=None),
            ),
            models.Index(
                fields=["deleted_at"],
                name="chat_thread_deleted",
                condition=Q(deleted_at__isnull=False),
            ),
        ]


class Attachment(models.Model):
    """A file's text as it was read. The text is sealed: it is never searched, only sent.

    `thread` is the id of a thread that may not exist yet: files are attached before the first
    message is sent. `notices` holds code and fields of what the reader had to say.
    """

    id = models.CharField(primary_key=True, max_length=32)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="chat_attachments"
    )
    thread = models.CharField(max_length=32, db_index=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    size = models.PositiveBigIntegerField()
    characters = models.PositiveIntegerField()
    notices = models.JSONField(default=list)
    sealed_text = models.BinaryField()
    created_at = models.DateTimeField()


class Message(models.Model):
    """One question or answer. `chosen` is the id of the child that is shown below it.

    A question keeps `sent_text` (what really left, masked), how many places were replaced and
    what was found; an answer keeps its exchange, its state and why it failed.
    """

    class Role(models.TextChoices):
        USER = "user", _("自分")
        ASSISTANT = "assistant", _("AI")

    class State(models.TextChoices):
        DONE = "done", _("完了")
        GENERATING = "generating", _("回答中")
        STOPPED = "stopped", _("停止")
        INTERRUPTED = "interrupted", _("中断")
        FAILED = "failed", _("失敗")

    id = models.CharField(primary_key=True, max_length=32)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="messages")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="children"
    )
    chosen = models.CharField(max_length=32, blank=True)
    role = models.CharField(max_length=9, choices=Role)
    state = models.CharField(max_length=11, choices=State, default=State.DONE)
    text = models.TextField(blank=True)
    text_folded = models.TextField(blank=True)
    sent_text = models.TextField(blank=True)
    replaced_count = models.PositiveIntegerField(default=0)
    findings = models.JSONField(default=dict)
    exchange_id = models.CharField(max_length=32, blank=True)
    model = models.CharField(max_length=100, blank=True)
    error = models.CharField(max_length=40, blank=True)
    error_fields = models.JSONField(default=dict)
    finish = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField()
    attachments = models.ManyToManyField(Attachment, blank=True, related_name="messages")

    class Meta:
        indexes = [
            models.Index(fields=["thread", "created_at"], name="chat_message_thread"),
            models.Index(
                fields=["exchange_id"],
                name="chat_message_generating",
                condition=Q(state="generating"),
            ),
        ]
