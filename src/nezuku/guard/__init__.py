"""The guard: find personal and confidential text, mask it, restore the answer.

A pure library: text and policy in, findings and masked text out. It knows no Django, no
network, no clock, and reads only its own packaged data.
"""

from __future__ import annotations

from nezuku.guard.decisions import Decision, strictest
from nezuku.guard.dictionary import Dictionary, DictionaryError, FoldedTerm, Term, fold_term
from nezuku.guard.errors import GuardError
from nezuku.guard.findings import Finding, Inspection
from nezuku.guard.inspector import Guard
from nezuku.guard.kinds import KINDS, SIGNAL_KINDS, Kind
from nezuku.guard.policy import Policy, PolicyError, Rule
from nezuku.guard.reasons import REASONS, Reason
from nezuku.guard.restoring import Restorer
from nezuku.guard.session import Blocked, Masked, Session

__all__ = [
    "KINDS",
    "REASONS",
    "SIGNAL_KINDS",
    "Blocked",
    "Decision",
    "Dictionary",
    "DictionaryError",
    "Finding",
    "FoldedTerm",
    "Guard",
    "GuardError",
    "Inspection",
    "Kind",
    "Masked",
    "Policy",
    "PolicyError",
    "Reason",
    "Restorer",
    "Rule",
    "Session",
    "Term",
    "fold_term",
    "strictest",
]
