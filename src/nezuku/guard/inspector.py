"""The guard itself: run the detectors, judge what they propose, hand out the findings.

Owns how overlapping proposals are settled. Immutable and safe to share between threads.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from nezuku.guard import repeats
from nezuku.guard.decisions import Decision, strictest
from nezuku.guard.detectors import DETECTORS, RULES_VERSION
from nezuku.guard.detectors.own_patterns import OwnPatterns
from nezuku.guard.dictionary import Dictionary
from nezuku.guard.findings import Candidate, Finding, Inspection
from nezuku.guard.folding import squeezed
from nezuku.guard.kinds import KINDS, SIGNAL_KINDS
from nezuku.guard.page import HOLE, Page
from nezuku.guard.policy import Policy
from nezuku.guard.reasons import Reason
from nezuku.guard.session import Session


class Guard:
    """Find what must not leave, under one policy and one dictionary."""

    def __init__(self, policy: Policy | None = None, dictionary: Dictionary | None = None) -> None:
        self.policy = policy or Policy.default()
        self.dictionary = dictionary
        self._own_patterns = OwnPatterns(self.policy.rules)

    @property
    def version(self) -> str:
        """Name what ran: the rules of this release, the policy, the dictionary."""
        own = self.dictionary.version if self.dictionary else "none"
        return f"{RULES_VERSION}.{self.policy.version}.{own}"

    def inspect(self, text: str) -> Inspection:
        """Find everything in a text. Never raises, whatever the text; linear in its length."""
        page = Page.of(text)
        proposals: list[Candidate] = []
        for find in DETECTORS:
            proposals.extend(find(page))
        proposals.extend(self._own_patterns.find(page))
        if self.dictionary is not None:
            proposals.extend(self.dictionary.find(page.text))
        proposals.extend(repeats.find(page, proposals))
        findings: list[Finding] = []
        signals: list[Finding] = []
        for candidate in proposals:
            if candidate.kind in SIGNAL_KINDS:
                signal = self._finding(text, page, candidate)
                if signal is not None:
                    signals.append(signal)
        for candidate in settle(c for c in proposals if c.kind not in SIGNAL_KINDS):
            if HOLE in page.text[candidate.start : candidate.end]:
                continue
            finding = self._finding(text, page, candidate)
            if finding is not None:
                findings.append(finding)
        everything = findings + signals
        return Inspection(
            findings=tuple(findings),
            level=max((f.level for f in everything), default=1),
            decision=strictest(f.decision for f in everything),
            signals=tuple(sorted(signals, key=lambda s: (s.start, s.end))),
        )

    def session(self) -> Session:
        """Open the placeholder map of one conversation or one request."""
        return Session(self.inspect)

    def _finding(self, text: str, page: Page, candidate: Candidate) -> Finding | None:
        level = candidate.level or self.policy.level_of(candidate.kind)
        decision = self.policy.decide(candidate.kind, level, candidate.confidence)
        if decision is None:
            return None
        if candidate.kind in SIGNAL_KINDS and candidate.kind not in self.policy.overrides:
            decision = Decision.ASK if level == 3 else Decision.ALLOW
        start, end = page.folded.original(candidate.start, candidate.end)
        surface = text[start:end]
        label = KINDS[candidate.kind].placeholder
        return Finding(
            start=start,
            end=end,
            kind=candidate.kind,
            level=level,
            decision=decision,
            confidence=candidate.confidence,
            reason=Reason(candidate.code, {"label": candidate.label} if candidate.label else {}),
            text=surface,
            key=_key(label, page.text[candidate.start : candidate.end]),
        )


def _key(label: str, folded: str) -> str:
    body = f"{label}\n{squeezed(folded)}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(body).hexdigest()[:16]


def settle(candidates: Iterable[Candidate]) -> Sequence[Candidate]:
    """Choose among overlapping proposals: the surer, then the stricter, then the longer.

    What a loser covered beyond the winner stays covered: the winner takes the gap over when
    both are of one kind, otherwise the rest of the loser stands on its own.
    """
    ranked = sorted(candidates, key=_worth, reverse=True)
    taken: list[Candidate] = []
    kept: list[Candidate] = []
    by_start: dict[int, Candidate] = {}
    occupied: dict[int, Candidate] = by_start
    for candidate in ranked:
        if candidate.start >= candidate.end:
            continue
        clash = any(place in occupied for place in range(candidate.start, candidate.end))
        if clash:
            taken.append(candidate)
            continue
        kept.append(candidate)
        for place in range(candidate.start, candidate.end):
            occupied[place] = candidate
    kept.sort(key=lambda c: c.start)
    return kept


def _worth(candidate: Candidate) -> tuple[float, int, int, int]:
    return (
        round(candidate.confidence, 2),
        KINDS[candidate.kind].default_level,
        candidate.end - candidate.start,
        -candidate.start,
    )
