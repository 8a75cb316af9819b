"""What changes between two versions of a decision, said so that a person can judge it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from nezuku.guard import KINDS, SIGNAL_KINDS, Decision, Policy


@dataclass(frozen=True, slots=True)
class ExampleText:
    """An example of a class: its mark (ok, condition, no), the text, the note."""

    mark: str
    text: str
    note: str


@dataclass(frozen=True, slots=True)
class ClassText:
    """Everything that a class says at one version."""

    name: str
    rule: str
    contact: str
    examples: tuple[ExampleText, ...]


@dataclass(frozen=True, slots=True)
class ClassDifference:
    """What changed in a class. Texts are (before, after), None where they are the same.

    An example whose text stayed but whose mark or note changed stands in `changed`.
    """

    name: tuple[str, str] | None
    rule: tuple[str, str] | None
    contact: tuple[str, str] | None
    added: tuple[ExampleText, ...]
    removed: tuple[ExampleText, ...]
    changed: tuple[tuple[ExampleText, ExampleText], ...]
    reordered: bool

    @property
    def is_empty(self) -> bool:
        """Whether the two versions say the same."""
        texts = self.name or self.rule or self.contact
        return not (texts or self.added or self.removed or self.changed or self.reordered)


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """One thing that the guard will do otherwise.

    `what` is one of level, decision (of a kind), action (of a level), asking, shape. `subject`
    is the kind, the level as text, or the shape. `is_weaker` marks what lets more through.
    """

    what: str
    subject: str
    before: str
    after: str
    is_weaker: bool


def class_difference(before: ClassText, after: ClassText) -> ClassDifference:
    """This will tell two versions of a class apart."""
    old = {example.text: example for example in before.examples}
    new = {example.text: example for example in after.examples}
    kept = [text for text in old if text in new]
    return ClassDifference(
        name=_pair(before.name, after.name),
        rule=_pair(before.rule, after.rule),
        contact=_pair(before.contact, after.contact),
        added=tuple(example for text, example in new.items() if text not in old),
        removed=tuple(example for text, example in old.items() if text not in new),
        changed=tuple((old[t], new[t]) for t in kept if old[t] != new[t]),
        reordered=kept != [text for text in new if text in old],
    )


def effective_decision(policy: Policy, kind: str) -> Decision:
    """What happens to a sure finding of a kind.

    A sign about the whole text is never replaced: strict ones are asked about, others pass.
    """
    override = policy.overrides.get(kind)
    if override is not None:
        return override
    level = policy.level_of(kind)
    if kind in SIGNAL_KINDS:
        return Decision.ASK if level == 3 else Decision.ALLOW
    return policy.actions[level]


def policy_difference(before: Policy, after: Policy) -> tuple[PolicyChange, ...]:
    """This will list what the guard does otherwise under `after`, in the order of the page."""
    return tuple(_policy_changes(before, after))


def _policy_changes(before: Policy, after: Policy) -> Iterator[PolicyChange]:
    for level in (1, 2, 3):
        old, new = before.actions[level], after.actions[level]
        if old is not new:
            yield PolicyChange("action", str(level), old, new, new.rank < old.rank)
    for kind in KINDS:
        yield from _kind_changes(before, after, kind)
    if before.ask_below != after.ask_below:
        yield PolicyChange(
            "asking",
            "",
            f"{before.ask_below:g}",
            f"{after.ask_below:g}",
            after.ask_below < before.ask_below,
        )
    old_shapes = {rule.shape: f"{rule.name} {rule.kind}" for rule in before.rules}
    new_shapes = {rule.shape: f"{rule.name} {rule.kind}" for rule in after.rules}
    yield from _shape_changes(old_shapes, new_shapes)


def _kind_changes(before: Policy, after: Policy, kind: str) -> Iterator[PolicyChange]:
    old_level, new_level = before.level_of(kind), after.level_of(kind)
    if old_level != new_level:
        weaker = new_level < old_level
        yield PolicyChange("level", kind, str(old_level), str(new_level), weaker)
    old, new = effective_decision(before, kind), effective_decision(after, kind)
    said = before.overrides.get(kind) != after.overrides.get(kind)
    if said or (old is not new and before.actions == after.actions):
        yield PolicyChange("decision", kind, old, new, new.rank < old.rank)


def _shape_changes(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[PolicyChange]:
    for shape in [*old, *(shape for shape in new if shape not in old)]:
        if old.get(shape) != new.get(shape):
            gone = shape not in new
            yield PolicyChange("shape", shape, old.get(shape, ""), new.get(shape, ""), gone)


def _pair(before: str, after: str) -> tuple[str, str] | None:
    return None if before == after else (before, after)


def same_texts(texts: Sequence[str]) -> tuple[str, ...]:
    """The texts that stand more than once, each once."""
    seen: set[str] = set()
    twice: dict[str, None] = {}
    for text in texts:
        if text in seen:
            twice[text] = None
        seen.add(text)
    return tuple(twice)
