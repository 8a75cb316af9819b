"""Patterns run only where a cue stands: that may cost nothing that they would find."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nezuku.guard.cues import GROUPS
from nezuku.guard.detectors import (
    addresses,
    markings,
    money,
    network,
    numbers,
    organisations,
    passwords,
    people,
    phones,
    postal_code,
    rosters,
)
from nezuku.guard.page import Page

_WORDS = sorted({word.replace("\t", " ") for line in GROUPS.values() for word in line.split(" ")})
_OTHERS = "佐藤 花子 見本商事 Sample Works Taro Sato 1 0 03 1234 090 T AB fe80 千 二十 社 県 a [ ("
_PIECES = st.sampled_from([*_WORDS, *_OTHERS.split()]) | st.sampled_from(
    [" ", "、", ":", "は", "-", ".", "/", "@", "=", "\n", '"', ",", "お", ")"]
)
_TEXTS = st.lists(_PIECES, max_size=12).map("".join)

_BY_CUE = [
    ("prefecture", addresses._PREFECTURE),
    ("address_label", addresses._LABEL),
    ("legal_form", organisations._FORM),
    ("marking", markings._STRICT),
    ("marking", markings._MARKED),
    ("health", markings._HEALTH),
    ("personnel", markings._PERSONNEL),
    ("pair", passwords._PAIR),
]
_NAMED = [("person_label", people._LABEL), ("unit", rosters._MEMBER)]
_BY_TOKEN = [
    people._LATIN,
    people._LATIN_TITLED,
    organisations._LATIN,
    passwords._HEX,
    network._IPV4,
    network._IPV6,
    network._MAC,
    *(shape.pattern for shape in numbers.SHAPES if not shape.begins_anywhere),
]
_GATES = [
    ("latin_form", organisations._LATIN),
    ("latin_title", people._LATIN_TITLED),
    ("name_field", people._NAME_FIELD),
    ("password", passwords._PASSWORD),
    ("secret", passwords._SECRET),
    ("connection", passwords._CONNECTION),
    ("currency", money._AMOUNT),
    ("sum", money._BARE),
]


def _spans(matches: object, group: str | int = 0) -> list[tuple[int, int]]:
    return [match.span(group) for match in matches]  # type: ignore[attr-defined]


@settings(max_examples=600, deadline=None)
@given(_TEXTS)
def test_looking_at_cues_and_tokens_finds_what_looking_everywhere_finds(text: str) -> None:
    page = Page.of(text)
    for group, pattern in _BY_CUE:
        near = _spans(page.matches(pattern, page.cues.get(group, ())))
        assert near == _spans(pattern.finditer(page.text)), pattern.pattern
    for group, pattern in _NAMED:
        near = _spans(page.matches(pattern, page.cues.get(group, ())), "name")
        assert near == _spans(pattern.finditer(page.text), "name"), pattern.pattern
    for pattern in _BY_TOKEN:
        near = _spans(page.matches(pattern, page.token_starts))
        assert near == _spans(pattern.finditer(page.text)), pattern.pattern
    for group, pattern in _GATES:
        assert group in page.cues or not pattern.search(page.text), pattern.pattern


@settings(max_examples=600, deadline=None)
@given(_TEXTS)
def test_places_where_numbers_begin_miss_none(text: str) -> None:
    page = Page.of(text)
    for module, pattern in ((phones, phones._SHAPE), (money, money._AMOUNT)):
        places = [match.start() for match in module._BEGINNING.finditer(page.text)]
        assert _spans(page.matches(pattern, places)) == _spans(pattern.finditer(page.text))
    places = sorted(page.token_starts + [m.start() for m in re.finditer("〒", page.text)])
    near = _spans(page.matches(postal_code._SHAPE, places))
    assert near == _spans(postal_code._SHAPE.finditer(page.text))


@pytest.mark.parametrize("text", ["Kingpin and Spinal", "spw", "shipping"])
def test_pieces_of_words_announce_no_password(text: str) -> None:
    page = Page.of(text)
    places = page.cues.get("password", ())
    assert not any(passwords._may_announce(page.lower, place) for place in places)
