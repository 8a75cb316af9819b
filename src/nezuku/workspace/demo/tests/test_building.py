"""The demo company is built whole, the same each time, and its ledger verifies."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from nezuku.foundation.ledger.models import Exchange, Outcome
from nezuku.foundation.ledger.verification import verify
from nezuku.foundation.people import directory
from nezuku.foundation.people.cast import FACTORY, SALES, SUPPORT
from nezuku.workspace.chat.models import Message, Thread
from nezuku.workspace.demo import scripts
from nezuku.workspace.demo.building import build
from nezuku.workspace.demo.workdays import is_workday
from nezuku.workspace.setup.next_steps import setup_steps

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ADDRESS = "http://127.0.0.1:9/v1"


@pytest.mark.django_db(transaction=True)
def test_the_demo_company_has_lived_for_half_a_year() -> None:
    built = build(now=NOW, model_address=ADDRESS)
    rows = list(Exchange.objects.values_list("at", "department_name", "outcome", "decision"))
    assert len(rows) == built.exchanges
    assert 2_000 < len(rows) < 8_000
    assert len(directory.active_members()) == 81  # eighty of the company, and the adviser
    assert all(at < NOW for at, *_rest in rows)

    months = Counter((at + timedelta(hours=9)).month for at, *_rest in rows)
    assert months[6] < months[8] < months[10]
    support = Counter(at.month for at, name, *_rest in rows if name == SUPPORT)
    assert support[11] < support[8] / 5
    by_department = Counter(name for _at, name, *_rest in rows)
    assert by_department[SALES] > by_department[FACTORY] > 0
    quiet = sum(not is_workday((at + timedelta(hours=9)).date()) for at, *_rest in rows)
    assert quiet < len(rows) / 30

    assert {decision for *_rest, decision in rows} == {"allow", "mask", "ask", "block"}
    assert {outcome for *_rest, outcome, _decision in rows} == set(Outcome.values) - {"open"}
    assert all((o == "refused") == (d == "block") for *_rest, o, d in rows)

    threads = len(scripts.conversations())
    assert Thread.objects.count() == built.threads == threads
    assert not Message.objects.exclude(state="done").exists()
    assert not Message.objects.filter(text__contains="<<").exists()
    told = set(Message.objects.exclude(exchange_id="").values_list("exchange_id", flat=True))
    assert Exchange.objects.filter(pk__in=told).count() == len(told)

    result = verify()
    assert result.is_whole, result.problems
    assert list(setup_steps(built.world.admin.actor())) == []
