"""Who is who in one conversation. Owns numbers, and which spellings mean the same thing.

The same thing keeps its number; another spelling of it adds a suffix (``《氏名1姓》``), because
each spelling has to come back exactly as it was written.
"""

from __future__ import annotations

import re
from collections import defaultdict

from nezuku.guard.folding import fold, normalised
from nezuku.guard.placeholders import form

_LEGAL_FORM = re.compile(
    r"株式会社|有限会社|合同会社|合資会社|合名会社|\((?:株|有|同)\)|,?\s*(?:Inc|Co|Ltd|LLC|Corp)\.?"
)
_ASCII_NAME = re.compile(r"[A-Za-z .'-]+")
_KANA_NAME = re.compile(r"[ぁ-ゖァ-ヺー・ ]+")
_COMPANY_LABELS = frozenset({"会社", "団体", "取引先"})


class Entities:
    """Hand out placeholders; remember every spelling."""

    def __init__(self) -> None:
        self.originals: dict[str, str] = {}
        self._by_surface: dict[tuple[str, str], str] = {}
        self._by_normal: dict[tuple[str, str], int] = {}
        self._numbers: dict[str, int] = defaultdict(int)
        self._full_names: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self._surnames: dict[str, list[int]] = defaultdict(list)
        self._reserved: set[str] = set()

    def reserve(self, name: str) -> bool:
        """Keep a placeholder that somebody typed out of use; False when it is in use."""
        if name in self.originals:
            return False
        self._reserved.add(name)
        return True

    def placeholder(self, label: str, surface: str) -> str:
        """Give the placeholder of a surface, the same one every time."""
        known = self._by_surface.get((label, surface))
        if known is not None:
            return known
        number, suffix = self._same_thing(label, surface)
        if number == 0:
            name = self._fresh(label)
            number = self._numbers[label]
        else:
            name = self._variant(label, number, suffix)
        self.originals[name] = surface
        self._by_surface[label, surface] = name
        self._remember(label, surface, number)
        return name

    def _fresh(self, label: str) -> str:
        while True:
            self._numbers[label] += 1
            name = form(label, self._numbers[label])
            if name not in self._reserved:
                return name

    def _variant(self, label: str, number: int, suffix: str) -> str:
        variant = 1
        while True:
            name = form(label, number, suffix, variant)
            if name not in self._reserved and name not in self.originals:
                return name
            suffix, variant = ("別", 2) if suffix != "別" else (suffix, variant + 1)

    def _same_thing(self, label: str, surface: str) -> tuple[int, str]:
        """Find a thing already known: its number, and the suffix of this spelling; 0 if none."""
        normal = normalised(surface)
        number = self._by_normal.get((label, normal))
        if number is not None:
            return number, "別"
        if label in _COMPANY_LABELS:
            core = _core(surface)
            number = self._by_normal.get((label, core))
            if number is not None and len(core) >= 2:
                return number, "略" if core == normal else "別"
        if label == "氏名":
            return self._same_person(surface, normal)
        return 0, ""

    def _same_person(self, surface: str, normal: str) -> tuple[int, str]:
        family = [n for full, n in self._full_names[normal[:1]] if _surname_of(normal, full)]
        if len(set(family)) == 1:
            return family[0], "姓"
        if not family:
            for size in range(len(normal) - 1, 0, -1):
                earlier = self._surnames.get(normal[:size], [])
                if len(set(earlier)) == 1 and _surname_of(normal[:size], _split(surface)):
                    return earlier[0], "別"
        return 0, ""

    def _remember(self, label: str, surface: str, number: int) -> None:
        normal = normalised(surface)
        self._by_normal.setdefault((label, normal), number)
        if label in _COMPANY_LABELS:
            self._by_normal.setdefault((label, _core(surface)), number)
        if label == "氏名":
            split = _split(surface)
            if " " in split or len(normal) >= 4:
                self._full_names[normal[:1]].append((split, number))
                for known in self._surnames.values():
                    if number in known:
                        known.remove(number)
            else:
                self._surnames[normal].append(number)
                if len(normal) == 3:
                    self._full_names[normal[:1]].append((split, number))


def _split(surface: str) -> str:
    return re.sub(r"[\s・]+", " ", fold(surface).text).strip().casefold()


def _surname_of(short: str, full: str) -> bool:
    """Tell whether ``short`` is surely the family name in ``full``.

    With a space in the full name the first part decides (either part for Latin letters).
    Without one, two or three characters of a name of four or more, two of three.
    """
    if " " in full:
        first, *_, last = full.split(" ")
        return short == first or (short == last and _ASCII_NAME.fullmatch(full) is not None)
    if not full.startswith(short) or _ASCII_NAME.fullmatch(full) or _KANA_NAME.fullmatch(full):
        return False
    return len(short) == 2 and len(full) in (3, 4, 5)


def _core(surface: str) -> str:
    return normalised(_LEGAL_FORM.sub("", fold(surface).text))
