"""Facts on well-known models: room, abilities, list prices.

Owns the table and the look-up. Does not own what a company really pays: an administrator can
overwrite every figure, and prices through a cloud (Azure, Bedrock) may differ. What is not in
the table is unknown and stays None; nothing is guessed, not even for a dated snapshot of a
model that is here, since snapshots have had prices of their own.

Sources: the vendors' model and price pages (developers.openai.com, platform.claude.com,
ai.google.dev) or price lists that quote them, as seen on the date of each row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class LongPrompt:
    """The higher prices of a request whose input is over `over_tokens`, for all of its tokens."""

    over_tokens: int
    input_price: Decimal
    output_price: Decimal


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What is known of a model; None means unknown.

    `context_tokens` is input and output together. Prices are the standard list prices in USD
    per million tokens as of `as_of`, and hold no longer than `prices_until`. `long_prompt` is
    None where there is no such surcharge or none is known.
    """

    name: str
    context_tokens: int | None
    images: bool | None
    tools: bool | None
    input_price: Decimal | None
    output_price: Decimal | None
    as_of: date
    long_prompt: LongPrompt | None = None
    prices_until: date | None = None
    aliases: tuple[str, ...] = ()


def _facts(
    name: str,
    context_tokens: int,
    prices: tuple[str, str],
    as_of: str,
    *,
    long_prompt: tuple[int, str, str] | None = None,
    prices_until: str | None = None,
    aliases: tuple[str, ...] = (),
) -> ModelFacts:
    """This will make one row; every model here takes images and tools."""
    longer = None
    if long_prompt is not None:
        over, longer_input, longer_output = long_prompt
        longer = LongPrompt(over, Decimal(longer_input), Decimal(longer_output))
    return ModelFacts(
        name=name,
        context_tokens=context_tokens,
        images=True,
        tools=True,
        input_price=Decimal(prices[0]),
        output_price=Decimal(prices[1]),
        as_of=date.fromisoformat(as_of),
        long_prompt=longer,
        prices_until=date.fromisoformat(prices_until) if prices_until else None,
        aliases=aliases,
    )


_M = 1_000_000
_GPT = 1_050_000
_GEMINI = 1_048_576

FACTS: tuple[ModelFacts, ...] = (
    # GPT-6.2 also has prices for long prompts; the figures were not to be had.
    _facts("gpt-6.2-astra", _GPT, ("8", "40"), "2026-11-18"),
    _facts("gpt-6.2-sol", _GPT, ("2", "10"), "2026-11-18"),
    _facts("gpt-6-astra", _GPT, ("10", "50"), "2026-09-24", long_prompt=(272_000, "20", "75")),
    # GPT-6 Sol takes tools over chat completions only with reasoning_effort "none".
    _facts("gpt-6-sol", _GPT, ("2", "10"), "2026-09-24", long_prompt=(272_000, "4", "15")),
    _facts(
        "gpt-6-luna", _GPT, ("0.10", "0.50"), "2026-09-24", long_prompt=(272_000, "0.20", "0.75")
    ),
    _facts("gpt-5.6-sol", _GPT, ("4", "20"), "2026-09-24", aliases=("gpt-5.6",)),
    _facts("gpt-5.6-terra", _GPT, ("2", "12"), "2026-09-24"),
    _facts("gpt-5.6-luna", _GPT, ("0.20", "1.20"), "2026-09-24"),
    _facts("gpt-5", 400_000, ("1.25", "10"), "2025-11-13"),
    _facts("gpt-5-mini", 400_000, ("0.25", "2"), "2025-11-13"),
    _facts("gpt-4.1", 1_047_576, ("2", "8"), "2025-07-04"),
    _facts("gpt-4.1-mini", 1_047_576, ("0.40", "1.60"), "2025-07-04"),
    _facts("gpt-4o", 128_000, ("2.50", "10"), "2025-07-04"),
    _facts("gpt-4o-mini", 128_000, ("0.15", "0.60"), "2025-07-04"),
    _facts("claude-opus-5-5", _M, ("4", "20"), "2026-10-07"),
    _facts("claude-sonnet-5-5", _M, ("2", "10"), "2026-10-07"),
    _facts(
        "claude-haiku-5-5",
        _M,
        ("0.10", "0.50"),
        "2026-10-07",
        long_prompt=(100_000, "0.50", "2.50"),
    ),
    _facts("claude-opus-5", _M, ("5", "25"), "2026-10-07"),
    _facts("claude-sonnet-5", _M, ("2", "10"), "2026-10-07"),
    _facts(
        "claude-haiku-4-5",
        200_000,
        ("1", "5"),
        "2026-09-30",
        aliases=("claude-haiku-4-5-20251001",),
    ),
    # Half price until the end of 2026, then 1.50 and 7.50 are announced.
    _facts("gemini-3.8-flash", _GEMINI, ("0.75", "3.75"), "2026-10-07", prices_until="2026-12-31"),
    _facts(
        "gemini-2.5-pro", _GEMINI, ("1.25", "10"), "2025-10-31", long_prompt=(200_000, "2.50", "15")
    ),
    _facts("gemini-2.5-flash", _GEMINI, ("0.30", "2.50"), "2025-10-31"),
    _facts("gemini-2.5-flash-lite", _GEMINI, ("0.10", "0.40"), "2025-10-31"),
)

_BY_NAME = {name: facts for facts in FACTS for name in (facts.name, *facts.aliases)}


def facts_for(model_name: str) -> ModelFacts | None:
    """This will give the facts on a model by the name a vendor uses, or None if unknown."""
    return _BY_NAME.get(model_name.removeprefix("models/"))
