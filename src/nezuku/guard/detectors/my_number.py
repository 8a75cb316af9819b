"""個人番号 (My Number): 12 digits. Owns its shape and check digit.

The check digit is public: 平成26年総務省令第85号第5条.
"""

from __future__ import annotations

import re

from nezuku.guard.detectors.shapes import NumberShape


def check(digits: str) -> bool:
    """Tell whether the twelfth digit is the right check digit."""
    if len(digits) != 12 or not digits.isdigit() or len(set(digits)) == 1:
        return False
    total = 0
    for place, char in enumerate(reversed(digits[:11]), start=1):
        total += int(char) * (place + 1 if place <= 6 else place - 5)
    rest = total % 11
    return int(digits[11]) == (0 if rest <= 1 else 11 - rest)


SHAPE = NumberShape(
    kind="my_number",
    pattern=re.compile(
        r"(?<![0-9A-Za-z])(?<![0-9][-.])[0-9]{4}(?P<gap>\s?[-.・/]\s?|\s{1,2}|)[0-9]{4}(?P=gap)[0-9]{4}"
        r"(?![0-9A-Za-z]|[-.][0-9]|\s[0-9]{4}(?![0-9]))"
    ),
    check=check,
    checked=0.45,
)
