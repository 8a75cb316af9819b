"""Whatever somebody changes in the tables without the key file, verification names it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection

from nezuku.foundation.ledger import chain
from nezuku.foundation.ledger.models import AuditEvent, ChainHead, Exchange, ExchangeText
from nezuku.foundation.ledger.problems import Wrong
from nezuku.foundation.ledger.tests.conftest import Book, act
from nezuku.foundation.ledger.verification import Noted, VerificationResult, verify

pytestmark = pytest.mark.django_db(transaction=True)

#: A value of the right type that no row of the ledger of these tests holds.
OTHER = {
    "at": "2020-01-01 00:00:00",
    "settled_at": "2020-01-01 00:00:00",
    "findings": '{"person": 1}',
    "outcome": "stopped",
}
GARBAGE = ["abc", b"\xff\x00", 2**40]

#: The number of a row of audit events carries no meaning: links are placed by writer and seq.
EVENT_COLUMNS = [f.column for f in AuditEvent._meta.concrete_fields if f.column != "id"]
EXCHANGE_COLUMNS = [f.column for f in Exchange._meta.concrete_fields]


@pytest.fixture
def full(book: Book) -> Book:
    """Three acts and three exchanges, settled; a fourth is on its way."""
    for number in range(3):
        act(about_member_id=number, department_id=10, data={"n": number})
        book.exchange()
    book.opened()
    return book


def sql(statement: str, *values: object) -> None:
    """What somebody with the database file can do, constraints or not."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys=OFF")
        cursor.execute("PRAGMA ignore_check_constraints=ON")
        cursor.execute(statement, list(values))
        assert cursor.rowcount
        cursor.execute("PRAGMA ignore_check_constraints=OFF")


def put(table: str, column: str, value: object, where: str) -> None:
    """One changed value."""
    sql(f"UPDATE ledger_{table} SET {column}=%s WHERE {where}", value)  # noqa: S608


def wrongs(result: VerificationResult) -> list[Wrong]:
    return [problem.wrong for problem in result.problems]


@pytest.mark.parametrize("writer", ["main/actions", "main/exchanges"])
@pytest.mark.parametrize("seq", [1, 2, 3])
@pytest.mark.parametrize("column", EVENT_COLUMNS)
def test_a_changed_column_of_a_link_is_named_with_its_place(
    full: Book, column: str, seq: int, writer: str
):
    other = OTHER.get(column, "77" if column in {"seq", "actor_id"} else "changed")
    if column in {"about_member_id", "department_id"}:
        other = "77"
    if column == "body":
        old = AuditEvent.objects.get(writer=writer, seq=seq).body
        other = old.replace('"via":"', '"via":"x')
    put("auditevent", column, other, f"writer='{writer}' AND seq={seq}")

    result = verify()

    first = next(problem for problem in result.problems if problem.writer == writer)
    assert first.seq == seq
    assert first.text
    assert "%" not in first.text


@pytest.mark.parametrize("value", GARBAGE)
@pytest.mark.parametrize("column", EVENT_COLUMNS)
def test_garbage_in_a_link_is_a_result_and_no_crash(full: Book, column: str, value: object):
    put("auditevent", column, value, "writer='main/actions' AND seq=2")

    result = verify()

    assert not result.is_whole
    assert all(problem.text for problem in result.problems)


@pytest.mark.parametrize("exchange", ["x00002", "x00004"])
@pytest.mark.parametrize("column", EXCHANGE_COLUMNS)
def test_a_changed_column_of_an_exchange_is_named(full: Book, column: str, exchange: str):
    number = {"member_id", "department_id", "use_case_id", "template_version_id", "level"}
    number |= {"sent_characters", "first_token_ms", "duration_ms", "prompt_tokens"}
    number |= {"completion_tokens", "cost_micros", "answer_characters"}
    other = OTHER.get(column, 7 if column in number else "changed")
    put("exchange", column, other, f"id='{exchange}'")

    result = verify()

    named = {problem.exchange for problem in result.problems}
    assert exchange in named or "changed" in named
    assert all(problem.text for problem in result.problems)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        (column.column, value)
        for column in Exchange._meta.concrete_fields
        if column.column not in {"use_case_id", "template_version_id"}  # NULL in this ledger
        for value in (GARBAGE if not column.null else [None, *GARBAGE])
    ],
)
def test_garbage_in_an_exchange_is_a_result_and_no_crash(full: Book, column: str, value: object):
    put("exchange", column, value, "id='x00002'")

    assert not verify().is_whole


@pytest.mark.parametrize("column", ["writer", "seq", "hash"])
@pytest.mark.parametrize("value", ["77", "changed", b"\xff\x00"])
def test_a_changed_head_is_found(full: Book, column: str, value: object):
    put("chainhead", column, value, "writer='main/actions'")

    assert set(wrongs(verify())) <= {Wrong.HEAD_DIFFERS, Wrong.HEAD_MISSING, Wrong.LINKS_MISSING}
    assert not verify().is_whole


@pytest.mark.parametrize("column", ["exchange_id", "asked", "sent", "answered"])
@pytest.mark.parametrize("value", ["abc", b"\xff\x00", 2**40])
def test_a_changed_text_is_found(full: Book, column: str, value: object):
    put("exchangetext", column, value, "exchange_id='x00002'")

    assert not verify().is_whole


def test_texts_swapped_between_two_exchanges_are_found(book: Book):
    one, two = book.exchange(), book.exchange(asked=b"other")
    text = ExchangeText.objects.get(pk=two)
    ExchangeText.objects.filter(pk=one).update(asked=text.asked)

    assert wrongs(verify()) == [Wrong.TEXT_CHANGED]


