"""Verification of a ledger that nobody touched."""

from __future__ import annotations

from datetime import timedelta

import pytest

from nezuku.foundation.ledger import chain
from nezuku.foundation.ledger.models import AuditEvent, ExchangeText
from nezuku.foundation.ledger.tests.conftest import MEMBER, START, Book, act
from nezuku.foundation.ledger.verification import Noted, Step, verify

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_empty_ledger_holds():
    result = verify()

    assert result.is_whole
    assert (result.links, result.exchanges) == (0, 0)


def test_a_ledger_with_acts_and_exchanges_in_every_state_holds(book: Book):
    act(about_member_id=1, data={"role": "auditor", "name": "漢字・\u2028\U0001f331"})
    book.exchange()
    book.opened()
    refused = book.opened(decision="block", level=3)
    book.settled(refused.id, outcome="refused", prompt_tokens=None, answered=b"")
    act(kind="people.signed_in", actor=MEMBER)

    result = verify()

    assert result.problems == ()
    assert (result.exchanges, result.texts) == (3, 3)
    assert result.links == AuditEvent.objects.count()
    assert [check.head.writer for check in result.chains] == ["main/actions", "main/exchanges"]


def test_texts_that_a_recorded_deletion_took_are_not_missed(book: Book):
    kept, old, single = book.exchange(), book.exchange(at=START), book.exchange()
    ExchangeText.objects.exclude(pk=kept).delete()
    act(
        kind="ledger.texts_deleted",
        data={"before": chain.timestamp(START + timedelta(seconds=1)), "exchanges": [single]},
    )

    assert old
    assert verify().problems == ()


def test_heads_that_were_noted_down_are_found_later(book: Book):
    book.exchange()
    noted = [check.head for check in verify().chains]
    book.exchange()

    expected = [Noted(head.hash, head.writer, head.seq) for head in noted]
    expected.append(Noted(noted[0].hash))

    assert verify(expected=expected).is_whole


def test_a_long_chain_is_read_in_pieces_and_reports_its_progress(
    book: Book, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("nezuku.foundation.ledger.walking.CHUNK", 3)
    monkeypatch.setattr("nezuku.foundation.ledger.coverage.CHUNK", 2)
    for _ in range(5):
        book.exchange()
    seen: list[tuple[Step, int, int]] = []

    result = verify(lambda step, done, total: seen.append((step, done, total)))

    assert result.problems == ()
    assert (result.links, result.exchanges) == (10, 5)
    assert [done for step, done, _ in seen if step is Step.EXCHANGES] == [2, 4, 5]
