"""What may happen to a piece of text. Owns the four decisions and their order, nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Decision(StrEnum):
    """Say what happens to a finding before the text leaves the company."""

    ALLOW = "allow"
    MASK = "mask"
    ASK = "ask"
    BLOCK = "block"

    @property
    def rank(self) -> int:
        """Give the severity: 0 allow, 1 mask, 2 ask, 3 block."""
        return _RANKS[self.value]


_RANKS = {"allow": 0, "mask": 1, "ask": 2, "block": 3}


def strictest(decisions: Iterable[Decision]) -> Decision:
    """Give the most severe of the decisions, and allow when there is none."""
    return max(decisions, key=lambda decision: decision.rank, default=Decision.ALLOW)
