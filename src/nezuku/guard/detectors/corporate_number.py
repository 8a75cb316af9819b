"""法人番号 and インボイス登録番号: 13 digits, with T in front when it is a registration number.

Public data of companies, so an open class; known so as not to be taken for 個人番号. Check digit:
法人番号の指定等に関する省令第2条 (first digit = 9 - weighted sum mod 9).
"""

from __future__ import annotations

import re

from nezuku.guard.detectors.shapes import NumberShape


def check(digits: str) -> bool:
    """Tell whether the first of the thirteen digits is the right check digit."""
    digits = digits.lstrip("Tt")
    if len(digits) != 13 or not digits.isdigit():
        return False
    total = sum(
        int(char) * (1 if place % 2 else 2)
        for place, char in enumerate(reversed(digits[1:]), start=1)
    )
    return int(digits[0]) == 9 - total % 9


SHAPE = NumberShape(
    kind="corporate_number",
    pattern=re.compile(
        r"(?<![0-9A-Za-z])(?:T[- ]?)?[1-9](?P<gap>[- ]?)[0-9]{4}(?P=gap)[0-9]{4}(?P=gap)[0-9]{"
        r"4}(?![0-9A-Za-z]|-[0-9])"
    ),
    check=check,
    checked=0.6,
)
