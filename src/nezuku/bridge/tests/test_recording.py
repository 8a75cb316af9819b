"""The door's records reach the ledger, whoever stops waiting for them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import pytest
from asgiref.sync import sync_to_async

from nezuku.bridge.recording import FoundationLedger
from nezuku.foundation.ledger.models import Exchange
from nezuku.foundation.ledger.writer import ExchangeWriter
from nezuku.gateway.asks import Caller, Ending, Usage
from nezuku.gateway.errors import LedgerUnavailable
from nezuku.gateway.ports import Closed, Opened

pytestmark = pytest.mark.django_db(transaction=True)

CALLER = Caller(
    member_id=7,
    member_name="社員",
    department_id=3,
    department_name="営業部",
    account="member@example.co.jp",
    address="192.0.2.1",
)


@pytest.fixture
def writer() -> Iterator[ExchangeWriter]:
    made = ExchangeWriter()
    yield made
    made.close()


def opened(name: str) -> Opened:
    return Opened(
        exchange_id=name,
        at=time.time(),
        caller=CALLER,
        via="api",
        thread_id="",
        use_case_id=None,
        template_version_id=None,
        level=1,
        decision="allow",
        findings={},
        guard_version="g1",
        model="fake",
        connection="試験",
        sent_characters=2,
        asked="はい".encode(),
        sent=b"{}",
    )


def closed(name: str) -> Closed:
    return Closed(
        exchange_id=name,
        settled_at=time.time(),
        ending=Ending.COMPLETED,
        error="",
        first_token_ms=1,
        duration_ms=2,
        usage=Usage(),
        cost_micros=None,
        answer_characters=2,
        answered="はい".encode(),
    )


async def outcomes() -> dict[str, str]:
    rows = Exchange.objects.values_list("pk", "outcome")
    return dict(await sync_to_async(list)(rows))


async def test_many_callers_at_once_are_each_told(writer: ExchangeWriter) -> None:
    ledger = FoundationLedger(writer)
    names = [f"e{n}" for n in range(100)]
    await asyncio.gather(*(ledger.opened(opened(name)) for name in names))
    await asyncio.gather(*(ledger.settled(closed(name)) for name in names))
    assert await outcomes() == dict.fromkeys(names, "completed")


async def test_one_refused_record_is_told_to_its_caller_alone(writer: ExchangeWriter) -> None:
    ledger = FoundationLedger(writer)
    told = await asyncio.gather(
        ledger.opened(opened("e1")),
        ledger.settled(closed("never-opened")),
        ledger.opened(opened("e2")),
        return_exceptions=True,
    )
    assert [type(one) for one in told] == [type(None), LedgerUnavailable, type(None)]


async def test_a_cancelled_caller_loses_the_answer_and_not_the_record(
    writer: ExchangeWriter,
) -> None:
    ledger = FoundationLedger(writer)
    await ledger.opened(opened("e1"))
    leaving = asyncio.create_task(ledger.settled(closed("e1")))
    await asyncio.sleep(0)
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving
    await ledger.opened(opened("e2"))
    assert await outcomes() == {"e1": "completed", "e2": "open"}
