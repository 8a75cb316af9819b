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


def softmax_log(scores: Scores) -> Scores:
    """Give log-probabilities of scores, row by row."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    result: Scores = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return result


def decode(logs: Scores, quiet: float = -0.03) -> list[tuple[int, int, int, float]]:
    """Give the spans (start, end, type index, confidence) of the best legal sequence.

    ``logs`` are log-probabilities, one row per character. Where "nothing" has a log-probability
    above ``quiet`` the sequence rests.
    """
    busy = np.flatnonzero(logs[:, 0] < quiet)
    if not len(busy):
        return []
    cuts = np.flatnonzero(np.diff(busy) > 1) + 1
    spans: list[tuple[int, int, int, float]] = []
    rows = logs[busy].tolist()
    edges = [0, *cuts.tolist(), len(rows)]
    starts = busy[edges[:-1]].tolist()
    for index, first in enumerate(starts):
        island = rows[edges[index] : edges[index + 1]]
        spans.extend((first + a, first + b, kind, sure) for a, b, kind, sure in _best(island))
    return spans


def _best(rows: list[list[float]]) -> list[tuple[int, int, int, float]]:
    """Give the spans of one stretch: Viterbi over "closed" and, per type, "open"."""
    closed = 0.0
    opened = [_NOT] * len(TYPES)
    origin = [0] * len(TYPES)
    #: for each character the span that ends with it on the best way: (start, type), or None
    steps: list[tuple[int, int] | None] = []
    for place, row in enumerate(rows):
        best, choice = closed + row[0], None
        for kind in range(len(TYPES)):
            base = 1 + 4 * kind
            single = closed + row[base + 3]
            if single > best:
                best, choice = single, (place, kind)
            running = opened[kind]
            ended = running + row[base + 2]
            if ended > best:
                best, choice = ended, (origin[kind], kind)
            running += row[base + 1]
            begun = closed + row[base]
            if begun >= running:
                opened[kind], origin[kind] = begun, place
            else:
                opened[kind] = running
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
