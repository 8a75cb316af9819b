"""Bank accounts: seven digits under a label; ゆうちょ 記号-番号 with its check digit.

The ゆうちょ check digit is the one that the bank's own page computes.
"""

from __future__ import annotations

import re

from nezuku.guard.detectors.shapes import NumberShape


def check_yucho(digits: str) -> bool:
    """Tell whether the fourth digit of 記号 is right for 記号 (5) and 番号 (up to 8)."""
    if not 10 <= len(digits) <= 13 or not digits.isdigit():
        return False
    sign = [int(char) for char in digits[:5]]
    number = [int(char) for char in digits[5:].rjust(8, "0")]
    total = (
        sign[0] + 3 * sign[1] + _double(sign[2]) + 3 * sign[4]
        + _double(number[0]) + number[1] + 3 * number[2] + _double(number[3])
        + number[4] + 3 * number[5] + _double(number[6]) + number[7]
    )  # fmt: skip
    return sign[3] == total % 10


def _double(digit: int) -> int:
    return sum(map(int, str(2 * digit)))


SHAPE = NumberShape(
    kind="bank_account",
    pattern=re.compile(
        r"(?<![0-9A-Za-z])(?<![0-9A-Za-z][-.])(?:[0-9]{6,8}|[0-9]{3,4}-[0-9]{3,4}(?!-))(?![0-9A-Za-z]|[-.][0-9])"
    ),
    labelled=0.96,
)
YUCHO = NumberShape(
    kind="bank_account",
    pattern=re.compile(
        r"(?<![0-9A-Za-z])(?<![0-9]-)[01][0-9]{3}[01](?:\s?-\s?(?:[0-9]-)?|\s|の|\s?[、,・]?\s?番号\s?:?\s?)[0-9]{1,7}1?(?![0-9A-Za-z]|-[0-9])"
    ),
    check=check_yucho,
    labelled=0.965,
    checked=0.5,
)
