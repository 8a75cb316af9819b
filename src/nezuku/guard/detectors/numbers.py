"""All kinds of number that one judgement serves. Owns their list, nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from nezuku.guard.detectors import (
    bank_account,
    corporate_number,
    credit_card,
    drivers_licence,
    insurance,
    member_numbers,
    my_number,
    passport,
    pension_number,
    residence_card,
)
from nezuku.guard.findings import Candidate
from nezuku.guard.page import Page

SHAPES = (
    my_number.SHAPE,
    corporate_number.SHAPE,
    credit_card.SHAPE,
    pension_number.SHAPE,
    drivers_licence.SHAPE,
    passport.SHAPE,
    residence_card.SHAPE,
    insurance.HEALTH,
    insurance.CARE,
    insurance.EMPLOYMENT,
    insurance.RESIDENT,
    bank_account.SHAPE,
    bank_account.YUCHO,
    member_numbers.EMPLOYEE,
    member_numbers.CUSTOMER,
)


def find(page: Page) -> Iterator[Candidate]:
    """Propose every number of a known shape."""
    if not any(map(page.text.__contains__, "0123456789")):
        return
    for shape in SHAPES:
        yield from shape.find(page)
