"""From tag scores to spans: the best legal sequence of begin, inside, end, single.

Owns the tag set. Only the stretches where something other than "nothing" is likely are
searched, all of them side by side, so the cost follows the number of names, not the length.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

TYPES = ("PERSON", "ORG", "LOC")
#: 0 nothing; then for each type begin, inside, end, single.
TAGS = 1 + 4 * len(TYPES)
Scores = npt.NDArray[np.float32]
_NEVER = np.float32(-1e9)


def _legal() -> Scores:
    table = np.full((TAGS, TAGS), _NEVER, np.float32)
    closed = [0, *(1 + 4 * t + k for t in range(len(TYPES)) for k in (2, 3))]
    starts = [0, *(1 + 4 * t + k for t in range(len(TYPES)) for k in (0, 3))]
    for before in closed:
        table[before, starts] = 0
    for t in range(len(TYPES)):
        begin, inside, end = 1 + 4 * t, 2 + 4 * t, 3 + 4 * t
        for before in (begin, inside):
            table[before, [inside, end]] = 0
    return table


LEGAL = _legal()
_START = LEGAL[0]
_END = LEGAL[:, 0]


def softmax_log(scores: Scores) -> Scores:
    """Give log-probabilities of scores, row by row."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    result: Scores = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return result


def decode(logs: Scores, transitions: Scores, quiet: float = -0.02) -> list[tuple[int, int, int, float]]:
    """Give the spans (start, end, type index, confidence) of the best legal sequence.

    ``logs`` are log-probabilities, one row per character. Where "nothing" has a log-probability
    above ``quiet`` the sequence rests.
    """
    busy = np.flatnonzero(logs[:, 0] < quiet)
    if not len(busy):
        return []
    cuts = np.flatnonzero(np.diff(busy) > 1)
    firsts = busy[np.concatenate(([0], cuts + 1))]
    lasts = busy[np.concatenate((cuts, [len(busy) - 1]))] + 1
    sizes = lasts - firsts
    order = np.argsort(-sizes, kind="stable")
    firsts, sizes = firsts[order], sizes[order]
    longest = int(sizes[0])
    count = len(firsts)
    best = _START + logs[firsts]
    back = np.zeros((longest, count, TAGS), np.int8)
    final = np.zeros((count, TAGS), np.float32)
    active = count
    for step in range(1, longest):
        still = int(np.searchsorted(-sizes, -step, side="left"))
        final[still:active] = best[still:active]
        active = still
        moves = best[:active, :, None] + transitions
        back[step, :active] = moves.argmax(axis=1)
        best = moves.max(axis=1) + logs[firsts[:active] + step]
    final[:active] = best[:active]
    tag = (final + _END).argmax(axis=1)
    spans: list[tuple[int, int, int, float]] = []
    for row in range(count):
        spans.extend(_trace(int(firsts[row]), int(sizes[row]), int(tag[row]), back[:, row], logs))
    spans.sort()
    return spans


def _trace(
    first: int, size: int, tag: int, back: npt.NDArray[np.int8], logs: Scores
) -> list[tuple[int, int, int, float]]:
    tags = [tag]
    for step in range(size - 1, 0, -1):
        tag = int(back[step, tag])
        tags.append(tag)
    tags.reverse()
    spans = []
    start = 0
    for place, current in enumerate(tags):
        if current == 0:
            continue
        kind, part = divmod(current - 1, 4)
        if part in (0, 3):
            start = place
        if part in (2, 3):
            rows = logs[first + start : first + place + 1]
            chosen = rows[np.arange(len(rows)), tags[start : place + 1]]
            nothing = np.exp(rows[:, 0])
            sure = float((np.exp(chosen.mean()) + 1 - nothing.mean()) / 2)
            spans.append((first + start, first + place + 1, kind, sure))
    return spans
