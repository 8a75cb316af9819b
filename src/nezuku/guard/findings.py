"""What an inspection hands out. Owns the shapes that travel; finding is elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from nezuku.guard.decisions import Decision
from nezuku.guard.reasons import Reason

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Point at one piece of text and say what it is, how sure, why, and what happens to it.

    ``start`` and ``end`` are offsets into the text as it was given. ``key`` names the same
    thing in any text: a short hash of the kind and the normalised surface.
    """

    start: int
    end: int
    kind: str
    level: int
    decision: Decision
    confidence: float
    reason: Reason
    text: str
    key: str

    def to_dict(self) -> dict[str, Json]:
        """Give the finding as plain JSON values."""
        return {
            "start": self.start,
            "end": self.end,
            "kind": self.kind,
            "level": self.level,
            "decision": self.decision.value,
            "confidence": round(self.confidence, 3),
            "reason": {"code": self.reason.code, "fields": dict(self.reason.fields)},
            "text": self.text,
            "key": self.key,
        }


@dataclass(frozen=True, slots=True)
class Inspection:
    """Give everything found in one text, its class and the strictest decision.

    ``findings`` are sorted and do not overlap. ``signals`` speak about the whole text (a
    confidential marking, a protected subject); they raise the class and are never replaced.
    """

    findings: tuple[Finding, ...]
    level: int
    decision: Decision
    signals: tuple[Finding, ...] = ()

    def to_dict(self) -> dict[str, Json]:
        """Give the inspection as plain JSON values."""
        return {
            "level": self.level,
            "decision": self.decision.value,
            "findings": [finding.to_dict() for finding in self.findings],
            "signals": [signal.to_dict() for signal in self.signals],
        }


class Candidate(NamedTuple):
    """Propose a span of the folded text to the judge. Detectors yield these.

    A tuple, since some forty are made for 500 characters and most are dropped.

    ``confidence`` runs from 0 to 1; ``label`` is the word that gave it away, if one did;
    ``level`` a class of its own where the term brings one, else 0.
    """

    start: int
    end: int
    kind: str
    confidence: float
    code: str
    label: str = ""
    level: int = 0
