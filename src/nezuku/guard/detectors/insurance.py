"""Numbers of social insurance: health, care, employment; and 住民票コード.

Only the insurer's own number has a public check digit; the insured person's has a free form,
so a label is needed.
"""

from __future__ import annotations

import re

from nezuku.guard.detectors.shapes import NumberShape

HEALTH = NumberShape(
    kind="health_insurance",
    begins_anywhere=True,
    pattern=re.compile(
        r"(?<![0-9A-Za-z])(?P<value>記号\s?[:：]?\s?[0-9]{1,8}[\s・、,/]{0,3}番号\s?[:：]?\s?[0-9]{1,8}|[0-9]{1,8}[-・][0-9]{1,8}(?:[-・][0-9]{1,2})?|[0-9]{6,8})(?![0-9A-Za-z]|-[0-9])"
    ),
)
CARE = NumberShape(
    kind="care_insurance",
    pattern=re.compile(r"(?<![0-9A-Za-z])(?<![0-9]-)[0-9]{10}(?![0-9A-Za-z]|-[0-9])"),
    accepts=frozenset({"health_insurance"}),
    labelled=0.96,
)
EMPLOYMENT = NumberShape(
    kind="employment_insurance",
    pattern=re.compile(
        r"(?<![0-9A-Za-z])(?<![0-9]-)[0-9]{4}[- ]?[0-9]{6}[- ]?[0-9](?![0-9A-Za-z]|-[0-9])"
    ),
    accepts=frozenset({"health_insurance"}),
    labelled=0.96,
)
RESIDENT = NumberShape(
    kind="resident_code",
    pattern=re.compile(r"(?<![0-9A-Za-z])(?<![0-9]-)[0-9]{11}(?![0-9A-Za-z]|-[0-9])"),
)
