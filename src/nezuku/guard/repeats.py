"""Find again, elsewhere in the text, what was surely found once: a surname alone, a short name.

Owns what counts as the same: a person's family name, a company without its legal form. It reads
the proposals of the detectors and adds to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import ahocorasick_rs

from nezuku.guard.findings import Candidate
from nezuku.guard.names.lexicon import GIVEN, PLACE, SURNAME
from nezuku.guard.page import HOLE, Page

_SURE = 0.74
_LEGAL = re.compile(
    r"(?:株式|有限|合同|合資|合名)会社|\((?:株|有|同|社|財|医|学)\)|(?:一般|"
    r"公益)[社財]団法人|医療法人(?:社団|財団)?|学校法人|社会福祉法人|[ ,]*(?:Inc|Co|Ltd|"
    r"LLC|Corp)\.?"
)
_KANJI = re.compile(r"[一-龠々]")
_KATAKANA = re.compile(r"[ァ-ヶー]")
_MOST = 400
_FEW = 24


def find(page: Page, proposals: Sequence[Candidate]) -> Iterator[Candidate]:
    """Propose every other place where a person or company of the text is named again."""
    wanted: dict[str, str] = {}
    for candidate in proposals:
        if candidate.confidence < _SURE or len(wanted) >= _MOST:
            continue
        surface = page.text[candidate.start : candidate.end]
        if HOLE in surface or "\n" in surface:
            continue
        if candidate.kind == "person":
            for name in _names_of(page, candidate):
                wanted.setdefault(name, "person")
        elif candidate.kind in ("company", "organization"):
            core = _LEGAL.sub("", surface).strip()
            if len(core) >= 3:
                wanted.setdefault(core, "company")
    if not wanted:
        return
    for start, end, word in _places(page.text, tuple(wanted)):
        if _stands_alone(page.text, start, end):
            yield Candidate(start, end, wanted[word], 0.7, "repeat")


def _places(text: str, words: Sequence[str]) -> Sequence[tuple[int, int, str]]:
    """Give where the words stand, the leftmost and longest first, none over another."""
    if len(words) > _FEW:
        matcher = ahocorasick_rs.AhoCorasick(
            words, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
        )
        return [(a, b, words[i]) for i, a, b in matcher.find_matches_as_indexes(text)]
    # Building an automaton costs as much as reading 500 characters for some forty words.
    found: list[tuple[int, int, str]] = []
    for word in words:
        place = text.find(word)
        while place >= 0:
            found.append((place, -len(word), word))
            place = text.find(word, place + 1)
    found.sort()
    kept: list[tuple[int, int, str]] = []
    done = 0
    for start, size, word in found:
        if start >= done:
            done = start - size
            kept.append((start, done, word))
    return kept


def _names_of(page: Page, candidate: Candidate) -> Iterator[str]:
    """Give the full name, and the family name if it can be told."""
    surface = page.text[candidate.start : candidate.end]
    # A surname alone that is a place too (岡山) may be the place elsewhere.
    known = page.word_classes(candidate.start, len(surface))
    if len(surface) >= 2 and not known & PLACE:
        yield surface
    if surface.isascii():
        return
    if " " in surface:
        first = surface.split(" ")[0]
        if _KANJI.match(first):
            yield first
        return
    if _KANJI.match(surface) and len(surface) >= 3:
        for size in (2, 1, 3):
            rest = len(surface) - size
            if rest < 1:
                continue
            given = page.word_classes(candidate.start + size, rest) & GIVEN
            if page.word_classes(candidate.start, size) & SURNAME and given:
                yield surface[:size]
                return


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Tell whether no character of the same script touches the span."""
    before, after = text[start - 1 : start], text[end : end + 1]
    for script in (_KANJI, _KATAKANA):
        if script.match(text[start]) and before and script.match(before):
            return False
        if script.match(text[end - 1]) and after and script.match(after):
            return _TITLE.match(text, end) is not None
    if text[start].isascii() and before.isalnum() and before.isascii():
        return False
    return not (text[end - 1].isascii() and after.isalnum() and after.isascii())


_TITLE = re.compile(
    "様|氏|殿|君|先生|部長|課長|係長|主任|社長|専務|常務|次長|室長|店長|所長|会長|家|宅|邸"
)
