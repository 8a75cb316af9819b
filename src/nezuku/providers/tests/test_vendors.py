"""What is known of vendors and models is whole, and what is unknown stays unknown."""

from __future__ import annotations

import datetime

import pytest
from yarl import URL

from nezuku.providers import PRESETS, AddressPolicy, PresetFieldMissing, clean_base_url, facts_for
from nezuku.providers.facts import FACTS


def test_every_vendor_gives_an_address_that_may_be_called() -> None:
    for preset in PRESETS.values():
        address = preset.address(
            resource="contoso", region="ap-northeast-1", base_url="https://llm.example.com/v1"
        )
        assert clean_base_url(address) == address
        if preset.local_port is None:
            assert URL(address).scheme == "https"
            AddressPolicy().check_url(URL(address))
        else:
            assert URL(address).port == preset.local_port
            AddressPolicy((f"127.0.0.1:{preset.local_port}",)).check_url(URL(address))


def test_addresses_are_made_of_what_was_typed() -> None:
    assert PRESETS["azure"].address(resource="contoso") == (
        "https://contoso.openai.azure.com/openai/v1"
    )
    assert PRESETS["bedrock"].address(region=" ap-northeast-1 ") == (
        "https://bedrock-runtime.ap-northeast-1.amazonaws.com/openai/v1"
    )


@pytest.mark.parametrize(
    "resource", ["", "evil.example.com/", "a.b", "x@evil", "a/b", "-a", "a#", "あ", "a" * 64]
)
def test_a_field_cannot_change_the_host(resource: str) -> None:
    with pytest.raises(PresetFieldMissing):
        PRESETS["azure"].address(resource=resource)


def test_facts_are_whole_and_dated() -> None:
    assert len({facts.name for facts in FACTS}) == len(FACTS)
    for facts in FACTS:
        assert facts.as_of >= datetime.date(2025, 1, 1)
        assert facts.input_price is not None
        assert facts.output_price is not None
        assert 0 < facts.input_price < facts.output_price
        if facts.long_prompt is not None:
            assert facts.long_prompt.input_price > facts.input_price
            assert facts.context_tokens is not None
            assert facts.long_prompt.over_tokens < facts.context_tokens


def test_a_model_is_found_by_its_vendors_name() -> None:
    for name in ("gpt-4o", "models/gemini-2.5-pro", "claude-haiku-4-5-20251001"):
        assert facts_for(name) is not None, name


@pytest.mark.parametrize("name", ["", "gpt-4o-2024-05-13", "GPT-4O", "llama3.3:70b", "deployed"])
def test_an_unknown_model_is_not_guessed(name: str) -> None:
    assert facts_for(name) is None
