"""What the door needs from the house. The bridge implements these; tests bring their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from nezuku.gateway.asks import Caller, Ending, Usage
from nezuku.guard import Guard
from nezuku.providers import Connection


@dataclass(frozen=True, slots=True)
class Route:
    """Where a model's requests go. Prices are in millionths of a US dollar per million tokens.

    `connection` None is the built-in preview model: nothing leaves.
    """

    public_name: str
    upstream_name: str
    connection: Connection | None
    connection_label: str
    max_level: int
    price_in: int | None
    price_out: int | None
    accepts_images: bool


@dataclass(frozen=True, slots=True)
class Limits:
    """The company's limits of the door."""

    requests_per_minute: int
    max_input_characters: int
    allow_images: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """The facts of an exchange before its first byte leaves."""

    exchange_id: str
    at: float
    caller: Caller
    via: str
    thread_id: str
    use_case_id: int | None
    template_version_id: int | None
    level: int
    decision: str
    findings: dict[str, int]
    guard_version: str
    model: str
    connection: str
    sent_characters: int
    asked: bytes
    sent: bytes


@dataclass(frozen=True, slots=True)
class Closed:
    """The facts of an exchange after its end. `cost_micros` in millionths of a US dollar."""

    exchange_id: str
    settled_at: float
    ending: Ending
    error: str
    first_token_ms: int | None
    duration_ms: int
    usage: Usage
    cost_micros: int | None
    answer_characters: int
    answered: bytes


class Policies(Protocol):
    """Who may use which model, under which guard.

    Every call sits on the hot path: the answer is in memory unless something changed.
    """

    async def guard(self) -> Guard:
        """The company's guard. Raises GuardUnavailable."""

    async def route(self, caller: Caller, model: str) -> Route:
        """Where `model` ("" is the default) goes for this caller. Raises ModelUnknown."""

    async def models(self, caller: Caller) -> tuple[Route, ...]:
        """The models that this caller may use."""

    async def limits(self) -> Limits:
        """The company's limits."""

    async def caller_for_key(self, key: str, address: str) -> Caller:
        """Who a bearer key belongs to. Raises KeyUnknown."""


class Ledger(Protocol):
    """The record. Each call returns when the row is durable, or raises LedgerUnavailable.

    A call hands its record in before it waits: a caller that is cancelled loses the answer only.
    """

    async def opened(self, record: Opened) -> None:
        """This will record the facts before the first byte leaves."""

    async def settled(self, record: Closed) -> None:
        """This will record how it ended."""

    async def refused(self, opened: Opened, closed: Closed) -> None:
        """This will record an exchange that stopped at the door, in one step."""


class Wording(Protocol):
    """The sentences of refusals and of vendors' errors, in the caller's language."""

    def sentence(self, code: str, fields: dict[str, object], locale: str) -> str:
        """What happened and what to do next."""
