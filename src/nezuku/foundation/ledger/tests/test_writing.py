"""Exchanges are written in groups, durably, each under a link; one bad record harms no other."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta

import orjson
import pytest
from django.conf import settings
from django.db import connection

from nezuku.foundation.ledger import chain, records
from nezuku.foundation.ledger.models import AuditEvent, ChainHead, Exchange, ExchangeText
from nezuku.foundation.ledger.writer import (
    ExchangeWriter,
    NotRecorded,
    OpenedRecord,
    SettledRecord,
)

pytestmark = pytest.mark.django_db(transaction=True)

AT = datetime(2026, 11, 2, 9, 30, 0, 123456, tzinfo=UTC)


@pytest.fixture
def writer() -> Iterator[ExchangeWriter]:
    made = ExchangeWriter()
    yield made
    made.close()


def opened(name: str, **changes: object) -> OpenedRecord:
    values: dict[str, object] = {
        "id": name,
        "at": AT,
        "member_id": 7,
        "member_name": "社員",
        "department_id": 3,
        "department_name": "営業部",
        "via": "chat",
        "account": "member@example.co.jp",
        "address": "192.0.2.1",
        "thread_id": "t1",
        "use_case_id": None,
        "template_version_id": None,
        "level": 2,
        "decision": "mask",
        "findings": {"person": 2, "phone": 1},
        "guard_version": "g1",
        "model": "fake",
        "connection": "試験",
        "sent_characters": 20,
        "asked": "田中様へ".encode(),
        "sent": "《氏名1》様へ".encode(),
    }
    return OpenedRecord(**{**values, **changes})  # type: ignore[arg-type]


def settled(name: str, **changes: object) -> SettledRecord:
    values: dict[str, object] = {
        "id": name,
        "outcome": "completed",
        "error": "",
        "settled_at": AT + timedelta(seconds=3),
        "first_token_ms": 300,
        "duration_ms": 3000,
        "prompt_tokens": 12,
        "completion_tokens": 30,
        "cost_micros": 20,
        "answer_characters": 8,
        "answered": "《氏名1》様".encode(),
    }
    return SettledRecord(**{**values, **changes})  # type: ignore[arg-type]


def write(writer: ExchangeWriter, *records_: OpenedRecord | SettledRecord) -> list[object]:
    """This will hand in all records at once and give what each was told."""
    told: list[Future[object]] = []
    for record in records_:
        future: Future[object] = Future()
        told.append(future)
        is_opened = isinstance(record, OpenedRecord)
        writer.submit(
            future.set_result,
            opened=record if is_opened else None,
            settled=None if is_opened else record,
        )
    return [future.result(timeout=10) for future in told]


def test_an_exchange_is_there_with_its_facts_when_the_writer_says_so(
    writer: ExchangeWriter,
) -> None:
    assert write(writer, opened("e1"), settled("e1")) == [None, None]

    row = Exchange.objects.get(pk="e1")
    assert (row.outcome, row.decision, row.findings) == (
        "completed",
        "mask",
        {"person": 2, "phone": 1},
    )
    assert row.at == AT
    assert row.settled_at == AT + timedelta(seconds=3)
    assert row.opened_digest == chain.digest(records.opened_facts(row))
    assert row.settled_digest == chain.digest(records.settled_facts(row))


def test_texts_are_sealed_and_their_digests_stay_in_the_facts(writer: ExchangeWriter) -> None:
    write(writer, opened("e1"), settled("e1"))

    text = ExchangeText.objects.get(pk="e1")
    for sealed, plain in ((text.asked, "田中様へ"), (text.answered, "《氏名1》様")):
        assert plain.encode() not in bytes(sealed)
        assert settings.KEYRING.open(records.TEXT_SEAL, bytes(sealed)).decode() == plain
    row = Exchange.objects.get(pk="e1")
    asked = settings.KEYRING.open(records.TEXT_SEAL, bytes(text.asked))
    sent = settings.KEYRING.open(records.TEXT_SEAL, bytes(text.sent))
    assert row.texts_digest == records.texts_digest(asked, sent)


def test_every_row_is_named_by_a_link_of_an_unbroken_chain(writer: ExchangeWriter) -> None:
    names = [f"e{n:03}" for n in range(200)]
    assert write(writer, *(opened(name) for name in names)) == [None] * 200
    assert write(writer, *(settled(name) for name in names)) == [None] * 200

    links = list(AuditEvent.objects.filter(writer="main/exchanges").order_by("seq"))
    assert [link.seq for link in links] == list(range(1, len(links) + 1))
    assert len(links) < 200, "records that queue up together share a link"
    entries = [e for link in links for e in orjson.loads(link.body)["data"]["entries"]]
    assert sorted(e[0] for e in entries if e[1] == "opened") == names
    assert sorted(e[0] for e in entries if e[1] == "settled") == names
    assert ChainHead.objects.get(pk="main/exchanges").hash == links[-1].hash


def test_one_bad_record_harms_no_other(writer: ExchangeWriter) -> None:
    told = write(
        writer,
        opened("e1"),
        opened("e1"),
        settled("never-opened"),
        opened("e2"),
        settled("e1"),
        settled("e1"),
    )
    assert [type(answer) for answer in told] == [
        type(None),
        NotRecorded,
        NotRecorded,
        type(None),
        type(None),
        NotRecorded,
    ]
    assert set(Exchange.objects.values_list("pk", "outcome")) == {
        ("e1", "completed"),
        ("e2", "open"),
    }


def test_both_halves_together_are_an_exchange_that_ended_at_the_door(
    writer: ExchangeWriter,
) -> None:
    future: Future[object] = Future()
    writer.submit(
        future.set_result,
        opened=opened("e1"),
        settled=settled("e1", outcome="refused", error="guard_blocked", answered=b""),
    )
    assert future.result(timeout=10) is None
    assert Exchange.objects.get(pk="e1").outcome == "refused"


def test_two_writers_of_two_nodes_keep_two_chains() -> None:
    one, two = ExchangeWriter(), ExchangeWriter()
    two.node = "second"
    write(one, opened("e1"))
    write(two, opened("e2"))
    one.close()
    two.close()
    assert set(ChainHead.objects.values_list("writer", flat=True)) == {
        "main/exchanges",
        "second/exchanges",
    }


def test_writers_of_one_node_share_one_chain_without_a_fork() -> None:
    writers = [ExchangeWriter() for _ in range(3)]

    def work(number: int) -> None:
        for n in range(30):
            assert write(writers[number], opened(f"e{number}-{n}")) == [None]

    threads = [threading.Thread(target=work, args=(n,)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for writer in writers:
        writer.close()

    assert Exchange.objects.count() == 90
    links = list(AuditEvent.objects.order_by("seq"))
    assert [link.seq for link in links] == list(range(1, len(links) + 1))
    for before, after in itertools.pairwise(links):
        assert after.previous_hash == before.hash


def test_a_closed_writer_says_so(writer: ExchangeWriter) -> None:
    writer.close()
    (answer,) = write(writer, opened("e1"))
    assert isinstance(answer, NotRecorded)


def test_hostile_text_is_kept_as_it_is(writer: ExchangeWriter) -> None:
    nasty = "\x00';DROP TABLE ledger_exchange;--\ud800".encode("utf-8", "surrogatepass")
    assert write(writer, opened("e1", asked=nasty, sent=nasty)) == [None]
    text = ExchangeText.objects.get(pk="e1")
    assert settings.KEYRING.open(records.TEXT_SEAL, bytes(text.asked)) == nasty


def test_commits_survive_power_loss_on_sqlite() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL synchronises by default")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone()[0] == 2
        cursor.execute("PRAGMA journal_mode")
        assert cursor.fetchone()[0] == "wal"
