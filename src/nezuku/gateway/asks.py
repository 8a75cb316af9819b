"""What travels through the door: who asks, what is asked, what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from nezuku.guard import Decision, Inspection


class Via(StrEnum):
    """The way in. Only a way with a person in front of it can be asked to confirm."""

    CHAT = "chat"
    API = "api"
    EXERCISE = "exercise"
    DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a member, or an application that a member answers for.

    `account` names what they signed in with (a session, the label of a key), `address` the
    network address, `limit_key` whose rate limit the request counts against.
    """

    member_id: int
    member_name: str
    department_id: int | None
    department_name: str
    account: str
    address: str
    locale: str = "ja"
    limit_key: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request to a model, in the form of the chat completions protocol.

    `body` is the request as it would be sent ("model" holds the public name, "" for the default
    model). Messages from `fresh_from` on are new: what may not leave stops the request. Older
    ones were let through before; what may not leave in them is replaced. `released` holds the
    keys of findings that the person said are not sensitive; `receipt` proves that the findings
    were shown for exactly this text.
    """

    caller: Caller
    via: Via
    body: Mapping[str, Any]
    fresh_from: int = 0
    released: frozenset[str] = frozenset()
    receipt: str = ""
    thread_id: str = ""
    use_case_id: int | None = None
    template_version_id: int | None = None


@dataclass(frozen=True, slots=True)
class ReviewedText:
    """One fresh text with what was found in it and what would be sent in its place."""

    text: str
    inspection: Inspection
    masked: str
    replaced: Sequence[tuple[int, int, str]]


@dataclass(frozen=True, slots=True)
class Review:
    """What the guard says of an ask before anything leaves.

    `receipt` is a signed statement that this review was shown; it is empty when the decision is
    to block, and not needed when everything may go as it is.
    """

    texts: tuple[ReviewedText, ...]
    level: int
    decision: Decision
    guard_version: str
    receipt: str

    @property
    def needs_receipt(self) -> bool:
        """Whether the person has to see this before it goes."""
        return self.decision in {Decision.MASK, Decision.ASK}


class Ending(StrEnum):
    """How an exchange ended; the words of the ledger's outcome."""

    COMPLETED = "completed"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"
    FAILED = "failed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the vendor counted them; None where it did not say."""

    prompt: int | None = None
    completion: int | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """The end of an exchange as the one who asked sees it: the restored text and how it ended.

    `error` is a code of `errors.py` or of a vendor's error; `finish` the protocol's finish_reason.
    """

    exchange_id: str
    ending: Ending
    text: str
    error: str = ""
    fields: Mapping[str, object] = field(default_factory=dict)
    finish: str = ""
    usage: Usage = Usage()
    model: str = ""