def test_a_deleted_text_without_a_record_of_it_is_found(full: Book):
    ExchangeText.objects.filter(pk="x00001").delete()

    (problem,) = verify().problems
    assert (problem.wrong, problem.exchange) == (Wrong.TEXT_MISSING, "x00001")


def test_a_text_without_its_exchange_is_found(full: Book):
    sql("DELETE FROM ledger_exchange WHERE id='x00001'")

    assert wrongs(verify()) == [Wrong.EXCHANGE_MISSING, Wrong.TEXT_ALONE]


@pytest.mark.parametrize(
    ("seq", "wrong"),
    [(1, Wrong.NUMBER_MISSING), (2, Wrong.NUMBER_MISSING), (3, Wrong.HEAD_DIFFERS)],
)
def test_a_deleted_link_is_found(full: Book, seq: int, wrong: Wrong):
    sql("DELETE FROM ledger_auditevent WHERE writer='main/actions' AND seq=%s", seq)

    (problem,) = verify().problems
    assert (problem.wrong, problem.seq) == (wrong, seq)


def test_a_deleted_exchange_is_found(full: Book):
    Exchange.objects.filter(pk="x00003").delete()

    (problem,) = verify().problems
    assert (problem.wrong, problem.exchange) == (Wrong.EXCHANGE_MISSING, "x00003")


def test_an_inserted_exchange_is_found(full: Book):
    row = Exchange.objects.get(pk="x00001")
    row.pk = "x00001b"
    row.save(force_insert=True)

    named = {(problem.wrong, problem.exchange) for problem in verify().problems}
    assert (Wrong.EXCHANGE_UNNAMED, "x00001b") in named


def test_an_inserted_link_is_found_also_with_its_head_moved(full: Book):
    head = ChainHead.objects.get(pk="main/actions")
    last = AuditEvent.objects.get(writer="main/actions", seq=head.seq)
    forged = chain.link_hash(b"not the key", "main/actions", head.seq + 1, head.hash, last.body)
    last.pk, last.seq, last.previous_hash, last.hash = None, head.seq + 1, head.hash, forged
    last.save(force_insert=True)
    ChainHead.objects.filter(pk="main/actions").update(seq=head.seq + 1, hash=forged)

    (problem,) = verify().problems
    assert (problem.wrong, problem.seq) == (Wrong.BODY_CHANGED, head.seq + 1)


def _swap_numbers() -> None:
    for old, new in [(1, 100), (2, 1), (100, 2)]:
        sql("UPDATE ledger_auditevent SET seq=%s WHERE writer='main/actions' AND seq=%s", new, old)


def _swap_bodies() -> None:
    one, two = AuditEvent.objects.filter(writer="main/actions").order_by("seq")[:2]
    AuditEvent.objects.filter(pk=one.pk).update(body=two.body)
    AuditEvent.objects.filter(pk=two.pk).update(body=one.body)


@pytest.mark.parametrize("swap", [_swap_numbers, _swap_bodies])
def test_reordered_links_are_found(full: Book, swap: Callable[[], None]):
    swap()

    (problem,) = verify().problems
    assert (problem.writer, problem.seq) == ("main/actions", 1)


def test_a_chain_moved_to_another_writer_is_found(full: Book):
    sql("UPDATE ledger_auditevent SET writer='other/actions' WHERE writer='main/actions'")
    sql("UPDATE ledger_chainhead SET writer='other/actions' WHERE writer='main/actions'")

    assert wrongs(verify()) == [Wrong.BODY_CHANGED]


def test_a_chain_without_head_and_a_head_without_chain_are_found(full: Book):
    ChainHead.objects.filter(pk="main/actions").delete()
    ChainHead.objects.create(pk="ghost/actions", seq=5, hash="a" * 64)

    assert set(wrongs(verify())) == {Wrong.HEAD_MISSING, Wrong.LINKS_MISSING}


def _cut_off(writer: str, seq: int) -> None:
    AuditEvent.objects.filter(writer=writer, seq__gt=seq).delete()
    last = AuditEvent.objects.get(writer=writer, seq=seq)
    ChainHead.objects.filter(pk=writer).update(seq=seq, hash=last.hash)


def test_a_cut_off_end_is_found_with_a_noted_head(full: Book):
    head = ChainHead.objects.get(pk="main/actions")
    _cut_off("main/actions", 2)

    assert verify().is_whole
    for noted in (Noted(head.hash), Noted(head.hash, "main/actions", head.seq)):
        (problem,) = verify(expected=[noted]).problems
        assert (problem.wrong, problem.detail) == (Wrong.NOTED_MISSING, head.hash)


def test_a_cut_off_end_of_exchanges_is_found_by_the_exchanges_themselves(full: Book):
    _cut_off("main/exchanges", 5)

    assert set(wrongs(verify())) == {Wrong.EXCHANGE_UNNAMED}


def test_a_noted_hash_in_the_wrong_chain_does_not_count(full: Book):
    head = ChainHead.objects.get(pk="main/actions")

    assert not verify(expected=[Noted(head.hash, "main/exchanges", head.seq)]).is_whole


def test_an_exchange_named_twice_is_found(full: Book):
    entry = [["x00001", "opened", "0" * 64]]
    act(kind="ledger.batch", data={"entries": entry})

    assert Wrong.EXCHANGE_TWICE in wrongs(verify())


def test_problems_are_counted_without_end_and_named_up_to_a_bound(
    full: Book, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("nezuku.foundation.ledger.verification.NAMED_PROBLEMS", 2)
    Exchange.objects.update(model="changed")

    result = verify()

    assert (result.problem_count, len(result.problems)) == (4, 2)
