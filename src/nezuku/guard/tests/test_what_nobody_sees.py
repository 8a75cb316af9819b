"""Characters that nobody sees neither hide a word nor tear it apart."""

from __future__ import annotations

import pytest

from nezuku.guard import Guard

UNSEEN = [
    "\x00",
    "\x01",
    "\x7f",
    "\u0332",
    "\u115f",
    "\u200b",
    "\u3164",
    "\ufe00",
    "\ufe0f",
    "\U000e0020",
    "\U000e0100",
    "\U000e01ef",
]


@pytest.mark.parametrize("unseen", UNSEEN, ids=lambda c: f"U+{ord(c):04X}")
def test_a_number_is_found_whole(unseen: str) -> None:
    number = unseen.join("090-1234-5678")
    found = Guard().inspect(f"電話は{number}です").findings
    assert [f.text for f in found if f.kind == "phone"] == [number]
    ascii_only = Guard().inspect(f"phone {number} ok").findings
    assert [f.text for f in ascii_only if f.kind == "phone"] == [number]


@pytest.mark.parametrize("unseen", UNSEEN, ids=lambda c: f"U+{ord(c):04X}")
def test_a_name_is_found_whole(unseen: str) -> None:
    text = f"山{unseen}田太郎様へのお礼を書いてください"
    masked = Guard().session().mask(text).text
    assert "山" not in masked
    assert "田太郎" not in masked


def test_a_variation_selector_of_a_real_name_is_part_of_it() -> None:
    text = "葛\U000e0100城花子様（090-1234-5678）"
    session = Guard().session()
    masked = session.mask(text).text
    assert "葛" not in masked
    assert "1234" not in masked
    assert session.restore(masked) == text
