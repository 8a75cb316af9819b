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
Places = npt.NDArray[np.intp]
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
    columns = np.ascontiguousarray(scores.T)  # sums over columns run along the processor's lanes
    columns -= columns.max(axis=0)
    columns -= np.log(np.exp(columns).sum(axis=0))
    result: Scores = columns.T
    return result


def decode(logs: Scores, quiet: float = -0.1) -> list[tuple[int, int, int, float]]:
    """Give the spans (start, end, type index, confidence) of the best legal sequence.

    ``logs`` are log-probabilities, one row per character. Where the likeliest tags already
    follow each other legally they are the best sequence; only stretches where they do not are
    searched. Where "nothing" has a log-probability above ``quiet`` a stretch ends. The
    confidence is the geometric mean of a span's tags with the mean of "something".
    """
    tags = np.zeros(len(logs) + 2, np.intp)
    tags[1:-1] = logs.argmax(axis=1)
    if not tags.any():
        return []
    broken = np.flatnonzero(_BROKEN[tags[:-1], tags[1:]])
    if len(broken):
        _mend(tags, logs, *_stretches(logs, broken, quiet))
    part = (tags - 1) & 3
    some = tags > 0
    starts = np.flatnonzero(some & ((part == 0) | (part == 3))) - 1
    if not len(starts):
        return []
    ends = np.flatnonzero(some & (part >= 2))
    taken = logs[np.arange(len(logs)), tags[1:-1]]
    chosen = np.concatenate(([0.0], taken.cumsum(dtype=np.float64)))
    nothing = np.concatenate(([0.0], np.exp(logs[:, 0]).cumsum(dtype=np.float64)))
    sizes = ends - starts
    sure = np.exp((chosen[ends] - chosen[starts]) / sizes)
    sure = (sure + 1 - (nothing[ends] - nothing[starts]) / sizes) / 2
    kinds = (tags[starts + 1] - 1) >> 2
    return list(zip(starts.tolist(), ends.tolist(), kinds.tolist(), sure.tolist(), strict=True))


def _stretches(logs: Scores, broken: Places, quiet: float) -> tuple[Places, Places]:
    """Give where the busy stretches around the broken places start, and where they end."""
    busy = np.flatnonzero(logs[:, 0] < quiet)
    cuts = np.flatnonzero(busy[1:] - busy[:-1] > 1)
    firsts = busy[np.concatenate(([0], cuts + 1))]
    lasts = busy[np.concatenate((cuts, [len(busy) - 1]))] + 1
    rows = firsts.searchsorted(broken, side="right") - 1
    rows = rows[np.concatenate(([True], rows[1:] != rows[:-1])) & (rows >= 0)]
    return firsts[rows], lasts[rows]


def _mend(tags: Places, logs: Scores, firsts: Places, lasts: Places) -> None:
    """Put the best legal tags into some stretches; ``tags`` begins one place before ``logs``.

    All stretches are searched as one sequence, with a row between them that closes all spans.
    """
    sizes = lasts - firsts + 1  # with the closing row
    ends = sizes.cumsum()
    at = np.arange(ends[-1]) + np.repeat(firsts - ends + sizes, sizes)
    closing = ends - 1
    at[closing] = 0
    part = logs[at]
    rows = np.empty((len(at), 1 + len(_OPEN)), np.float32)
    single = part[:, _SINGLE]
    rows[:, 0] = single.max(axis=1)
    rows[:, 1:] = part[:, _OPEN]
    rows[closing] = _NEVER
    rows[closing, 0] = 0
    kinds = single.argmax(axis=1)
    kinds[closing] = 0
    best = np.array(_best(rows.tolist(), kinds.tolist()), np.intp)
    inner = np.ones(len(at), np.bool_)
    inner[closing] = False
    tags[at[inner] + 1] = best[inner]


#: Columns: nothing and the spans of one character; begin, inside and end of the three types.
_SINGLE = [0, *(4 + 4 * t for t in range(len(TYPES)))]
_OPEN = [1 + 4 * t + part for t in range(len(TYPES)) for part in range(3)]


def _best(rows: list[list[float]], kinds: list[int]) -> list[int]:
    """Give the best legal tags: Viterbi over "closed" and, per type, "open".

    A row holds the best of nothing and the single tags (``kinds`` tells which), then begin,
    inside and end of each type. Written out for the three types: this loop is what decoding costs.
    """
    closed = 0.0
    open0 = open1 = open2 = _NOT
    from0 = from1 = from2 = 0
    #: for each character where the span starts that ends with it on the best way, and its type
    steps: list[tuple[int, int] | None] = []
    keep = steps.append
    for place, (alone, b0, i0, e0, b1, i1, e1, b2, i2, e2) in enumerate(rows):
        best, choice = closed + alone, None
        if open0 + e0 > best:
            best, choice = open0 + e0, (from0, 0)
        if open1 + e1 > best:
            best, choice = open1 + e1, (from1, 1)
        if open2 + e2 > best:
            best, choice = open2 + e2, (from2, 2)
        keep(choice)
        open0 += i0
        if closed + b0 >= open0:
            open0, from0 = closed + b0, place
        open1 += i1
        if closed + b1 >= open1:
            open1, from1 = closed + b1, place
        open2 += i2
        if closed + b2 >= open2:
            open2, from2 = closed + b2, place
        closed = best
    tags = [4 * kind for kind in kinds]
    place = len(rows) - 1
    while place >= 0:
        step = steps[place]
        if step is not None:
            start, kind = step
            tags[start : place + 1] = [
                1 + 4 * kind, *[2 + 4 * kind] * (place - start - 1), 3 + 4 * kind
            ]  # fmt: skip
            place = start
        place -= 1
    return tags
