"""What a list of models ticks at first, and what typed names mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nezuku.workspace.setup import choosing

OPENAI = (
    "text-embedding-3-small",
    "whisper-1",
    "gpt-4o-mini",
    "gpt-4o",
    "gpt-5.6",
    "gpt-5.6-luna",
    "gpt-5.6-2026-09-24",
    "dall-e-3",
    "gpt-4o-audio-preview",
    "omni-moderation-latest",
    "tts-1",
)


@pytest.mark.parametrize(
    ("models", "ticked"),
    [
        (OPENAI, ["gpt-5.6", "gpt-5.6-luna"]),
        (
            ("claude-haiku-5-5", "claude-opus-5-5", "claude-opus-4-1-20250805"),
            ["claude-opus-5-5", "claude-haiku-5-5"],
        ),
        (
            ("models/gemini-2.5-flash", "models/gemini-2.5-pro", "models/text-embedding-004"),
            ["models/gemini-2.5-pro", "models/gemini-2.5-flash"],
        ),
        (("llama3.3:70b",), ["llama3.3:70b"]),
        (("nomic-embed-text",), []),
        ((), []),
    ],
)
def test_a_strong_and_a_quick_model_are_ticked(models: tuple[str, ...], ticked: list[str]) -> None:
    found = choosing.choices(models)
    assert [one.name for one in found if one.is_ticked] == ticked


def test_what_is_not_for_chat_comes_last() -> None:
    found = choosing.choices(OPENAI)
    kinds = [one.is_chat for one in found]
    assert kinds == sorted(kinds, reverse=True)
    assert {one.name for one in found} == set(OPENAI)


def test_nothing_is_ticked_where_models_are_offered_already() -> None:
    found = choosing.choices(OPENAI, offered={"gpt-4o"})
    assert not any(one.is_ticked for one in found)
    assert [one.name for one in found if one.is_offered] == ["gpt-4o"]


@given(st.lists(st.text(max_size=300), max_size=30))
def test_any_list_keeps_each_usable_name_once_and_ticks_two_at_most(models: list[str]) -> None:
    found = choosing.choices(models)
    assert sorted(one.name for one in found) == sorted(
        {name for name in models if 0 < len(name) <= choosing.NAME_LENGTH}
    )
    assert sum(one.is_ticked for one in found) <= choosing.MAX_TICKED
    assert all(one.is_chat for one in found if one.is_ticked)


@given(st.text(max_size=2000))
def test_typed_names_are_few_short_and_distinct(text: str) -> None:
    names = choosing.typed_names(text)
    assert len(names) == len(set(names)) <= choosing.MAX_NAMES
    assert all(name == name.strip() and 0 < len(name) <= choosing.NAME_LENGTH for name in names)
