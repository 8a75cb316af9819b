"""What was shown is what is sent: receipts hold for exactly one text, person, place and guard."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nezuku.gateway import receipts
from nezuku.gateway.asks import Ending, Via
from nezuku.gateway.errors import NeedsReview
from nezuku.gateway.tests.door import CALLER, Door
from nezuku.guard import Decision, Guard, Policy

TEXT = "田中一郎様の電話は090-1234-5678です。お礼のメールを書いてください。"


async def test_what_was_found_is_shown_before_anything_leaves(door: Door) -> None:
    with pytest.raises(NeedsReview) as caught:
        await door.answer(door.ask(TEXT))

    assert not door.fake.chats
    assert not door.ledger.rows
    (reviewed,) = caught.value.review.texts
    assert reviewed.text == TEXT
    assert "090-1234-5678" not in reviewed.masked
    assert [TEXT[s:e] for s, e, _ in reviewed.replaced].count("090-1234-5678") == 1


async def test_the_confirmed_text_goes_masked_and_comes_back_restored(door: Door) -> None:
    settled = await door.answer(await door.confirmed(door.ask(TEXT)))

    assert settled.ending is Ending.COMPLETED
    assert settled.text == TEXT
    assert "1234-5678" not in door.left
    assert "1234-5678" not in door.only_end.answered.decode()


async def test_a_receipt_is_good_for_its_own_text_only(door: Door) -> None:
    receipt = (await door.engine.review(door.ask(TEXT))).receipt
    with pytest.raises(NeedsReview):
        await door.answer(door.ask(TEXT + "追伸 080-1111-2222", receipt=receipt))
    with pytest.raises(NeedsReview):
        await door.answer(door.ask(TEXT, receipt=receipt, thread_id="t2"))
    other = replace(CALLER, member_id=8)
    with pytest.raises(NeedsReview):
        await door.answer(door.ask(TEXT, receipt=receipt, caller=other))
    with pytest.raises(NeedsReview):
        await door.answer(door.ask(TEXT, receipt=receipt, released=frozenset({"x"})))
    for broken in ("", "x", receipt[:-2], receipt[::-1], "é", "A" * 10_000):
        with pytest.raises(NeedsReview):
            await door.answer(door.ask(TEXT, receipt=broken))
    assert not door.fake.chats


async def test_a_receipt_ends_when_the_policy_changes(door: Door) -> None:
    ask = await door.confirmed(door.ask(TEXT))
    stricter = Policy.default().to_dict()
    stricter["ask_below"] = 0.99
    door.policies.company_guard = Guard(Policy.from_dict(stricter))
    with pytest.raises(NeedsReview):
        await door.answer(ask)


def test_a_receipt_ends_after_an_hour() -> None:
    stated = b"s" * 32
    receipt = receipts.issue(b"k", stated, now=1000.0)
    assert receipts.holds(b"k", receipt, stated, now=1000.0 + receipts.LIFETIME_SECONDS)
    assert not receipts.holds(b"k", receipt, stated, now=1002.0 + receipts.LIFETIME_SECONDS)
    assert not receipts.holds(b"other", receipt, stated, now=1000.0)


async def test_what_is_harmless_needs_no_confirmation(door: Door) -> None:
    assert (await door.answer(door.ask("会議の進め方を教えて"))).ending is Ending.COMPLETED


async def test_a_released_finding_goes_as_it_is_and_only_that(door: Door) -> None:
    door.policies.company_guard = Guard(
        Policy.from_dict({**Policy.default().to_dict(), "overrides": {"email": "ask"}})
    )
    text = "info@example.co.jp と sato@example.com に送る文面を書いて"
    review = await door.engine.review(door.ask(text))
    assert review.decision is Decision.ASK
    key = next(f.key for f in review.texts[0].inspection.findings if f.text == "info@example.co.jp")

    ask = await door.confirmed(door.ask(text, released=frozenset({key})))
    await door.answer(ask)

    assert "info@example.co.jp" in door.left
    assert "sato@example.com" not in door.left


async def test_a_program_cannot_be_asked_so_doubt_is_masked(door: Door) -> None:
    door.policies.company_guard = Guard(
        Policy.from_dict({**Policy.default().to_dict(), "overrides": {"email": "ask"}})
    )
    ask = replace(door.ask("info@example.co.jp へ"), via=Via.API)
    await (await door.engine.pipeline.admit(ask, stream=False)).complete()
    assert "info@example.co.jp" not in door.left
