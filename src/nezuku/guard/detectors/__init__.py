"""One small file per kind of thing. Owns the list of detectors that run.

A detector is a function from a page to candidates. To add one: write ``<kind>.py`` with
``find(page)``, add it here, add the kind to ``kinds.py`` and a test beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from nezuku.guard.detectors import (
    addresses,
    birth_dates,
    emails,
    markings,
    money,
    names,
    network,
    numbers,
    organisations,
    passwords,
    people,
    phones,
    plates,
    postal_code,
    rosters,
    service_keys,
)
from nezuku.guard.findings import Candidate
from nezuku.guard.page import Page

#: Changes whenever a rule or the weights change, so that a record can name what ran.
RULES_VERSION = "2026.11.4"

DETECTORS: tuple[Callable[[Page], Iterator[Candidate]], ...] = (
    service_keys.find,
    passwords.find,
    emails.find,
    phones.find,
    postal_code.find,
    numbers.find,
    network.find,
    plates.find,
    addresses.find,
    birth_dates.find,
    money.find,
    names.find,
    people.find,
    rosters.find,
    organisations.find,
    markings.find,
)
