"""Facts on well-known models: room, abilities, prices.

Owns the table and the look-up. Does not own what a company really pays: an administrator can
overwrite every figure. What is not in the table is unknown and stays None; nothing is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What is known of a model. Prices in USD per million tokens, list price as of `as_of`."""

    name: str
    context_tokens: int | None
    images: bool | None
    tools: bool | None
    input_price: Decimal | None
    output_price: Decimal | None
    as_of: date


FACTS: tuple[ModelFacts, ...] = ()


def facts_for(model_name: str) -> ModelFacts | None:
    """This will give the facts on a model, or None if it is not in the table."""
    return next((facts for facts in FACTS if facts.name == model_name), None)
