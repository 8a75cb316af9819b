"""Work grows with the length of the text, whatever the text: counted, not timed."""

from __future__ import annotations

import sys

import pytest

from nezuku.guard import Guard
from nezuku.guard.placeholders import LONGEST, match_at

GUARD = Guard()


def calls(text: str) -> int:
    """Count the Python calls and C calls that one inspection makes."""
    count = 0

    def watch(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        if event in ("call", "c_call"):
            count += 1

    sys.setprofile(watch)
    try:
        GUARD.inspect(text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "unit",
    [
        "佐藤太郎様、03-1234-5678。\n",
        "市区町村",
        "《[<",
        "1234-",
        "password=",
        "a@",
        "株式会社",
        "東京都",
        "氏名\t",
        "（",
        "-----BEGIN",
    ],
)
def test_twice_the_text_is_at_most_twice_the_work(unit: str) -> None:
    GUARD.inspect(unit)
    small, large = calls(unit * 500), calls(unit * 1000)
    assert large <= 2.4 * small + 400


def test_reading_a_placeholder_looks_no_further_than_its_longest_form() -> None:
    class Watched(str):
        """Note the furthest character that was looked at."""

        furthest = 0

        def __getitem__(self, at: object) -> str:  # type: ignore[override]
            if isinstance(at, int):
                Watched.furthest = max(Watched.furthest, at)
            return str.__getitem__(self, at)  # type: ignore[index]

    match_at(Watched("《" + " " * 100_000), 0)
    assert Watched.furthest <= LONGEST
