"""Make the guard's name lexicon from SudachiDict (Apache-2.0).

    python training/guard/lexicon.py --out src/nezuku/guard/data/lexicon.npz --names names.json

Needs sudachipy and sudachidict_core, which the product itself does not. The lexicon is a hash
table of words, each with the classes that it may have (surname, given name, place, ...); the
layout is described in ``nezuku/guard/names/lexicon.py``. ``--names`` also writes the readable
lists from which the training prompts draw their people and places.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
import sudachipy

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))

from nezuku.guard.folding import fold
from nezuku.guard.names.lexicon import CLASSES, SLOTS, hash_word, slots_of

SURNAME, GIVEN, PERSON, PLACE, PROPER, COMMON, OTHER, AFFIX = (1 << i for i in range(8))
assert len(CLASSES) == 8
KANA = {chr(code): chr(code - 0x60) for code in range(0x30A1, 0x30F7)}


def classify(pos: tuple[str, ...]) -> int:
    """Give the class of a part of speech, 0 for one that tells nothing."""
    if pos[0] == "名詞" and pos[1] == "固有名詞":
        if pos[2] == "人名":
            return {"姓": SURNAME, "名": GIVEN}.get(pos[3], PERSON)
        return PLACE if pos[2] == "地名" else PROPER
    if pos[0] in ("名詞", "形状詞", "代名詞"):
        return COMMON
    if pos[0] in ("接尾辞", "接頭辞"):
        return AFFIX
    if pos[0] in ("動詞", "形容詞", "副詞", "助動詞", "助詞", "接続詞", "連体詞", "感動詞"):
        return OTHER
    return 0


def collect() -> tuple[dict[str, int], dict[str, dict[str, set[str]]]]:
    """Read all words of the dictionary: folded surface -> classes, and the names by class."""
    words: dict[str, int] = defaultdict(int)
    lists: dict[str, dict[str, set[str]]] = {
        key: defaultdict(set) for key in ("surname", "given", "place", "proper", "common", "person")
    }
    for entry in sudachipy.Dictionary().entries():
        bit = classify(tuple(entry.part_of_speech()))
        surface = fold(entry.surface()).text
        if not bit or not 1 <= len(surface) <= 8 or any(c.isspace() for c in surface):
            continue
        if bit == OTHER and not 2 <= len(surface) <= 4:
            continue
        if bit == PLACE and len(surface) > 6:
            continue
        if surface.isascii():
            surface = surface.lower()
            if len(surface) < 3:
                continue
        words[surface] |= bit
        reading = entry.reading_form()
        key = {
            SURNAME: "surname",
            GIVEN: "given",
            PLACE: "place",
            PROPER: "proper",
            COMMON: "common",
            PERSON: "person",
        }.get(bit)
        if key:
            lists[key][surface].add(reading)
        if bit in (SURNAME, GIVEN) and 2 <= len(reading) <= 6:
            words[reading] |= bit
            words["".join(KANA.get(c, c) for c in reading)] |= bit
    return words, lists


def table(words: dict[str, int]) -> tuple[np.ndarray, np.ndarray]:
    """Lay the words out as a cuckoo table: two possible slots each, 16-bit fingerprints."""
    marks = np.zeros(SLOTS, np.uint16)
    classes = np.zeros(SLOTS, np.uint8)
    owner: dict[int, str] = {}
    for word in sorted(words):
        current = word
        slot = slots_of(hash_word(current))[0]
        for _ in range(2000):
            first, second, _mark = slots_of(hash_word(current))
            if first not in owner:
                owner[first] = current
                break
            if second not in owner:
                owner[second] = current
                break
            slot = second if slot == first else first
            current, owner[slot] = owner[slot], current
        else:
            raise SystemExit("the table is too full")
    for slot, word in owner.items():
        marks[slot] = slots_of(hash_word(word))[2]
        classes[slot] = words[word]
    return marks, classes


def main() -> None:
    """Write the table and the lists."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--names", type=Path, required=True)
    arguments = parser.parse_args()
    words, lists = collect()
    print(len(words), "words")
    marks, classes = table(words)
    np.savez_compressed(arguments.out, marks=marks, classes=classes)
    arguments.names.write_text(
        json.dumps(
            {k: {w: sorted(r) for w, r in v.items()} for k, v in lists.items()}, ensure_ascii=False
        )
    )


if __name__ == "__main__":
    main()
