"""Receipts: signed statements that a person was shown what the guard found in exactly this text."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence

LIFETIME_SECONDS = 3600


def statement(
    *,
    member_id: int,
    thread_id: str,
    texts: Sequence[str],
    guard_version: str,
    released: frozenset[str],
) -> bytes:
    """The digest of what was shown: whose text, where, every character, under which guard."""
    digest = hashlib.sha256()
    for part in (str(member_id), thread_id, guard_version, *sorted(released), "", *texts):
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.digest()


def issue(key: bytes, stated: bytes, *, now: float) -> str:
    """A receipt for `stated`, valid for an hour from `now` (seconds since the epoch)."""
    until = int(now + LIFETIME_SECONDS).to_bytes(8, "big")
    return urlsafe_b64encode(until + hmac.new(key, until + stated, "sha256").digest()).decode()


def holds(key: bytes, receipt: str, stated: bytes, *, now: float) -> bool:
    """Whether `receipt` was issued for exactly `stated` and is still valid."""
    try:
        raw = urlsafe_b64decode(receipt.encode("ascii"))
    except ValueError:
        return False
    until, signature = raw[:8], raw[8:]
    expected = hmac.new(key, until + stated, "sha256").digest()
    return hmac.compare_digest(signature, expected) and now <= int.from_bytes(until, "big")
