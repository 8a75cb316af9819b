"""List prices come in the ledger's units, and unknown ones are not guessed."""

from __future__ import annotations

from datetime import date

from nezuku.bridge.prices import list_prices
from nezuku.providers.facts import FACTS


def test_known_prices_are_in_millionths_of_a_dollar() -> None:
    priced = [f for f in FACTS if f.input_price is not None and f.prices_until is None]
    assert priced
    for facts in priced:
        prices = list_prices(facts.name, today=date(2026, 11, 1))
        assert prices is not None
        assert prices[0] == facts.input_price * 1_000_000  # type: ignore[operator]


def test_an_unknown_model_has_no_price() -> None:
    assert list_prices("no-such-model", today=date(2026, 11, 1)) is None


def test_a_price_that_has_run_out_is_not_used() -> None:
    ending = [f for f in FACTS if f.prices_until is not None]
    assert all(list_prices(f.name, today=date(2099, 1, 1)) is None for f in ending)
