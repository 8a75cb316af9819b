"""What the name model sees of a text: hashed characters and their neighbours, script, lexicon.

Owns the numbers that training and inspection must agree on. All arrays have one row for each
character of the folded text.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nezuku.guard.names import lexicon
from nezuku.guard.names.lexicon import Bytes

UNIGRAMS, BIGRAMS, TRIGRAMS = 1 << 13, 1 << 16, 1 << 16
SCRIPTS = 12
LEXICON_BITS = 72
_NUMERALS = "〇一二三四五六七八九十百千"

Index = npt.NDArray[np.intp]


def _script_table() -> npt.NDArray[np.uint8]:
    table = np.full(0x10000, 11, np.uint8)
    for script, ranges in {
        0: ((0x3041, 0x309F),),
        1: ((0x30A1, 0x30FF),),
        2: ((0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x3005, 0x3007)),
        3: ((0x30, 0x39),),
        4: ((0x41, 0x5A),),
        5: ((0x61, 0x7A), (0xC0, 0x24F)),
        6: ((0x20, 0x20), (0x09, 0x09)),
        7: ((0x0A, 0x0D),),
        8: ((0x21, 0x2F), (0x3A, 0x40), (0x5B, 0x60), (0x7B, 0x7E)),
        9: ((0x3001, 0x3004), (0x3008, 0x301F), (0x2010, 0x206F)),
    }.items():
        for low, high in ranges:
            table[low : high + 1] = script
    for char in _NUMERALS:
        table[ord(char)] = 10
    table[ord("・")] = 9
    return table


_SCRIPT = _script_table()


@dataclass(frozen=True, slots=True)
class Features:
    """Hold one text as the model reads it."""

    unigram: Index
    bigram: Index
    trigram: Index
    script: Index
    lexicon: npt.NDArray[np.uint8]
    windows: list[Bytes]


def extract(text: str) -> Features:
    """Read a non-empty folded text."""
    codes = lexicon.codes_of(text)
    upper = (codes >= 0x41) & (codes <= 0x5A)
    lowered = codes + upper.astype(np.uint32) * np.uint32(32)
    hashes = lexicon.window_hashes(lowered)
    windows = lexicon.look_up_windows(hashes)
    digit = (codes >= 0x30) & (codes <= 0x39)
    plain = np.where(digit, np.uint32(0x30), lowered).astype(np.uint64) + np.uint64(1)
    size = len(codes)
    factor = np.uint64(0x9E3779B97F4A7C15)
    padded = np.zeros(size + 2, np.uint64)
    padded[1:-1] = plain
    pair = padded[:-1] * factor + padded[1:]  # pair[i] = character i-1 with i
    triple = pair[:-1] * factor + padded[2:]  # triple[i] = i-1, i, i+1
    bits = np.unpackbits(lexicon.planes(windows, size), axis=1)
    return Features(
        unigram=_bucket(plain * factor, UNIGRAMS),
        bigram=_bucket(pair[:-1] * factor, BIGRAMS),
        trigram=_bucket(triple * factor, TRIGRAMS),
        script=_SCRIPT[np.minimum(codes, 0xFFFF)].astype(np.intp),
        lexicon=bits,
        windows=windows,
    )


def _bucket(hashes: lexicon.Hashes, size: int) -> Index:
    mixed = hashes ^ (hashes >> np.uint64(31))
    mixed = mixed * np.uint64(0xD6E8FEB86659FD93)
    return ((mixed >> np.uint64(40)) & np.uint64(size - 1)).astype(np.intp)
