"""The name lexicon: which words may be a surname, a given name, a place, an ordinary word.

Owns the layout of the packaged table (made by ``training/guard/lexicon.py`` from SudachiDict,
Apache-2.0) and looking all windows of a text up at once. A word is found under either of two
slots by a 16-bit mark; a wrong hit is expected once in 80,000 look-ups and is harmless.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

CLASSES = ("surname", "given", "person", "place", "proper", "common", "other", "affix")
SURNAME, GIVEN, PERSON, PLACE, PROPER, COMMON, OTHER, AFFIX = (1 << i for i in range(8))
LONGEST = 8
SLOTS = 1 << 21
_FACTOR = 0x9E3779B97F4A7C15
_MIX = 0xD6E8FEB86659FD93
_MASK64 = (1 << 64) - 1

Codes = npt.NDArray[np.uint32]
Hashes = npt.NDArray[np.uint64]
Bytes = npt.NDArray[np.uint8]


def codes_of(text: str) -> Codes:
    """Give the code points of a text without lone surrogates."""
    return np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)


def hash_word(word: str) -> int:
    """Give the rolling hash of one word; ``window_hashes`` gives the same for a window."""
    value = 0
    for char in word:
        value = (value * _FACTOR + ord(char) + 1) & _MASK64
    return value


def slots_of(value: int) -> tuple[int, int, int]:
    """Give the two slots and the mark of a hash."""
    mixed = value ^ (value >> 29)
    mixed = (mixed * _MIX) & _MASK64
    mixed ^= mixed >> 32
    return mixed % SLOTS, (mixed >> 21) % SLOTS, (mixed >> 48) | 1


def window_hashes(codes: Codes) -> list[Hashes]:
    """Give for every length up to ``LONGEST`` the hashes of all windows of that length."""
    wide = codes.astype(np.uint64) + np.uint64(1)
    hashes = [wide]
    factor = np.uint64(_FACTOR)
    for length in range(2, min(LONGEST, len(codes)) + 1):
        hashes.append(hashes[-1][:-1] * factor + wide[length - 1 :])
    return hashes


@cache
def _table() -> tuple[npt.NDArray[np.uint16], Bytes]:
    source = resources.files("nezuku.guard") / "data" / "lexicon.npz"
    with source.open("rb") as stream, np.load(stream) as data:
        return data["marks"], data["classes"]


def look_up(hashes: Hashes) -> Bytes:
    """Give the classes (a bit set) of every hash, 0 where no such word is known.

    Nearly all windows are no words: their classes, a miss of the cache each, are not read.
    """
    marks, classes = _table()
    mixed = hashes >> np.uint64(29)
    mixed ^= hashes
    mixed *= np.uint64(_MIX)
    mixed ^= mixed >> np.uint64(32)
    mark = (mixed >> np.uint64(48)).astype(np.uint16)
    mark |= np.uint16(1)
    found: Bytes = np.zeros(len(hashes), np.uint8)
    for shift in (0, 21):
        slots = ((mixed >> np.uint64(shift)) & np.uint64(SLOTS - 1)).view(np.intp)
        hits = np.flatnonzero(marks.take(slots) == mark)
        found[hits] |= classes.take(slots.take(hits))
    return found


def classes_of(words: list[str]) -> list[int]:
    """Give the classes of single words."""
    if not words:
        return []
    return [int(c) for c in look_up(np.array([hash_word(w) for w in words], np.uint64))]


def look_up_windows(hashes: list[Hashes]) -> list[Bytes]:
    """Give the classes of all windows, one array per length, in one pass."""
    joined = look_up(np.concatenate(hashes))
    sizes = np.cumsum([len(part) for part in hashes])[:-1]
    return np.split(joined, sizes)


def planes(windows: list[Bytes], size: int) -> Bytes:
    """Give per character nine bit sets: words that begin here (of 1, 2, 3, 4+ characters),
    words that end here (the same), words that this character is inside of."""
    out = np.zeros((9, size), np.uint8)
    for length, found in enumerate(windows, start=1):
        column = min(length, 4) - 1
        count = len(found)
        out[column, :count] |= found
        out[4 + column, length - 1 : length - 1 + count] |= found
    # Words of three and more that begin ``shift`` places before and go on after here.
    longer = np.zeros(size, np.uint8)
    for shift in range(len(windows) - 2, 0, -1):
        found = windows[shift + 1]
        longer[: len(found)] |= found
        out[8, shift:] |= longer[: size - shift]
    return np.ascontiguousarray(out.T)
