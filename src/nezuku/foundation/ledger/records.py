"""The facts of an exchange in the form in which they are hashed. Pure functions over values.

A digest covers every column of its half of the row, so that no column changes unseen.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Protocol

from nezuku.foundation.ledger.chain import timestamp

OPENED_COLUMNS = (
    *("id", "at", "node", "boot", "member_id", "member_name", "department_id", "department_name"),
    *("via", "account", "address", "thread_id", "use_case_id", "template_version_id", "level"),
    *("decision", "findings", "guard_version", "model", "connection", "sent_characters"),
    "texts_digest",
)
SETTLED_COLUMNS = (
    *("id", "outcome", "error", "settled_at", "first_token_ms", "duration_ms", "prompt_tokens"),
    *("completion_tokens", "cost_micros", "answer_characters", "answer_digest"),
)
#: The purpose under which the texts of an exchange are sealed.
TEXT_SEAL = "exchange-text"


class ExchangeRow(Protocol):
    """Anything with the columns of an exchange as attributes: a model object or a named row."""

    def __getattribute__(self, name: str, /) -> object: ...


def _facts(row: ExchangeRow, columns: tuple[str, ...]) -> dict[str, object]:
    facts: dict[str, object] = {}
    for column in columns:
        value = getattr(row, column)
        facts[column] = timestamp(value) if isinstance(value, datetime) else value
    return facts


def opened_facts(row: ExchangeRow) -> dict[str, object]:
    """What is known before the first byte leaves, as it is hashed into `opened_digest`."""
    return _facts(row, OPENED_COLUMNS)


def settled_facts(row: ExchangeRow) -> dict[str, object]:
    """How it ended, as it is hashed into `settled_digest`."""
    return _facts(row, SETTLED_COLUMNS)


def texts_digest(asked: bytes, sent: bytes) -> str:
    """SHA-256 (hex) over what was asked and what left; lengths keep the two apart."""
    digest = hashlib.sha256(len(asked).to_bytes(8, "big"))
    digest.update(asked)
    digest.update(sent)
    return digest.hexdigest()


def answer_digest(answered: bytes) -> str:
    """SHA-256 (hex) over the answer as it came."""
    return hashlib.sha256(answered).hexdigest()
