"""The words of facts that are kept as keys: decisions, levels, kinds of findings, reasons."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from nezuku.guard.decisions import Decision
from nezuku.guard.kinds import KINDS

DECISIONS: Mapping[str, str | Promise] = MappingProxyType(
    {
        Decision.ALLOW.value: _("そのまま送信"),
        Decision.MASK.value: _("伏せて送信"),
        Decision.ASK.value: _("確認が必要"),
        Decision.BLOCK.value: _("送信しない"),
    }
)

LEVELS: Mapping[int, str | Promise] = MappingProxyType(
    {
        1: _("レベル1 入力可"),
        2: _("レベル2 条件つき"),
        3: _("レベル3 入力禁止"),
    }
)

#: Why somebody may have to read a text.
REASON_KINDS: Mapping[str, str | Promise] = MappingProxyType(
    {
        "audit": _("定期監査"),
        "incident": _("事故の調査"),
        "request": _("本人からの依頼"),
        "other": _("その他"),
    }
)

#: The colour of an outcome's badge.
OUTCOME_COLOURS: Mapping[str, str] = MappingProxyType(
    {
        "open": "info",
        "completed": "good",
        "stopped": "neutral",
        "interrupted": "warn",
        "failed": "bad",
        "refused": "bad",
    }
)

_INNER_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def decision_title(decision: str) -> str:
    """What a decision of the guard is called; an unknown one keeps its key."""
    return str(DECISIONS.get(decision, decision))


def reason_title(reason_kind: str) -> str:
    """What a kind of reason is called; an unknown one keeps its key."""
    return str(REASON_KINDS.get(reason_kind, reason_kind))


def kind_title(kind: str) -> str:
    """What a kind of finding is called in the active language; an unknown one keeps its key."""
    known = KINDS.get(kind)
    if known is None:
        return kind
    if (get_language() or "ja").startswith("ja"):
        return known.placeholder
    return _INNER_CAPITAL.sub(" ", known.alias)
