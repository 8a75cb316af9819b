"""A door to test with: real pipeline, guard and client; policies and ledger in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from tests.fake_model.server import KEY, FakeModel

from nezuku.gateway.asks import Ask, Caller, Settled, Via
from nezuku.gateway.engine import Engine
from nezuku.gateway.errors import GuardUnavailable, KeyUnknown, LedgerUnavailable, ModelUnknown
from nezuku.gateway.ports import Closed, Limits, Opened, Route
from nezuku.guard import Guard
from nezuku.providers import AddressPolicy, Connection

CALLER = Caller(
    member_id=7,
    member_name="社員",
    department_id=3,
    department_name="営業部",
    account="member@example.co.jp",
    address="192.0.2.1",
)


@dataclass
class Policies:
    """Everything is allowed unless a test says otherwise."""

    fake: FakeModel
    company_guard: Guard | None = field(default_factory=Guard)
    limit: Limits = field(default_factory=lambda: Limits(1000, 200_000, False))
    max_level: int = 2
    prices: tuple[int, int] | None = (150_000, 600_000)

    async def guard(self) -> Guard:
        if self.company_guard is None:
            raise GuardUnavailable
        return self.company_guard

    async def route(self, caller: Caller, model: str) -> Route:
        if model == "preview":
            return Route(model, model, None, "preview", 3, None, None, True)
        if model and not model.startswith("fake"):
            raise ModelUnknown(model=model)
        price_in, price_out = self.prices or (None, None)
        return Route(
            public_name=model or "fake",
            upstream_name=model or "fake",
            connection=Connection("compatible", self.fake.base_url, KEY),
            connection_label="試験",
            max_level=self.max_level,
            price_in=price_in,
            price_out=price_out,
            accepts_images=True,
        )

    async def models(self, caller: Caller) -> tuple[Route, ...]:
        return (await self.route(caller, "fake"), await self.route(caller, "fake-echo"))

    async def limits(self) -> Limits:
        return self.limit

    async def caller_for_key(self, key: str, address: str) -> Caller:
        if key != "nzk_test":
            raise KeyUnknown
        return replace(CALLER, address=address)


@dataclass
class Ledger:
    """Keeps the records, in the order in which they came."""

    rows: dict[str, Opened] = field(default_factory=dict)
    ends: dict[str, Closed] = field(default_factory=dict)
    broken: bool = False

    async def opened(self, record: Opened) -> None:
        if self.broken:
            raise LedgerUnavailable
        self.rows[record.exchange_id] = record

    async def settled(self, record: Closed) -> None:
        assert record.exchange_id in self.rows
        assert record.exchange_id not in self.ends, "settled twice"
        self.ends[record.exchange_id] = record

    async def refused(self, opened: Opened, closed: Closed) -> None:
        await self.opened(opened)
        await self.settled(closed)


class Wording:
    def sentence(self, code: str, fields: dict[str, object], locale: str) -> str:
        return f"{code} {locale}"


@dataclass
class Door:
    """The engine with everything around it."""

    engine: Engine
    policies: Policies
    ledger: Ledger
    fake: FakeModel

    def ask(self, text: str, *, model: str = "fake-echo", **rest: Any) -> Ask:
        """A question from the chat."""
        body = {"model": model, "messages": [{"role": "user", "content": text}]}
        return Ask(**{"caller": CALLER, "via": Via.CHAT, "body": body, "thread_id": "t1", **rest})

    async def confirmed(self, ask: Ask) -> Ask:
        """The same, after the person was shown what was found."""
        review = await self.engine.review(ask)
        return replace(ask, receipt=review.receipt)

    async def answer(self, ask: Ask) -> Settled:
        """This will send it and wait for the end."""
        ends: list[Settled] = []

        async def keep(settled: Settled) -> None:
            ends.append(settled)

        generation = await self.engine.start(ask, on_settled=keep)
        async for _ in generation.watch():
            pass
        assert len(ends) == 1
        return ends[0]

    @property
    def left(self) -> str:
        """Everything that left, as it was on the wire."""
        return "\n".join(chat.raw for chat in self.fake.chats)

    @property
    def only_end(self) -> Closed:
        (end,) = self.ledger.ends.values()
        return end


@asynccontextmanager
async def open_door() -> AsyncIterator[Door]:
    """A door with a fake model server behind it, on a real socket."""
    async with FakeModel() as fake:
        policies, ledger = Policies(fake), Ledger()
        engine = Engine(
            policies=policies,
            ledger=ledger,
            wording=Wording(),
            addresses=AddressPolicy((f"127.0.0.1:{fake.port}",)),
            signing_key=b"k" * 32,
        )
        try:
            yield Door(engine, policies, ledger, fake)
        finally:
            await engine.close()
