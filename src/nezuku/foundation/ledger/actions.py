"""What people do with the ledger: read a text, take a copy along, have it verified.

Each leaves an audit event, and leaves it before anything is shown.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.errors import UserError
from nezuku.foundation.ledger import access, audit, queries
from nezuku.foundation.ledger.models import ChainHead, Exchange, ExchangeText
from nezuku.foundation.ledger.texts import TextGone, Texts, texts_of
from nezuku.foundation.ledger.verification import VerificationResult, verify
from nezuku.foundation.ledger.wording import REASON_KINDS

SHORTEST_REASON = 10
#: A verification from the page stops being offered above this many links and exchanges.
VERIFIED_ON_PAGE = 50_000


class ReasonMissing(UserError):
    """A text may be read only for a reason that somebody else can understand later."""

    code = "reason_missing"
    sentence = _("本文を読む理由の種類を選び、理由を10文字以上で書いてください。")


class LedgerTooLong(UserError):
    """Walking the chains would take longer than a page may take."""

    code = "ledger_too_long"
    status = 409
    sentence = _(
        "記録が多いため、画面からは検証できません。サーバーで nezuku verify を実行してください。"
    )


def read_text(
    *, actor: Actor, exchange_id: str, reason_kind: str, reason: str, now: datetime
) -> Texts:
    """This will record who reads a text and why, and then unseal it.

    The person concerned sees the record. It stays when the text cannot be opened: the attempt
    was made. Raises Forbidden, NoSuchExchange, ReasonMissing, TextGone, TextSealed.
    """
    exchange = access.exchange_to_read(actor, exchange_id)
    reason = reason.strip()
    if reason_kind not in REASON_KINDS or len(reason) < SHORTEST_REASON:
        raise ReasonMissing
    if not ExchangeText.objects.filter(pk=exchange_id).exists():
        raise TextGone
    with transaction.atomic():
        audit.record(
            actor=actor,
            now=now,
            kind="ledger.text_read",
            about_member_id=exchange.member_id,
            department_id=exchange.department_id,
            data={
                "exchange": exchange.pk,
                "exchange_at": exchange.at.isoformat(),
                "member": exchange.member_name,
                "reason_kind": reason_kind,
                "reason": reason,
            },
        )
    return texts_of(exchange_id)


def export_facts(
    *, actor: Actor, terms: queries.Terms, form: str, now: datetime
) -> QuerySet[Exchange]:
    """This will record that facts are taken along, and give the exchanges to write.

    `form` names the kind of file. Raises Forbidden.
    """
    rows = queries.matching(actor, terms)
    said = {name: str(value) for name, value in asdict(terms).items() if value not in ("", None)}
    with transaction.atomic():
        audit.record(
            actor=actor,
            now=now,
            kind="ledger.exported",
            data={"form": form, "terms": said, "exchanges": rows.count()},
        )
    return rows


def export_own(*, actor: Actor, form: str, now: datetime) -> QuerySet[Exchange]:
    """This will record that a person took their own facts along, and give them to write."""
    rows = access.own_exchanges(actor)
    with transaction.atomic():
        audit.record(
            actor=actor,
            now=now,
            kind="ledger.own_exported",
            about_member_id=actor.member_id,
            data={"form": form, "exchanges": rows.count()},
        )
    return rows


def verify_now(*, actor: Actor, now: datetime) -> VerificationResult:
    """This will verify the chains while a person waits. Raises Forbidden, LedgerTooLong."""
    actor.require("ledger.verify")
    if not can_verify_on_page():
        raise LedgerTooLong
    result = verify()
    record_verification(actor=actor, result=result, now=now)
    return result


def can_verify_on_page() -> bool:
    """Whether the ledger is short enough to be verified while a person waits."""
    links = sum(ChainHead.objects.values_list("seq", flat=True))
    if links > VERIFIED_ON_PAGE:
        return False
    return len(Exchange.objects.values_list("pk")[: VERIFIED_ON_PAGE + 1]) <= VERIFIED_ON_PAGE


def record_verification(*, actor: Actor, result: VerificationResult, now: datetime) -> None:
    """This will keep the outcome of a verification, so that pages can show the last one."""
    actor.require("ledger.verify")
    with transaction.atomic():
        audit.record(
            actor=actor,
            now=now,
            kind="ledger.verified",
            data={
                "whole": result.is_whole,
                "links": result.links,
                "exchanges": result.exchanges,
                "problems": result.problem_count,
                "first": result.problems[0].to_dict() if result.problems else None,
            },
        )
