"""The guard itself: run the detectors, judge what they propose, hand out the findings.

Owns how overlapping proposals are settled. Immutable and safe to share between threads.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace

from nezuku.guard import repeats
from nezuku.guard.decisions import Decision, strictest
from nezuku.guard.detectors import DETECTORS, RULES_VERSION
from nezuku.guard.detectors.own_patterns import OwnPatterns
from nezuku.guard.dictionary import Dictionary
from nezuku.guard.findings import Candidate, Finding, Inspection
from nezuku.guard.folding import squeezed
from nezuku.guard.kinds import KINDS, SIGNAL_KINDS
from nezuku.guard.names import model
from nezuku.guard.page import HOLE, Page
from nezuku.guard.policy import Policy
from nezuku.guard.reasons import Reason
from nezuku.guard.session import Session

_MOST_CLEAN = 8192
_NOTHING = Inspection(findings=(), level=1, decision=Decision.ALLOW)


class Guard:
    """Find what must not leave, under one policy and one dictionary."""

    def __init__(self, policy: Policy | None = None, dictionary: Dictionary | None = None) -> None:
        self.policy = policy or Policy.default()
        self.dictionary = dictionary
        self._own_patterns = OwnPatterns(self.policy.rules)
        self._clean: set[bytes] = set()
        model.load()

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
            candidate = _trimmed(page.text, candidate)
            if HOLE in page.text[candidate.start : candidate.end]:
                continue
            finding = self._finding(text, page, candidate)
            if finding is None:
                continue
            # ㈱ is three folded characters: neighbours may meet inside one of the original.
            if findings and finding.start < findings[-1].end:
                start = findings[-1].end
                if start >= finding.end:
                    continue
                finding = replace(finding, start=start, text=text[start : finding.end])
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
        return Session(self.inspect, self._reread)

    def _reread(self, masked: str) -> Inspection:
        """Inspect a masked text, remembering by digest which ones held nothing more.

        A conversation is masked from its start on every turn; without this every old turn
        would be read again. Only digests are kept.
        """
        digest = hashlib.sha256(masked.encode("utf-8", "surrogatepass")).digest()
        if digest in self._clean:
            return _NOTHING
        inspection = self.inspect(masked)
        if all(f.decision in (Decision.ALLOW, Decision.ASK) for f in inspection.findings):
            if len(self._clean) >= _MOST_CLEAN:
                self._clean.clear()
            self._clean.add(digest)
        return inspection

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


def _trimmed(text: str, candidate: Candidate) -> Candidate:
    """Leave the space around a surface outside."""
    surface = text[candidate.start : candidate.end]
    bare = surface.strip()
    if not bare or len(bare) == len(surface):
        return candidate
    start = candidate.start + len(surface) - len(surface.lstrip())
    return candidate._replace(start=start, end=start + len(bare))


def _key(label: str, folded: str) -> str:
    body = f"{label}\n{squeezed(folded)}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(body).hexdigest()[:16]


def settle(candidates: Iterable[Candidate]) -> Sequence[Candidate]:
    """Choose among overlapping proposals: the surer, then the stricter, then the longer.

    Of two people, one inside the other, the whole name stands. What a sure loser covered beyond
    the winners stays covered: the rest of it stands on its own.
    """
    kept: list[Candidate] = []
    cluster: list[Candidate] = []
    end = 0
    for candidate in sorted(_whole_names(candidates), key=_start):
        if candidate.start >= end and cluster:
            kept.extend(_winners(cluster))
            cluster = []
        cluster.append(candidate)
        end = max(end, candidate.end)
    kept.extend(_winners(cluster))
    kept.sort(key=_start)
    return kept


def _start(candidate: Candidate) -> int:
    return candidate.start


def _winners(cluster: list[Candidate]) -> list[Candidate]:
    """Choose among proposals of which each overlaps another of them."""
    if len(cluster) < 2:
        return cluster
    occupied: set[int] = set()
    kept: list[Candidate] = []
    for candidate in sorted(cluster, key=_worth, reverse=True):
        places = range(candidate.start, candidate.end)
        if occupied.isdisjoint(places):
            kept.append(candidate)
        elif candidate.confidence >= _SURE_REST and candidate.kind in _RESTS:
            kept.extend(_rests(candidate, occupied))
        else:
            continue
        occupied.update(places)
    return kept


_SURE_REST = 0.7
_RESTS = frozenset({"address", "person", "company", "phone", "api_key", "password"})


def _rests(candidate: Candidate, occupied: set[int]) -> Iterable[Candidate]:
    """Give the stretches of two characters and more that no winner covers."""
    free = [place for place in range(candidate.start, candidate.end) if place not in occupied]
    start = 0
    for at in range(1, len(free) + 1):
        if at == len(free) or free[at] != free[at - 1] + 1:
            if at - start >= 2:
                yield candidate._replace(start=free[start], end=free[at - 1] + 1)
            start = at


def _whole_names(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Let the longer of two people stand where one proposal holds the other."""
    people: list[Candidate] = []
    others: list[Candidate] = []
    for candidate in candidates:
        if candidate.start < candidate.end:
            (people if candidate.kind == "person" else others).append(candidate)
    people.sort(key=lambda c: (c.start, -c.end))
    for candidate in people:
        last = others[-1] if others else None
        if last is not None and last.kind == "person" and candidate.end <= last.end:
            if candidate.confidence > last.confidence:
                others[-1] = last._replace(confidence=candidate.confidence)
            continue
        others.append(candidate)
    return others


#: Kinds that never outweigh a neighbour: 品川 is a place, but 品川330さ1234 is a plate.
_SOFT = frozenset({"place", "price", "age", "department"})


def _worth(candidate: Candidate) -> tuple[bool, float, int, int, int]:
    return (
        candidate.kind not in _SOFT,
        round(candidate.confidence, 2),
        KINDS[candidate.kind].default_level,
        candidate.end - candidate.start,
        -candidate.start,
    )
