"""The tables of the ledger.

Nothing here points at a member or a department by foreign key: a fact keeps the names as they
were, whatever happens to the person's row later. Rows are added by `writer.py` (exchanges) and
`audit.py` (events) and never edited by hand: each is covered by a link of a chain.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Via(models.TextChoices):
    """The way in that an exchange took."""

    CHAT = "chat", _("チャット")
    API = "api", _("API")
    EXERCISE = "exercise", _("研修の演習")
    DRAFT = "draft", _("下書きの作成")


class Outcome(models.TextChoices):
    """How an exchange ended. OPEN is on its way; REFUSED never reached a model."""

    OPEN = "open", _("回答中")
    COMPLETED = "completed", _("完了")
    STOPPED = "stopped", _("本人が停止")
    INTERRUPTED = "interrupted", _("中断")
    FAILED = "failed", _("失敗")
    REFUSED = "refused", _("送信せず")


class Exchange(models.Model):
    """One question to a model and its answer: the facts, without the texts.

    Money is in millionths of a US dollar (the unit that vendors price in); times are durations in
    milliseconds from `at`. `findings` maps a kind to how often it was found. The digests of the
    texts are facts too: they stay when the texts are deleted.
    """

    id = models.CharField(primary_key=True, max_length=32)
    at = models.DateTimeField()
    node = models.CharField(max_length=40)
    boot = models.CharField(max_length=32)
    member_id = models.BigIntegerField(null=True)
    member_name = models.CharField(max_length=200)
    department_id = models.BigIntegerField(null=True)
    department_name = models.CharField(max_length=200)
    via = models.CharField(max_length=12, choices=Via)
    account = models.CharField(max_length=200)
    address = models.CharField(max_length=64)
    thread_id = models.CharField(max_length=32)
    use_case_id = models.BigIntegerField(null=True)
    template_version_id = models.BigIntegerField(null=True)
    level = models.PositiveSmallIntegerField()
    decision = models.CharField(max_length=8)
    findings = models.JSONField(default=dict)
    guard_version = models.CharField(max_length=64)
    model = models.CharField(max_length=200)
    connection = models.CharField(max_length=200)
    sent_characters = models.PositiveIntegerField(default=0)
    texts_digest = models.CharField(max_length=64, default="")
    opened_digest = models.CharField(max_length=64)

    outcome = models.CharField(max_length=12, choices=Outcome, default=Outcome.OPEN)
    error = models.CharField(max_length=40, default="")
    settled_at = models.DateTimeField(null=True)
    first_token_ms = models.PositiveIntegerField(null=True)
    duration_ms = models.PositiveIntegerField(null=True)
    prompt_tokens = models.PositiveIntegerField(null=True)
    completion_tokens = models.PositiveIntegerField(null=True)
    cost_micros = models.PositiveBigIntegerField(null=True)
    answer_characters = models.PositiveIntegerField(default=0)
    answer_digest = models.CharField(max_length=64, default="")
    settled_digest = models.CharField(max_length=64, default="")

    class Meta:
        indexes = [
            models.Index(fields=["-at"], name="exchange_at"),
            models.Index(fields=["member_id", "-at"], name="exchange_member"),
            models.Index(fields=["department_id", "-at"], name="exchange_department"),
            models.Index(fields=["thread_id"], name="exchange_thread"),
            models.Index(
                fields=["node"],
                name="exchange_open",
                condition=models.Q(outcome="open"),
            ),
        ]


class ExchangeText(models.Model):
    """What left the company and what came back, sealed; deleted alone when retention ends.

    `asked` is the last message as the person wrote it, `sent` the whole request as it left,
    `answered` the answer before placeholders were restored.
    """

    exchange = models.OneToOneField(
        Exchange, primary_key=True, on_delete=models.CASCADE, related_name="text"
    )
    asked = models.BinaryField()
    sent = models.BinaryField()
    answered = models.BinaryField(default=b"")


class ChainHead(models.Model):
    """The last link of each writer's chain; locked while a link is added."""

    writer = models.CharField(primary_key=True, max_length=64)
    seq = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64)


class AuditEvent(models.Model):
    """One link: something that was done, or a batch of exchanges, tied to the link before it.

    `body` holds the canonical JSON exactly as it was hashed; the columns beside it exist to search.
    """

    writer = models.CharField(max_length=64)
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    about_member_id = models.BigIntegerField(null=True)
    department_id = models.BigIntegerField(null=True)
    body = models.TextField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["writer", "seq"], name="audit_event_place"),
        ]
        indexes = [
            models.Index(fields=["-at"], name="audit_event_at"),
            models.Index(fields=["about_member_id", "-at"], name="audit_event_about"),
            models.Index(fields=["kind", "-at"], name="audit_event_kind"),
            # What people did, without the links that only name exchanges: those are the most.
            models.Index(
                fields=["-at"], name="audit_event_acts", condition=~models.Q(kind="ledger.batch")
            ),
        ]
