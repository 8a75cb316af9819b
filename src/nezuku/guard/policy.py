"""The company's own rules for the guard. Owns kind -> class -> decision, and its validation.

Immutable: a change makes a new policy with a new version, so that what ran can be recorded.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from nezuku.guard.decisions import Decision
from nezuku.guard.errors import GuardError
from nezuku.guard.findings import Json
from nezuku.guard.kinds import KINDS

_SHAPE = re.compile(r"[0-9A-Za-z#@*\-_/. ぁ-んァ-ヶー一-鿿]{2,40}")


class PolicyError(GuardError):
    """Refuse a policy that cannot be meant; ``code`` says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Find the company's own numbers by their shape.

    In ``shape`` ``#`` stands for one digit, ``@`` for one letter, ``*`` for one of both, all
    else for itself: ``EMP-####``. ``kind`` is a key of ``KINDS``.
    """

    name: str
    shape: str
    kind: str = "own_pattern"

    def __post_init__(self) -> None:
        """Refuse a shape that would match everything."""
        if self.kind not in KINDS:
            raise PolicyError("policy_unknown_kind", kind=self.kind)
        if not _SHAPE.fullmatch(self.shape) or sum(self.shape.count(c) for c in "#@*") < 2:
            raise PolicyError("policy_bad_shape", shape=self.shape)


@dataclass(frozen=True)
class Policy:
    """Say what happens to each kind of finding.

    ``levels`` maps a kind to its class where it differs from the kind's own; ``actions`` a
    class to a decision; ``overrides`` a kind straight to a decision. A finding of class 2 or 3
    that is less sure than ``ask_below`` is asked about; below ``ignore_below`` it is dropped.
    """

    levels: Mapping[str, int] = field(default_factory=dict)
    actions: Mapping[int, Decision] = field(
        default_factory=lambda: {1: Decision.ALLOW, 2: Decision.MASK, 3: Decision.BLOCK}
    )
    overrides: Mapping[str, Decision] = field(default_factory=dict)
    ask_below: float = 0.5
    ignore_below: float = 0.3
    rules: tuple[Rule, ...] = ()

    def __post_init__(self) -> None:
        """Validate, and freeze the mappings."""
        for kind, level in self.levels.items():
            _known(kind)
            if type(level) is not int or level not in (1, 2, 3):
                raise PolicyError("policy_bad_level", kind=kind)
        for kind, decision in self.overrides.items():
            _known(kind)
            if not isinstance(decision, Decision):
                raise PolicyError("policy_bad_decision", kind=kind)
        if set(self.actions) != {1, 2, 3}:
            raise PolicyError("policy_bad_actions")
        if not all(isinstance(decision, Decision) for decision in self.actions.values()):
            raise PolicyError("policy_bad_actions")
        if not 0.0 <= self.ignore_below <= self.ask_below <= 1.0:
            raise PolicyError("policy_bad_threshold")
        object.__setattr__(self, "levels", MappingProxyType(dict(self.levels)))
        object.__setattr__(self, "actions", MappingProxyType(dict(self.actions)))
        object.__setattr__(self, "overrides", MappingProxyType(dict(self.overrides)))
        object.__setattr__(self, "rules", tuple(self.rules))

    def __hash__(self) -> int:
        return hash(self.version)

    @classmethod
    def default(cls) -> Policy:
        """Give the policy of a new company: open is allowed, inside masked, strict blocked."""
        return cls()

    def level_of(self, kind: str) -> int:
        """Give the class of a kind under this policy."""
        return self.levels.get(kind, KINDS[kind].default_level)

    def decide(self, kind: str, level: int, confidence: float) -> Decision | None:
        """Give the decision for a finding, or None when it is too unsure to mention."""
        if confidence < self.ignore_below:
            return None
        chosen = self.overrides.get(kind)
        if chosen is None:
            chosen = self.actions[level]
            unsure = confidence < self.ask_below and level >= 2
            if unsure and chosen in (Decision.MASK, Decision.BLOCK):
                return Decision.ASK
        return chosen

    @cached_property
    def version(self) -> str:
        """Give a short stable digest of everything that the policy says."""
        body = json.dumps(self.to_dict(), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(body.encode()).hexdigest()[:12]

    def to_dict(self) -> dict[str, Json]:
        """Give the policy as plain JSON values; ``from_dict`` reads them back."""
        return {
            "levels": dict(sorted(self.levels.items())),
            "actions": {str(level): self.actions[level].value for level in (1, 2, 3)},
            "overrides": {k: v.value for k, v in sorted(self.overrides.items())},
            "ask_below": self.ask_below,
            "ignore_below": self.ignore_below,
            "rules": [{"name": r.name, "shape": r.shape, "kind": r.kind} for r in self.rules],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Json]) -> Policy:
        """Read a policy back, strictly.

        Raises PolicyError: policy_unknown_field, policy_bad_type, policy_unknown_kind,
        policy_bad_level, policy_bad_decision, policy_bad_actions, policy_bad_threshold,
        policy_bad_shape.
        """
        if not isinstance(data, Mapping):
            raise PolicyError("policy_bad_type", field="policy")
        fields = {"levels", "actions", "overrides", "ask_below", "ignore_below", "rules"}
        for name in data:
            if name not in fields:
                raise PolicyError("policy_unknown_field", field=str(name))
        standard = cls()
        actions = standard.actions
        if "actions" in data:
            given = {k: _decision(k, v) for k, v in _mapping(data, "actions").items()}
            if set(given) != {"1", "2", "3"}:
                raise PolicyError("policy_bad_actions")
            actions = {int(k): v for k, v in given.items()}
        levels: dict[str, int] = {}
        for kind, level in _mapping(data, "levels").items():
            if type(level) is not int:
                raise PolicyError("policy_bad_level", kind=kind)
            levels[kind] = level
        return cls(
            levels=levels,
            actions=actions,
            overrides={k: _decision(k, v) for k, v in _mapping(data, "overrides").items()},
            ask_below=_number(data, "ask_below", standard.ask_below),
            ignore_below=_number(data, "ignore_below", standard.ignore_below),
            rules=_rules(data.get("rules", [])),
        )


def _known(kind: str) -> None:
    if kind not in KINDS:
        raise PolicyError("policy_unknown_kind", kind=str(kind))


def _mapping(data: Mapping[str, Json], name: str) -> Mapping[str, Json]:
    value = data.get(name, {})
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise PolicyError("policy_bad_type", field=name)
    return value


def _decision(kind: str, value: Json) -> Decision:
    try:
        return Decision(str(value))
    except ValueError:
        raise PolicyError("policy_bad_decision", kind=kind) from None


def _number(data: Mapping[str, Json], name: str, standard: float) -> float:
    value = data.get(name, standard)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PolicyError("policy_bad_type", field=name)
    return float(value)


def _rules(value: Json) -> tuple[Rule, ...]:
    if not isinstance(value, list):
        raise PolicyError("policy_bad_type", field="rules")
    rules = []
    for item in value:
        if not isinstance(item, dict) or not set(item) <= {"name", "shape", "kind"}:
            raise PolicyError("policy_bad_type", field="rules")
        name, shape, kind = (item.get(key) for key in ("name", "shape", "kind"))
        if not isinstance(name, str) or not isinstance(shape, str):
            raise PolicyError("policy_bad_type", field="rules")
        rules.append(Rule(name, shape, kind if isinstance(kind, str) else "own_pattern"))
    return tuple(rules)
