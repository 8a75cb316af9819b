"""The name model: hashed n-grams and lexicon bits into a small dilated convolution.

Owns the forward pass and the layout of ``data/names.npz`` (made by ``training/guard/train.py``;
see the model card). Single precision, no randomness.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from nezuku.guard.names import decoding
from nezuku.guard.names.features import LEXICON_BITS, Features, Index
from nezuku.guard.names.lexicon import look_up

_BLOCK = 32
#: How many rows are read at once, how far the layers see at most, and the room for both.
_STRETCH, _REACH = 512, 16
_ROWS = _STRETCH + 2 * _REACH
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Table:
    """Hold one embedding as bytes with a scale for each column: a row is one cache line."""

    rows: npt.NDArray[np.int8]
    scale: Floats

    def __getitem__(self, index: Index) -> Floats:
        result: Floats = np.multiply(self.rows[index], self.scale, dtype=np.float32)
        return result


@dataclass(frozen=True, slots=True)
class Weights:
    """Hold the tables and layers of the model."""

    unigram: Table
    bigram: Table
    trigram: Table
    script: Floats
    lexicon: Floats
    layers: tuple[tuple[int, Floats, Floats], ...]
    head: Floats
    head_bias: Floats


def load() -> None:
    """Read weights and lexicon now, so that a broken installation shows at the start."""
    weights()
    look_up(np.zeros(1, np.uint64))


@cache
def weights() -> Weights:
    """Read the packaged weights once."""
    source = resources.files("nezuku.guard") / "data" / "names.npz"
    with source.open("rb") as stream, np.load(stream) as data:
        return from_arrays(dict(data))


def from_arrays(data: dict[str, npt.NDArray[np.generic]]) -> Weights:
    """Read weights from named arrays."""

    def table(name: str) -> Table:
        return Table(data[name].astype(np.int8), data[f"{name}_scale"].astype(np.float32))

    def plain(name: str) -> Floats:
        return np.ascontiguousarray(data[name], dtype=np.float32)

    layers = tuple(
        (int(dilation), plain(f"conv{i}"), plain(f"conv{i}_bias"))
        for i, dilation in enumerate(data["dilations"])
    )
    return Weights(
        table("unigram"), table("bigram"), table("trigram"), plain("script"), plain("lexicon"),
        layers, plain("head"), plain("head_bias"),
    )  # fmt: skip


class _Desk(threading.local):
    """Hold the arrays that a thread works on: fresh ones would be paid for in page faults."""

    width = 0

    def fit(self, width: int) -> None:
        """Lay the arrays out for states of this width; zeros stand around the states."""
        if width != self.width:
            self.width = width
            self.state = np.zeros((_ROWS + 2 * _REACH, width), np.float32)
            self.wide = np.zeros((_ROWS, 3 * width), np.float32)
            self.step = np.zeros((_ROWS, width), np.float32)
            self.none = np.zeros((_ROWS, width), np.float32)
            self.lexicon = np.zeros((_ROWS, LEXICON_BITS), np.float32)


_desk = _Desk()


def scores(features: Features, model: Weights) -> Floats:
    """Give the tag scores, one row per character.

    Long texts are read in stretches that stay in the processor's cache; each sees as much of
    its neighbours as the layers reach, so the result is that of the whole.
    """
    size = len(features.unigram)
    if size <= _STRETCH + _REACH:
        return _scores(features, model, 0, size)
    parts = []
    for start in range(0, size, _STRETCH):
        end = min(size, start + _STRETCH)
        first, last = max(0, start - _REACH), min(size, end + _REACH)
        parts.append(_scores(features, model, first, last)[start - first : end - first])
    return np.concatenate(parts)


def _scores(features: Features, model: Weights, first: int, last: int) -> Floats:
    size = last - first
    _desk.fit(model.head.shape[0])
    around, wide, step = _desk.state, _desk.wide, _desk.step
    around[_REACH + size : 2 * _REACH + size] = 0
    state = around[_REACH : _REACH + size]
    _desk.lexicon[:size] = features.lexicon[first:last]
    _multiply(_desk.lexicon, model.lexicon, size, step)
    state[:] = step[:size]
    for table, index in (
        (model.unigram, features.unigram),
        (model.bigram, features.bigram),
        (model.trigram, features.trigram),
    ):
        state += np.multiply(table.rows.take(index[first:last], axis=0), table.scale)
    state += model.script.take(features.script[first:last], axis=0)
    none, width = _desk.none[:size], _desk.width
    np.maximum(state, none, out=state)
    for dilation, kernel, bias in model.layers:
        for place, shift in enumerate((-dilation, 0, dilation)):
            start = _REACH + shift
            wide[:size, place * width : (place + 1) * width] = around[start : start + size]
        _multiply(wide, kernel, size, step)
        change = step[:size]
        change += bias
        np.maximum(change, none, out=change)
        state += change
    result: Floats = np.empty((_ROWS, model.head.shape[1]), np.float32)
    _multiply(around[_REACH : _REACH + _ROWS], model.head, size, result)
    result[:size] += model.head_bias
    return result[:size]


def _multiply(left: Floats, right: Floats, size: int, out: Floats) -> None:
    """Multiply the first ``size`` rows, in blocks so small that the product stays on this thread.

    Threads of the linear algebra library gain nothing at these sizes and stall badly on a busy
    machine. The rest of the last block is multiplied too and means nothing.
    """
    blocks = -(-size // _BLOCK)
    rows = blocks * _BLOCK
    np.matmul(
        left[:rows].reshape(blocks, _BLOCK, -1), right, out=out[:rows].reshape(blocks, _BLOCK, -1)
    )


def find_names(features: Features) -> list[tuple[int, int, int, float]]:
    """Give the names in a text: start, end, index into ``decoding.TYPES``, confidence."""
    model = weights()
    logs = decoding.softmax_log(scores(features, model))
    return decoding.decode(logs)
