"""在留カード and 特別永住者証明書: two letters, eight digits, two letters."""

from __future__ import annotations

import re

from nezuku.guard.detectors.shapes import NumberShape

SHAPE = NumberShape(
    kind="residence_card",
    pattern=re.compile(
        r"(?<![0-9A-Za-z])[A-Za-z]{2}[ -]?[0-9]{4}[ -]?[0-9]{4}[ -]?[A-Za-z]{2}(?![0-9A-Za-z])"
    ),
    bare=0.75,
)
