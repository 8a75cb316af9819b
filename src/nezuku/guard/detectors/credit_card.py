"""Payment card numbers: 13 to 19 digits with a known beginning. Owns brands and grouping."""

from __future__ import annotations

import re

from nezuku.guard.detectors.shapes import NumberShape, luhn

_BRANDS = re.compile(
    r"4[0-9]{12}(?:[0-9]{3})?(?:[0-9]{3})?"  # Visa
    r"|(?:5[1-5][0-9]{2}|222[1-9]|22[3-9][0-9]|2[3-6][0-9]{2}|27[01][0-9]|2720)[0-9]{12}"
    r"|3[47][0-9]{13}"  # American Express
    r"|3(?:0[0-5]|[689][0-9])[0-9]{11}(?:[0-9]{2})?"  # Diners Club
    r"|35(?:2[89]|[3-8][0-9])[0-9]{12}"  # JCB
    r"|6(?:011|5[0-9]{2}|4[4-9][0-9])[0-9]{12}"  # Discover
    r"|62[0-9]{14,17}"  # UnionPay
)


def check(digits: str) -> bool:
    """Tell whether the digits begin like a card of a known brand and end in the right digit."""
    return _BRANDS.fullmatch(digits) is not None and luhn(digits)


_GAP = r"(?P<gap>\s?[-.・/]\s?|\s{1,2}|)"
SHAPE = NumberShape(
    kind="credit_card",
    pattern=re.compile(
        rf"(?<![0-9A-Za-z])(?<![0-9][-.])(?:[2-6][0-9]{{3}}{_GAP}[0-9]{{4}}(?P=gap)[0-9]{{4}}(?P=gap)[0-9]{{4}}(?:(?P=gap)[0-9]{{3}})?"
        r"|3[0-9]{3}(?P<short>\s?[-.・/]\s?|\s{1,2}|)[0-9]{6}(?P=short)[0-9]{4,5}"
        r"|4[0-9]{12})(?![0-9A-Za-z]|[-.][0-9])"
    ),
    check=check,
    labelled=0.98,
    checked=0.85,
)
