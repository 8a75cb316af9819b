"""Numbers of the company's own shapes. Owns turning a shape into a safe pattern."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nezuku.guard.findings import Candidate
from nezuku.guard.folding import fold
from nezuku.guard.page import Page
from nezuku.guard.policy import Rule

_SIGNS = {"#": "[0-9]", "@": "[A-Za-z]", "*": "[0-9A-Za-z]"}


class OwnPatterns:
    """Find the shapes of a policy. A shape has no repetition, so matching stays linear."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = tuple((rule, _pattern(rule.shape)) for rule in rules)

    def find(self, page: Page) -> Iterator[Candidate]:
        """Propose every piece of text that has one of the shapes."""
        for rule, pattern in self._rules:
            for match in pattern.finditer(page.text):
                yield Candidate(
                    match.start(), match.end(), rule.kind, 0.95, "own_pattern", rule.name
                )


def _pattern(shape: str) -> re.Pattern[str]:
    body = "".join(_SIGNS.get(char) or re.escape(char) for char in fold(shape).text)
    return re.compile(rf"(?<![0-9A-Za-z]){body}(?![0-9A-Za-z])", re.IGNORECASE)
