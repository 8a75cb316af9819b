"""The name model: hashed n-grams and lexicon bits into a small dilated convolution.

Owns the forward pass and the layout of ``data/names.npz`` (made by ``training/guard/train.py``;
see the model card). Single precision, no randomness.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from nezuku.guard.names import decoding
from nezuku.guard.names.features import Features, Index
from nezuku.guard.names.lexicon import look_up

_BLOCK = 128
_STRETCH, _REACH = 512, 16
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
    state: Floats = model.unigram[features.unigram[first:last]]
    state += model.bigram[features.bigram[first:last]]
    state += model.trigram[features.trigram[first:last]]
    state += model.script[features.script[first:last]]
    state += _product(features.lexicon[first:last].astype(np.float32), model.lexicon)
    np.maximum(state, 0, out=state)
    size, width = state.shape
    for dilation, kernel, bias in model.layers:
        wide = np.zeros((size, 3 * width), np.float32)
        wide[:, width : 2 * width] = state
        if size > dilation:
            wide[dilation:, :width] = state[:-dilation]
            wide[:-dilation, 2 * width :] = state[dilation:]
        step = _product(wide, kernel)
        step += bias
        np.maximum(step, 0, out=step)
        state += step
    result: Floats = state @ model.head + model.head_bias
    return result


def _product(left: Floats, right: Floats) -> Floats:
    """Multiply in blocks so small that the linear algebra library stays on this thread.

    Its own threads gain nothing at these sizes and stall badly on a busy machine.
    """
    if len(left) <= _BLOCK:
        whole: Floats = left @ right
        return whole
    out = np.empty((len(left), right.shape[1]), np.float32)
    for start in range(0, len(left), _BLOCK):
        np.matmul(left[start : start + _BLOCK], right, out=out[start : start + _BLOCK])
    return out


def find_names(features: Features) -> list[tuple[int, int, int, float]]:
    """Give the names in a text: start, end, index into ``decoding.TYPES``, confidence."""
    model = weights()
    logs = decoding.softmax_log(scores(features, model))
    return decoding.decode(logs)
