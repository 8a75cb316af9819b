"""From tag scores to spans: the best legal sequence of begin, inside, end, single.

Owns the tag set. Only the stretches where something other than "nothing" is likely are
searched, all of them side by side, so the cost follows the number of names, not the length.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

TYPES = ("PERSON", "ORG", "LOC")
#: 0 nothing; then for each type begin, inside, end, single.
TAGS = 1 + 4 * len(TYPES)
Scores = npt.NDArray[np.float32]
_NEVER = np.float32(-1e9)
_NOT = -1e9


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
_BROKEN = LEGAL < 0


def softmax_log(scores: Scores) -> Scores:
    """Give log-probabilities of scores, row by row."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    result: Scores = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return result


def decode(logs: Scores, quiet: float = -0.1) -> list[tuple[int, int, int, float]]:
    """Give the spans (start, end, type index, confidence) of the best legal sequence.

    ``logs`` are log-probabilities, one row per character. Where the likeliest tags already
    follow each other legally they are the best sequence; only stretches where they do not are
    searched. Where "nothing" has a log-probability above ``quiet`` a stretch ends.
    """
    tags = np.zeros(len(logs) + 2, np.intp)
    tags[1:-1] = logs.argmax(axis=1)
    if not tags.any():
        return []
    broken = np.flatnonzero(_BROKEN[tags[:-1], tags[1:]])
    spans: list[tuple[int, int, int, float]] = []
    if len(broken):
        for first, last in _stretches(logs, broken, quiet):
            tags[first + 1 : last + 1] = 0
            found = _best(logs[first:last].tolist())
            spans.extend((first + a, first + b, kind, sure) for a, b, kind, sure in found)
    part = (tags - 1) % 4
    some = tags > 0
    starts = np.flatnonzero(some & ((part == 0) | (part == 3))) - 1
    ends = np.flatnonzero(some & ((part == 2) | (part == 3)))
    if len(starts):
        chosen = np.concatenate(([0.0], logs.max(axis=1).cumsum(dtype=np.float64)))
        nothing = np.concatenate(([0.0], np.exp(logs[:, 0]).cumsum(dtype=np.float64)))
        sizes = ends - starts
        sure = np.exp((chosen[ends] - chosen[starts]) / sizes)
        sure = (sure + 1 - (nothing[ends] - nothing[starts]) / sizes) / 2
        kinds = (tags[starts + 1] - 1) // 4
        spans.extend(
            zip(starts.tolist(), ends.tolist(), kinds.tolist(), sure.tolist(), strict=True)
        )
    spans.sort()
    return spans


def _stretches(logs: Scores, broken: npt.NDArray[np.intp], quiet: float) -> list[tuple[int, int]]:
    """Give the busy stretches around the places where the likeliest tags break a rule."""
    busy = np.flatnonzero(logs[:, 0] < quiet)
    cuts = np.flatnonzero(np.diff(busy) > 1)
    firsts = busy[np.concatenate(([0], cuts + 1))]
    lasts = busy[np.concatenate((cuts, [len(busy) - 1]))] + 1
    rows = np.unique(np.searchsorted(firsts, broken, side="right") - 1)
    return [(int(firsts[row]), int(lasts[row])) for row in rows if row >= 0]


def _best(rows: list[list[float]]) -> list[tuple[int, int, int, float]]:
    """Give the spans of one stretch: Viterbi over "closed" and, per type, "open".

    Written out for the three types: this loop is half of the time that names take.
    """
    closed = 0.0
    open0 = open1 = open2 = _NOT
    from0 = from1 = from2 = 0
    #: for each character the span that ends with it on the best way: (start, type), or None
    steps: list[tuple[int, int] | None] = []
    for place, row in enumerate(rows):
        out, b0, i0, e0, s0, b1, i1, e1, s1, b2, i2, e2, s2 = row
        best, choice = closed + out, None
        if closed + s0 > best:
            best, choice = closed + s0, (place, 0)
        if closed + s1 > best:
            best, choice = closed + s1, (place, 1)
        if closed + s2 > best:
            best, choice = closed + s2, (place, 2)
        if open0 + e0 > best:
            best, choice = open0 + e0, (from0, 0)
        if open1 + e1 > best:
            best, choice = open1 + e1, (from1, 1)
        if open2 + e2 > best:
            best, choice = open2 + e2, (from2, 2)
        open0, open1, open2 = open0 + i0, open1 + i1, open2 + i2
        if closed + b0 >= open0:
            open0, from0 = closed + b0, place
        if closed + b1 >= open1:
            open1, from1 = closed + b1, place
        if closed + b2 >= open2:
            open2, from2 = closed + b2, place
        steps.append(choice)
        closed = best
    found = []
    place = len(rows) - 1
    while place >= 0:
        step = steps[place]
        if step is None:
            place -= 1
            continue
        start, kind = step
        found.append((start, place + 1, kind, _sureness(rows[start : place + 1], kind)))
        place = start - 1
    found.reverse()
    return found


def _sureness(rows: list[list[float]], kind: int) -> float:
    """Give how sure a span is: the geometric mean of its tags with the mean of "something"."""
    base = 1 + 4 * kind
    if len(rows) == 1:
        total = rows[0][base + 3]
    else:
        total = rows[0][base] + rows[-1][base + 2] + sum(row[base + 1] for row in rows[1:-1])
    nothing = sum(math.exp(row[0]) for row in rows) / len(rows)
    return (math.exp(total / len(rows)) + 1 - nothing) / 2
