"""基礎年金番号: four digits and six. Owns its shape; no check digit is published."""

from __future__ import annotations

import re

from nezuku.guard.detectors.shapes import NumberShape

SHAPE = NumberShape(
    kind="pension_number",
    pattern=re.compile(
        r"(?<![0-9A-Za-z])(?<![0-9]-)[0-9]{4}(?:\s?-\s?|\s)?[0-9]{6}(?![0-9A-Za-z]|-[0-9])"
    ),
)
