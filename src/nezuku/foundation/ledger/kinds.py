"""What the kinds of findings are called: a registry that the floor above fills with its labels.

Owns the names on the pages and in the files of the ledger. The labels themselves are those that
people read before they send, and belong to policy; a kind without one has the guard's own word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language

from nezuku.guard.kinds import KINDS

_INNER_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_labels: dict[str, str | Promise] = {}


def name_kinds(labels: Mapping[str, str | Promise]) -> None:
    """This will give kinds the labels of the floor above; called from an app's `ready()`."""
    _labels.update(labels)


def title_of(kind: str) -> str:
    """What a kind is called in the active language; an unknown one keeps its key."""
    if kind in _labels:
        return str(_labels[kind])
    known = KINDS.get(kind)
    if known is None:
        return kind
    if (get_language() or "ja").startswith("ja"):
        return known.placeholder
    return _INNER_CAPITAL.sub(" ", known.alias)
