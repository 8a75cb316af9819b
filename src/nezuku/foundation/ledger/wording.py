"""The words of facts that are kept as keys: decisions, levels, reasons, and who acted unasked."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.kit.actor import SYSTEM
from nezuku.guard.decisions import Decision

DECISIONS: Mapping[str, str | Promise] = MappingProxyType(
    {
        Decision.ALLOW.value: _("そのまま送信"),
        Decision.MASK.value: _("伏せて送信"),
        Decision.ASK.value: _("確認して送信"),
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

#: Who acts when no member does: the program, whoever types commands on the server, a visitor.
BY_ITSELF = _("Nezuku（自動）")
BY_COMMAND = _("サーバーのコマンド（%(user)s）")
NOT_SIGNED_IN = _("サインイン前の人")
_COMMAND = "cli:"
_VISITOR = "visitor"

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


def decision_title(decision: str) -> str:
    """What a decision of the guard is called; an unknown one keeps its key."""
    return str(DECISIONS.get(decision, decision))


def actor_title(actor_id: int | None, actor_name: str) -> str:
    """How somebody who acted is shown: people by name, what runs by itself by what it is."""
    if actor_id is not None:
        return actor_name
    if actor_name == SYSTEM.name:
        return str(BY_ITSELF)
    if actor_name.startswith(_COMMAND):
        return str(BY_COMMAND) % {"user": actor_name.removeprefix(_COMMAND)}
    if actor_name == _VISITOR:
        return str(NOT_SIGNED_IN)
    return actor_name


def actors_called(words: str) -> Q:
    """The acts of those whose shown name contains `words`."""
    wanted = Q(actor_name__icontains=words)
    folded = words.casefold()
    if folded in str(BY_ITSELF).casefold():
        wanted |= Q(actor_id=None, actor_name=SYSTEM.name)
    if folded in (str(BY_COMMAND) % {"user": ""}).casefold():
        wanted |= Q(actor_id=None, actor_name__startswith=_COMMAND)
    if folded in str(NOT_SIGNED_IN).casefold():
        wanted |= Q(actor_id=None, actor_name=_VISITOR)
    return wanted


def reason_title(reason_kind: str) -> str:
    """What a kind of reason is called; an unknown one keeps its key."""
    return str(REASON_KINDS.get(reason_kind, reason_kind))
