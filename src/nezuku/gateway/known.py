"""What was replaced once in a request is replaced wherever it comes again in it.

A number is found beside its label; in the answer, and in the next question, it stands alone. Owns
the memory of what was replaced so far and finding it again; how it is replaced is the guard's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import ahocorasick_rs

from nezuku.guard import Decision, Finding, Inspection, Masked, Reason, strictest
from nezuku.guard.folding import fold

_KANJI = re.compile(r"[一-龠々]")
_KATAKANA = re.compile(r"[ァ-ヶー]")
_PLAIN = re.compile(r"[0-9A-Za-z]")
_SCRIPTS = (_KANJI, _KATAKANA, _PLAIN)
_TITLE = re.compile(r"様|氏|殿|君|先生|部長|課長|係長|主任|社長|専務|常務|次長|室長|店長|所長|会長")
#: Too short to be told from an ordinary word: up to three figures, one or two Latin letters, one
#: character of any kind.
_TOO_SHORT = re.compile(r"[0-9]{1,3}|[A-Za-z]{1,2}|.|\s*|[ぁ-ゖ]{1,2}")
_REASON = Reason("repeat")
#: A word of a higher class has the class of a placeholder once it is replaced.
_MASKED_LEVEL = 2
_MOST = 20_000


class Known:
    """What was replaced in the texts of one request so far."""

    def __init__(self) -> None:
        self._found: dict[str, Finding] = {}
        self._matcher: ahocorasick_rs.AhoCorasick | None = None
        self._words: tuple[str, ...] = ()

    def remember(self, masked: Masked) -> None:
        """This will keep what was replaced in a text."""
        places = {(start, end) for start, end, _placeholder in masked.replaced}
        for finding in masked.inspection.findings:
            if (finding.start, finding.end) not in places or len(self._found) >= _MOST:
                continue
            words = fold(finding.text).text
            if words not in self._found and not _TOO_SHORT.fullmatch(words):
                self._found[words] = finding

    def widen(self, text: str, inspection: Inspection) -> Inspection:
        """The inspection with every place added at which something known stands again."""
        if not self._found:
            return inspection
        more = list(self._again(text, inspection))
        if not more:
            return inspection
        findings = tuple(sorted((*inspection.findings, *more), key=lambda f: f.start))
        return replace(
            inspection,
            findings=findings,
            level=max(inspection.level, *(f.level for f in more)),
            decision=strictest((inspection.decision, *(f.decision for f in more))),
        )

    def _again(self, text: str, inspection: Inspection) -> Iterator[Finding]:
        if self._matcher is None or len(self._words) != len(self._found):
            self._words = tuple(self._found)
            kind = ahocorasick_rs.MatchKind.LeftmostLongest
            self._matcher = ahocorasick_rs.AhoCorasick(self._words, matchkind=kind)
        folded = fold(text)
        taken = iter(inspection.findings)
        next_taken = next(taken, None)
        for index, first, last in self._matcher.find_matches_as_indexes(folded.text):
            start, end = folded.original(first, last)
            while next_taken is not None and next_taken.end <= start:
                next_taken = next(taken, None)
            if next_taken is not None and next_taken.start < end:
                continue
            if _stands_alone(folded.text, first, last):
                before = self._found[self._words[index]]
                asked = before.decision is Decision.ASK
                yield replace(
                    before,
                    start=start,
                    end=end,
                    text=text[start:end],
                    level=min(before.level, _MASKED_LEVEL),
                    decision=Decision.ASK if asked else Decision.MASK,
                    reason=_REASON,
                )


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether the words are not a part of a longer one."""
    before, after = text[start - 1 : start], text[end : end + 1]
    for script in _SCRIPTS:
        if script.match(text[start]) and before and script.match(before):
            return False
        if script.match(text[end - 1]) and after and script.match(after):
            return _TITLE.match(text, end) is not None
    return True
