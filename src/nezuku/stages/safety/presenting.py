"""What the pages of safety show: decisions in words, texts with the findings on them.

Owns the frozen contexts of the templates; starts no query and changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nezuku.foundation.policy.differences import PolicyChange
from nezuku.foundation.policy.wording import (
    DECISION_WORDS,
    KIND_WORDS,
    FindingText,
    describe,
)
from nezuku.guard import Decision, Finding, Guard, Inspection

#: More rows than a person reads; the marks in the text are all there.
MOST_ROWS = 100


@dataclass(frozen=True, slots=True)
class Mark:
    """How a mark of an example is shown: sign, words, colour."""

    sign: str
    words: str | Promise
    kind: str


MARKS = {
    "ok": Mark("◯", gettext_lazy("入力してよい"), "good"),
    "condition": Mark("△", gettext_lazy("条件つき"), "warn"),
    "no": Mark("×", gettext_lazy("入力しない"), "bad"),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text; `decision` and `kind_label` are "" where nothing was found."""

    text: str
    decision: str = ""
    kind_label: str = ""


@dataclass(frozen=True, slots=True)
class FoundRow:
    """One thing that was found, with how often it stands in the text."""

    text: str
    count: int
    level: int
    decision: str
    words: FindingText


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What the guard says of a text that was tried out."""

    decision: str
    level: int
    pieces: tuple[Piece, ...]
    sent: tuple[Piece, ...]
    found: tuple[FoundRow, ...]
    more: int
    signals: tuple[FoundRow, ...]


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change of the guard's settings in words."""

    subject: str
    what: str
    before: str
    after: str
    is_weaker: bool


def check_result(guard: Guard, text: str) -> CheckResult:
    """This will try a text out: what was found, what would be sent. Keeps nothing."""
    inspection = guard.inspect(text)
    masked = guard.session().mask(text, inspection=inspection, block_as_mask=True)
    sent: list[Piece] = []
    done = 0
    for start, end, placeholder in masked.replaced:
        if start > done:
            sent.append(Piece(text[done:start]))
        sent.append(Piece(placeholder, Decision.MASK))
        done = end
    if done < len(text):
        sent.append(Piece(text[done:]))
    found = _rows(inspection.findings)
    return CheckResult(
        decision=inspection.decision,
        level=inspection.level,
        pieces=tuple(_pieces(text, inspection)),
        sent=tuple(sent),
        found=found[:MOST_ROWS],
        more=max(0, len(found) - MOST_ROWS),
        signals=_rows(inspection.signals),
    )


def change_rows(changes: Sequence[PolicyChange]) -> tuple[ChangeRow, ...]:
    """The changes of a policy as a table for people."""
    return tuple(_change_row(change) for change in changes)


def _pieces(text: str, inspection: Inspection) -> Iterator[Piece]:
    """The text cut at what was found; a sign about the whole text yields where they overlap."""
    done = 0
    taken = {place for f in inspection.findings for place in range(f.start, f.end)}
    signs = [s for s in inspection.signals if not taken & set(range(s.start, s.end))]
    for finding in sorted((*inspection.findings, *signs), key=lambda f: f.start):
        if finding.start < done:
            continue
        if finding.start > done:
            yield Piece(text[done : finding.start])
        label = str(KIND_WORDS[finding.kind].label)
        yield Piece(text[finding.start : finding.end], finding.decision, label)
        done = finding.end
    if done < len(text):
        yield Piece(text[done:])


def _rows(findings: Sequence[Finding]) -> tuple[FoundRow, ...]:
    counts = Counter((finding.kind, finding.key) for finding in findings)
    first: dict[tuple[str, str], Finding] = {}
    for finding in findings:
        first.setdefault((finding.kind, finding.key), finding)
    ranked = sorted(first.items(), key=lambda item: -item[1].decision.rank)
    return tuple(
        FoundRow(
            text=finding.text,
            count=counts[key],
            level=finding.level,
            decision=finding.decision,
            words=describe(finding),
        )
        for key, finding in ranked
    )


def _change_row(change: PolicyChange) -> ChangeRow:
    before, after = change.before, change.after
    match change.what:
        case "action":
            subject = _("レベル%(level)sの情報") % {"level": change.subject}
            what, before, after = _("扱い"), _decision(before), _decision(after)
        case "level":
            subject, what = str(KIND_WORDS[change.subject].label), _("情報区分")
            before, after = _level(before), _level(after)
        case "decision":
            subject, what = str(KIND_WORDS[change.subject].label), _("扱い")
            before, after = _decision(before), _decision(after)
        case "asking":
            subject, what = _("確信が持てないとき"), _("確認する基準")
        case _:
            subject, what = change.subject, _("社内の番号の形")
            before, after = before or _("なし"), after or _("なし")
    return ChangeRow(subject, what, before, after, change.is_weaker)


def _decision(value: str) -> str:
    return str(DECISION_WORDS[Decision(value)].label)


def _level(value: str) -> str:
    return _("レベル%(level)s") % {"level": value}
