"""Levels, decisions, outcomes and kinds of evidence as every page words and colours them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Label:
    """A word with its colour and icon; never the colour alone."""

    text: str | Promise
    kind: str
    icon: str = ""

    def as_context(self) -> dict[str, object]:
        """What `parts/badge.html` reads."""
        return {"text": self.text, "kind": self.kind, "icon_name": self.icon}


LEVELS: dict[int, Label] = {
    1: Label(_("レベル1 入力可"), "good"),
    2: Label(_("レベル2 条件つき"), "warn"),
    3: Label(_("レベル3 入力禁止"), "bad"),
}

SHORT_LEVELS: dict[int, Label] = {
    1: Label(_("レベル1"), "good"),
    2: Label(_("レベル2"), "warn"),
    3: Label(_("レベル3"), "bad"),
}

DECISIONS: dict[str, Label] = {
    "allow": Label(_("そのまま送信"), "good", "check"),
    "mask": Label(_("伏せて送信"), "info", "mask"),
    "ask": Label(_("確認が必要"), "ask", "question"),
    "block": Label(_("送信しない"), "bad", "block"),
}

#: The same of a text that is on its way already.
DECIDED: dict[str, Label] = {**DECISIONS, "ask": Label(_("確認して送信"), "ask", "question")}

#: The highest level that a model may be given.
LEVELS_UP_TO: dict[int, Label] = {
    1: Label(_("レベル1まで"), "neutral"),
    2: Label(_("レベル2まで"), "neutral"),
    3: Label(_("レベル3まで"), "neutral"),
}

OUTCOMES: dict[str, Label] = {
    "open": Label(_("回答中"), "info"),
    "completed": Label(_("完了"), "good", "check"),
    "stopped": Label(_("途中で停止"), "neutral", "stop"),
    "interrupted": Label(_("中断"), "warn", "danger"),
    "failed": Label(_("失敗"), "bad", "danger"),
    "refused": Label(_("送信せず"), "bad", "block"),
}

EVIDENCE: dict[str, Label] = {
    "measured": Label(_("実測"), "neutral"),
    "reported": Label(_("自己申告"), "neutral"),
    "estimated": Label(_("推定"), "warn"),
}


def unknown(name: str) -> Label:
    """A label for a word that this page has no wording for: the word itself."""
    return Label(name, "neutral")
