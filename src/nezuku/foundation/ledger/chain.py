"""The arithmetic of the chains: canonical bytes, digests, link hashes. Pure; no tables, no clock.

A link's hash is HMAC-SHA256 over the previous hash and the canonical body, keyed from the
instance's key file: whoever changes the database alone cannot make a chain that verifies.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime

import orjson

GENESIS = "0" * 64


def canonical(value: object) -> bytes:
    """The one way to write `value` as bytes: JSON, sorted keys, UTF-8, no spaces."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def digest(facts: Mapping[str, object]) -> str:
    """SHA-256 (hex) over the canonical form of an exchange's facts."""
    return hashlib.sha256(canonical(facts)).hexdigest()


def link_hash(key: bytes, writer: str, seq: int, previous_hash: str, body: str) -> str:
    """The hash of one link (hex)."""
    message = b"\x00".join([writer.encode(), str(seq).encode(), previous_hash.encode()])
    message += b"\x00" + body.encode("utf-8", "surrogatepass")
    return hmac.new(key, message, "sha256").hexdigest()


def timestamp(moment: datetime) -> str:
    """ISO 8601 in UTC with microseconds: the form in which times are hashed."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
