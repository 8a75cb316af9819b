"""Point any span scorer at the guard: ``detect(text) -> [(start, end, TYPE)]``.

The types are those of common evaluation sets; the policy is that of a new company.
"""

from __future__ import annotations

from nezuku.guard import Guard

TYPES = {
    "person": "PERSON",
    "company": "ORG",
    "organization": "ORG",
    "client": "ORG",
    "place": "LOC",
    "address": "ADDRESS",
    "postal_code": "POSTAL_CODE",
    "phone": "PHONE",
    "email": "EMAIL",
    "my_number": "MY_NUMBER",
    "corporate_number": "CORP_NUMBER",
    "credit_card": "CREDIT_CARD",
    "bank_account": "BANK_ACCOUNT",
    "drivers_licence": "DRIVER_LICENSE",
    "passport": "PASSPORT",
    "residence_card": "RESIDENCE_CARD",
    "pension_number": "PENSION_NUMBER",
    "birth_date": "BIRTH_DATE",
    "money": "MONEY",
    "price": "MONEY",
    "api_key": "API_KEY",
    "connection_string": "PASSWORD",
    "private_key": "PRIVATE_KEY",
    "password": "PASSWORD",
}

_GUARD = Guard()


def detect(text: str) -> list[tuple[int, int, str]]:
    """Give every finding as (start, end, TYPE); kinds without a type are given by their key."""
    return [
        (finding.start, finding.end, TYPES.get(finding.kind, finding.kind.upper()))
        for finding in _GUARD.inspect(text).findings
    ]
