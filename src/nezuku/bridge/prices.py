"""What models cost by the vendors' lists, in the units that the ledger counts in."""

from __future__ import annotations

from datetime import date

from nezuku.providers import facts_for

_MICROS = 1_000_000


def list_prices(model: str, *, today: date) -> tuple[int, int] | None:
    """Prices of input and output in millionths of a US dollar per million tokens.

    None where the model or its price is not known, or the price is no longer sure.
    """
    facts = facts_for(model)
    if facts is None or facts.input_price is None or facts.output_price is None:
        return None
    if facts.prices_until is not None and today > facts.prices_until:
        return None
    return int(facts.input_price * _MICROS), int(facts.output_price * _MICROS)
