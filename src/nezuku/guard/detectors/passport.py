"""旅券番号: two letters and seven digits. Owns its shape; there is no usable check digit."""

from __future__ import annotations

import re

from nezuku.guard.detectors.shapes import NumberShape

SHAPE = NumberShape(
    kind="passport",
    pattern=re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{2}[ -]?[0-9]{7}(?![0-9A-Za-z])"),
)
