"""One conversation's placeholders. Owns masking, numbering and the map back.

A session is never shared between conversations and not thread-safe. Numbers follow the first
appearance, so masking the same conversation again from its start gives the same text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from nezuku.guard.decisions import Decision
from nezuku.guard.entities import Entities
from nezuku.guard.errors import GuardError
from nezuku.guard.findings import Finding, Inspection
from nezuku.guard.kinds import KINDS
from nezuku.guard.placeholders import LITERAL, OPENERS, match_at
from nezuku.guard.restoring import Restorer, restore

#: How often a masked text is read again; the second time nearly always finds nothing.
_ROUNDS = 3
_OPENING = re.compile("[" + re.escape(OPENERS) + "]")


class Blocked(GuardError):
    """Refuse to mask a text that must not leave at all; ``findings`` say why."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("blocked", count=len(findings))
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Masked:
    """Carry a masked text, what was found in it, and where placeholders replaced what.

    ``replaced`` holds (start, end, placeholder) with offsets into the text as given.
    """

    text: str
    inspection: Inspection
    replaced: tuple[tuple[int, int, str], ...]


class Session:
    """Mask the texts of one conversation and restore the answers."""

    def __init__(
        self, inspect: Callable[[str], Inspection], reread: Callable[[str], Inspection]
    ) -> None:
        """Take how to read a text, and how to read one again that was masked."""
        self._inspect = inspect
        self._reread = reread
        self._entities = Entities()

    @property
    def mapping(self) -> Mapping[str, str]:
        """Give placeholder -> original, for all placeholders handed out so far."""
        return MappingProxyType(self._entities.originals)

    @property
    def has_placeholders(self) -> bool:
        """Tell whether anything was replaced yet."""
        return bool(self._entities.originals)

    def mask(
        self,
        text: str,
        *,
        released: frozenset[str] = frozenset(),
        block_as_mask: bool = False,
        inspection: Inspection | None = None,
    ) -> Masked:
        """Replace what must not leave by placeholders.

        Findings that are asked about are replaced too, unless their key is in ``released``.
        What is left is read again, so that a masked text holds nothing more to mask; what comes
        to light then is added to the findings of the result.
        With ``block_as_mask`` blocked findings are replaced instead of refused (old turns).
        Raises Blocked; GuardError inspection_of_other_text.
        """
        if inspection is None:
            inspection = self._inspect(text)
        elif any(text[f.start : f.end] != f.text for f in inspection.findings):
            raise GuardError("inspection_of_other_text")
        blocked = tuple(f for f in inspection.findings if f.decision is Decision.BLOCK)
        if blocked and not block_as_mask:
            raise Blocked(blocked)
        masked = self._replace(text, inspection, released)
        for _ in range(_ROUNDS):
            if not masked.replaced:
                break
            more = _unmasked(text, masked, self._reread(masked.text))
            if not more:
                break
            findings = sorted((*masked.inspection.findings, *more), key=lambda f: f.start)
            widened = replace(masked.inspection, findings=tuple(findings))
            masked = self._replace(text, widened, released)
        return masked

    def _replace(self, text: str, inspection: Inspection, released: frozenset[str]) -> Masked:
        spans: list[tuple[int, int, str]] = []
        for finding in inspection.findings:
            asked = finding.decision is Decision.ASK and finding.key not in released
            if asked or finding.decision in (Decision.MASK, Decision.BLOCK):
                spans.append((finding.start, finding.end, finding.kind))
        out: list[str] = []
        replaced: list[tuple[int, int, str]] = []
        done = 0
        for start, end, kind in self._with_literals(text, spans):
            surface = text[start:end]
            label = LITERAL if kind == LITERAL else KINDS[kind].placeholder
            placeholder = self._entities.placeholder(label, surface)
            out.append(text[done:start])
            out.append(placeholder)
            replaced.append((start, end, placeholder))
            done = end
        out.append(text[done:])
        return Masked("".join(out), inspection, tuple(replaced))

    def _with_literals(
        self, text: str, spans: list[tuple[int, int, str]]
    ) -> list[tuple[int, int, str]]:
        """Guard against placeholders that the person typed.

        One that is not in use is reserved and stays; one that is in use is replaced itself, so
        that it comes back as typed and never as somebody's name.
        """
        extra: list[tuple[int, int, str]] = []
        covered = iter(spans)
        span = next(covered, None)
        done = 0
        for opening in _OPENING.finditer(text):
            place = opening.start()
            if place < done:
                continue
            while span is not None and span[1] <= place:
                span = next(covered, None)
            match = match_at(text, place)
            if not match.name or (span is not None and span[0] <= place):
                continue
            if self._entities.reserve(match.name):
                continue
            extra.append((place, match.end, LITERAL))
            done = match.end
        return _joined(sorted(spans + extra)) if extra else spans

    def restore(self, text: str) -> str:
        """Put the originals back into a whole text."""
        return restore(text, self._entities.originals)

    def restorer(self, *, json: bool = False) -> Restorer:
        """Open a restorer for one stream; with ``json`` the stream is JSON source."""
        return Restorer(self._entities.originals, json=json)


def _unmasked(text: str, masked: Masked, again: Inspection) -> list[Finding]:
    """Give what a second reading of the masked text finds, at its place in the original."""
    found: list[Finding] = []
    places = iter(masked.replaced)
    following = next(places, None)
    shift = 0
    for finding in again.findings:
        if finding.decision not in (Decision.MASK, Decision.BLOCK):
            continue
        while following is not None and following[0] - shift <= finding.start:
            start, end, placeholder = following
            shift += (end - start) - len(placeholder)
            following = next(places, None)
        start, end = finding.start + shift, finding.end + shift
        if text[start:end] == finding.text:
            found.append(replace(finding, start=start, end=end))
    return found


def _joined(spans: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Join spans that overlap; the kind of the finding wins over the literal."""
    joined: list[tuple[int, int, str]] = []
    for start, end, kind in spans:
        if joined and start < joined[-1][1]:
            first, last, before = joined[-1]
            kept = kind if before == LITERAL else before
            joined[-1] = (first, max(last, end), kept)
        else:
            joined.append((start, end, kind))
    return joined
