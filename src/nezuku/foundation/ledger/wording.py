"""The words of facts that the guard gives as keys: decisions, levels, kinds of findings."""

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
        Decision.ASK.value: _("本人が確認"),
        Decision.BLOCK.value: _("送信を停止"),
    }
)

LEVELS: Mapping[int, str | Promise] = MappingProxyType(
    {
        1: _("区分1（入力してよい）"),
        2: _("区分2（条件つき）"),
        3: _("区分3（入力しない）"),
    }
)

_INNER_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def decision_title(decision: str) -> str:
    """What a decision of the guard is called; an unknown one keeps its key."""
    return str(DECISIONS.get(decision, decision))


def kind_title(kind: str) -> str:
    """What a kind of finding is called in the active language; an unknown one keeps its key."""
    known = KINDS.get(kind)
    if known is None:
        return kind
    if (get_language() or "ja").startswith("ja"):
        return known.placeholder
    return _INNER_CAPITAL.sub(" ", known.alias)
