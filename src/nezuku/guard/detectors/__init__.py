"""One small file per kind of thing. Owns the list of detectors that run.

A detector is a function from a page to candidates. To add one: write ``<kind>.py`` with
``find(page)``, add it here, add the kind to ``kinds.py`` and a test beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from nezuku.guard.detectors import emails, network, numbers, phones, plates, postal_code
from nezuku.guard.findings import Candidate
from nezuku.guard.page import Page

#: Changes whenever a rule or the weights change, so that a record can name what ran.
RULES_VERSION = "2026.11.1"

DETECTORS: tuple[Callable[[Page], Iterator[Candidate]], ...] = (
    emails.find,
    phones.find,
    postal_code.find,
    numbers.find,
    network.find,
    plates.find,
)
