"""What the ledger says about the health of an instance: a few rows, whatever its size."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from nezuku.foundation.kit.seal import Unsealable
from nezuku.foundation.ledger import chain, trail
from nezuku.foundation.ledger.audit import chain_key
from nezuku.foundation.ledger.models import AuditEvent, Exchange, ExchangeText, Outcome
from nezuku.foundation.ledger.records import TEXT_SEAL


@dataclass(frozen=True, slots=True)
class LedgerHealth:
    """`key_fits` None means that nothing was sealed yet; `was_whole` None, never verified."""

    open_exchanges: int
    newest_at: datetime | None
    key_fits: bool | None
    verified_at: datetime | None
    was_whole: bool | None


def ledger_health() -> LedgerHealth:
    """The state of the ledger. A fixed number of queries, each by an index."""
    newest = AuditEvent.objects.order_by("-at").first()
    verified = AuditEvent.objects.filter(kind=trail.VERIFIED).order_by("-at").first()
    return LedgerHealth(
        open_exchanges=Exchange.objects.filter(outcome=Outcome.OPEN).count(),
        newest_at=newest.at if newest else None,
        key_fits=_key_fits(newest),
        verified_at=verified.at if verified else None,
        was_whole=trail.data_of(verified).get("whole") is True if verified else None,
    )


def _key_fits(newest: AuditEvent | None) -> bool | None:
    """Whether the key file is the one with which the newest link and text were made."""
    text = ExchangeText.objects.order_by("-pk").first()
    if text is not None:
        try:
            settings.KEYRING.open(TEXT_SEAL, bytes(text.asked))
        except Unsealable:
            return False
        return True
    if newest is None:
        return None
    hashed = chain.link_hash(
        chain_key(), newest.writer, newest.seq, newest.previous_hash, newest.body
    )
    return hashed == newest.hash
