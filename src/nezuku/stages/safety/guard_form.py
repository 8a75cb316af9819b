"""The form of the guard's settings: a class and a decision for each kind, shapes of own numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.policy.wording import DECISION_WORDS, KIND_WORDS
from nezuku.guard import KINDS, SIGNAL_KINDS, Decision, Policy, PolicyError, Rule

BLANK_SHAPES = 2
MOST_SHAPES = 20
LEVEL_CHOICES: list[tuple[int, str | Promise]] = [
    (1, _("レベル1 入力可")),
    (2, _("レベル2 条件つき")),
    (3, _("レベル3 入力禁止")),
]
_DECISIONS: list[tuple[str, str | Promise]] = [
    (decision.value, words.label) for decision, words in DECISION_WORDS.items()
]
#: Signs about a whole text are never replaced.
_SIGNAL_DECISIONS = [choice for choice in _DECISIONS if choice[0] != Decision.MASK]
ASKING_CHOICES: list[tuple[str, str | Promise]] = [
    ("0.4", _("少なめ：かなり疑わしいときだけ確認する")),
    ("0.5", _("標準：推奨")),
    ("0.7", _("多め：少しでも迷うときは確認する")),
]
SHAPE_KINDS: list[tuple[str, str | Promise]] = [
    (kind, KIND_WORDS[kind].label)
    for kind in ("own_pattern", "employee_number", "customer_number", "project", "product")
]

GROUPS: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (
        _("個人の情報"),
        (
            "person",
            "address",
            "postal_code",
            "phone",
            "email",
            "birth_date",
            "age",
            "employee_number",
            "customer_number",
            "plate",
        ),
    ),
    (
        _("公的な番号とお金の番号"),
        (
            "my_number",
            "pension_number",
            "health_insurance",
            "care_insurance",
            "employment_insurance",
            "drivers_licence",
            "passport",
            "residence_card",
            "resident_code",
            "credit_card",
            "bank_account",
        ),
    ),
    (
        _("会社と取引の情報"),
        (
            "company",
            "organization",
            "department",
            "place",
            "money",
            "price",
            "corporate_number",
        ),
    ),
    (
        _("パスワードやシステムの情報"),
        (
            "password",
            "api_key",
            "private_key",
            "connection_string",
            "ip_address",
            "mac_address",
        ),
    ),
    (
        _("資料の表示と配慮が必要な内容"),
        ("confidential_label", "strict_label", "health", "personnel"),
    ),
    (
        _("社内用語辞書と社内の番号"),
        ("client", "project", "product", "company_term", "own_pattern"),
    ),
)


@dataclass(frozen=True, slots=True)
class KindRow:
    """One kind with its words and its two fields."""

    label: str
    sentence: str
    example: str
    level: forms.BoundField
    decision: forms.BoundField
    is_changed: bool


@dataclass(frozen=True, slots=True)
class KindGroup:
    """Kinds that belong together."""

    title: str
    rows: tuple[KindRow, ...]


@dataclass(frozen=True, slots=True)
class ShapeRow:
    """The fields of one shape of own numbers."""

    name: forms.BoundField
    shape: forms.BoundField
    kind: forms.BoundField


class GuardForm(forms.Form):
    """The settings of a policy; `policy()` gives back what was typed."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    ask_below = forms.ChoiceField(
        label=_("名前などに確信が持てないときの確認"), choices=ASKING_CHOICES
    )

    def __init__(self, policy: Policy, version: int, data: Mapping[str, Any] | None = None) -> None:
        asking = _nearest(policy.ask_below)
        super().__init__(data, initial={"version": version, "ask_below": asking})
        self._ignore_below = policy.ignore_below
        for level in (1, 2, 3):
            self.fields[f"action_{level}"] = forms.ChoiceField(
                label=str(LEVEL_CHOICES[level - 1][1]),
                choices=_DECISIONS,
                initial=policy.actions[level].value,
            )
        for kind in KINDS:
            self._add_kind(policy, kind)
        self._shapes = min(len(policy.rules) + BLANK_SHAPES, MOST_SHAPES)
        for place in range(self._shapes):
            self._add_shape(place, policy.rules[place] if place < len(policy.rules) else None)

    def _add_kind(self, policy: Policy, kind: str) -> None:
        label = str(KIND_WORDS[kind].label)
        override = policy.overrides.get(kind)
        decisions = _SIGNAL_DECISIONS if kind in SIGNAL_KINDS else _DECISIONS
        self.fields[f"level_{kind}"] = forms.TypedChoiceField(
            label=label,
            choices=LEVEL_CHOICES,
            coerce=int,
            initial=policy.level_of(kind),
            widget=forms.Select(attrs={"aria-label": _("%(kind)sの情報区分") % {"kind": label}}),
        )
        self.fields[f"decision_{kind}"] = forms.ChoiceField(
            label=label,
            choices=[("", _("情報区分に従う")), *decisions],
            required=False,
            initial=override.value if override else "",
            widget=forms.Select(attrs={"aria-label": _("%(kind)sの扱い") % {"kind": label}}),
        )

    def _add_shape(self, place: int, rule: Rule | None) -> None:
        for name, field in (
            (
                "name",
                forms.CharField(
                    required=False,
                    max_length=40,
                    label=_("番号の名前"),
                    initial=rule.name if rule else "",
                    widget=forms.TextInput(attrs={"aria-label": _("番号の名前")}),
                ),
            ),
            (
                "shape",
                forms.CharField(
                    required=False,
                    max_length=40,
                    label=_("番号の形"),
                    initial=rule.shape if rule else "",
                    widget=forms.TextInput(attrs={"aria-label": _("番号の形")}),
                ),
            ),
            (
                "kind",
                forms.ChoiceField(
                    required=False,
                    label=_("番号の種類"),
                    choices=SHAPE_KINDS,
                    initial=rule.kind if rule else "own_pattern",
                    widget=forms.Select(attrs={"aria-label": _("番号の種類")}),
                ),
            ),
        ):
            self.fields[f"shape_{place}_{name}"] = field

    def clean(self) -> dict[str, Any]:
        """Refuse shapes that would match everything, beside the shape."""
        values = super().clean() or {}
        for place in range(self._shapes):
            shape = values.get(f"shape_{place}_shape", "")
            if not shape:
                continue
            try:
                self._rule(values, place)
            except PolicyError:
                self.add_error(
                    f"shape_{place}_shape",
                    _(
                        "数字を「#」、英字を「@」、どちらでもよい所を「*」と書き、"
                        "これらを2つ以上含めてください。例：EMP-####"
                    ),
                )
        return values

    def policy(self) -> Policy:
        """What was typed as a policy; the form must be valid."""
        values = self.cleaned_data
        return Policy(
            levels={
                kind: values[f"level_{kind}"]
                for kind in KINDS
                if values[f"level_{kind}"] != KINDS[kind].default_level
            },
            actions={level: Decision(values[f"action_{level}"]) for level in (1, 2, 3)},
            overrides={
                kind: Decision(values[f"decision_{kind}"])
                for kind in KINDS
                if values[f"decision_{kind}"]
            },
            ask_below=float(values["ask_below"]),
            ignore_below=self._ignore_below,
            rules=tuple(
                self._rule(values, place)
                for place in range(self._shapes)
                if values[f"shape_{place}_shape"]
            ),
        )

    def groups(self) -> Iterator[KindGroup]:
        """The kinds with their fields, in groups, for the template."""
        for title, kinds in GROUPS:
            yield KindGroup(str(title), tuple(self._row(kind) for kind in kinds))

    def actions(self) -> Iterator[forms.BoundField]:
        """The three fields that say what happens to a class."""
        return (self[f"action_{level}"] for level in (1, 2, 3))

    def shapes(self) -> Iterator[ShapeRow]:
        """The fields of the shapes of own numbers."""
        for place in range(self._shapes):
            yield ShapeRow(
                self[f"shape_{place}_name"],
                self[f"shape_{place}_shape"],
                self[f"shape_{place}_kind"],
            )

    def _row(self, kind: str) -> KindRow:
        words = KIND_WORDS[kind]
        level, decision = self[f"level_{kind}"], self[f"decision_{kind}"]
        own_level = str(level.value()) != str(KINDS[kind].default_level)
        return KindRow(
            label=str(words.label),
            sentence=str(words.sentence),
            example=KINDS[kind].example,
            level=level,
            decision=decision,
            is_changed=own_level or bool(decision.value()),
        )

    @staticmethod
    def _rule(values: Mapping[str, Any], place: int) -> Rule:
        shape = values[f"shape_{place}_shape"].strip()
        name = values.get(f"shape_{place}_name", "").strip() or shape
        return Rule(name, shape, values.get(f"shape_{place}_kind") or "own_pattern")


def _nearest(ask_below: float) -> str:
    return min(ASKING_CHOICES, key=lambda choice: abs(float(choice[0]) - ask_below))[0]
