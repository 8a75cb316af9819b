"""Numbers of employees, customers and members under their label. Free form, so a label decides."""

from __future__ import annotations

import re

from nezuku.guard.detectors.shapes import NumberShape

_CODE = re.compile(
    r"(?<![0-9A-Za-z])(?=[A-Za-z\-]{0,6}[0-9])[0-9A-Za-z]{1,12}(?:[-_/][0-9A-Za-z]{1,12}){0,3}(?![0-9A-Za-z]|[-_][0-9A-Za-z])"
)
EMPLOYEE = NumberShape(
    kind="employee_number", pattern=_CODE, labelled=0.9, reaches_far=False, only_beside=True
)
CUSTOMER = NumberShape(
    kind="customer_number", pattern=_CODE, labelled=0.88, reaches_far=False, only_beside=True
)
