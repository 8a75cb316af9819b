"""Invent people, companies and places for training prompts. Nobody here exists.

Common family and given names are listed by hand; rare ones, readings and places come from the
lists that ``lexicon.py`` writes.
"""

from __future__ import annotations

import random
import re

from company_words import CORE, FORMS, INDUSTRY, KNOWN_ORG, LATIN_ORG, LATIN_TAIL, PUBLIC
from person_words import GIVEN, SURNAMES
from place_words import AREAS, CITIES, PREFECTURES

_ROMAJI = dict(
    zip(
        "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲンガギグゲゴザジズゼゾダヂヅデドバビブベボパピプペポヴ",
        [
            "a",
            "i",
            "u",
            "e",
            "o",
            "ka",
            "ki",
            "ku",
            "ke",
            "ko",
            "sa",
            "shi",
            "su",
            "se",
            "so",
            "ta",
            "chi",
            "tsu",
            "te",
            "to",
            "na",
            "ni",
            "nu",
            "ne",
            "no",
            "ha",
            "hi",
            "fu",
            "he",
            "ho",
            "ma",
            "mi",
            "mu",
            "me",
            "mo",
            "ya",
            "yu",
            "yo",
            "ra",
            "ri",
            "ru",
            "re",
            "ro",
            "wa",
            "o",
            "n",
            "ga",
            "gi",
            "gu",
            "ge",
            "go",
            "za",
            "ji",
            "zu",
            "ze",
            "zo",
            "da",
            "ji",
            "zu",
            "de",
            "do",
            "ba",
            "bi",
            "bu",
            "be",
            "bo",
            "pa",
            "pi",
            "pu",
            "pe",
            "po",
            "vu",
        ],
        strict=True,
    )
)
KANJI = re.compile(r"[一-龠々ヶ]{1,4}")


def romaji(kana: str) -> str:
    """Write katakana in Hepburn, without long marks."""
    out = ""
    i = 0
    while i < len(kana):
        char = kana[i]
        follow = kana[i + 1] if i + 1 < len(kana) else ""
        if char == "ッ":
            follow_r = _ROMAJI.get(follow, "")
            out += "t" if follow_r.startswith("ch") else follow_r[:1]
        elif follow in "ャュョ" and follow:
            stem = _ROMAJI.get(char, "")[:-1]
            vowel = {"ャ": "a", "ュ": "u", "ョ": "o"}[follow]
            out += stem + ("" if stem.endswith(("sh", "ch", "j")) else "y") + vowel
            i += 1
        elif char != "ー":
            out += _ROMAJI.get(char, "")
        i += 1
    return out


class Cast:
    """Draw invented people, companies and places from one random source."""

    def __init__(self, rng: random.Random, lists: dict[str, dict[str, list[str]]]) -> None:
        self.rng = rng
        self.lists = lists
        self.rare_surnames = [w for w in lists["surname"] if KANJI.fullmatch(w) and len(w) <= 3]
        self.rare_given = [w for w in lists["given"] if KANJI.fullmatch(w) and len(w) <= 3]
        self.kana_given = [w for w in lists["given"] if re.fullmatch(r"[ぁ-ん]{2,4}", w)]
        self.proper = [
            w
            for w in lists["proper"]
            if 2 <= len(w) <= 6 and not w.endswith(("駅", "線", "号")) and not w.isdigit()
        ]
        self.foreign = [
            w
            for key in ("person", "given")
            for w in lists[key]
            if re.fullmatch(r"[ァ-ヶー]{2,7}", w)
        ]
        self.spots = [
            w
            for w in lists["place"]
            if 2 <= len(w) <= 6 and re.fullmatch(r"[一-龠々ヶ]{2,5}|[ァ-ヶー]{3,6}", w)
        ]
        self.places = [w for w in lists["place"] if re.fullmatch(r"[一-龠々ヶの]{2,4}", w)]

    def pair(self) -> tuple[str, str, str, str]:
        """Draw a Japanese person: family and given name, and both in katakana."""
        rng = self.rng
        family = rng.choice(SURNAMES if rng.random() < 0.6 else self.rare_surnames)
        roll = rng.random()
        given = rng.choice(
            GIVEN if roll < 0.45 else self.rare_given if roll < 0.93 else self.kana_given
        )
        kana = rng.choice(self.lists["surname"].get(family) or ["サトウ"])
        kana_given = rng.choice(self.lists["given"].get(given) or ["タロウ"])
        return family, given, kana, kana_given

    def outsider(self) -> str:
        """Draw a foreign person in katakana, from the dictionary's names."""
        rng = self.rng
        parts = [rng.choice(self.foreign) for _ in range(rng.choice([1, 2, 2, 2, 2, 3]))]
        return rng.choice(["・", "・", "・", "・", "＝", " "]).join(parts)

    def another(self, kind: str, old: str) -> str:
        """Draw a name of a kind to stand where ``old`` stood in a sentence."""
        rng = self.rng
        if kind == "PERSON":
            if re.search(r"[ァ-ヶ]", old):
                return self.outsider()
            family, given, _, _ = self.pair()
            if len(old) <= 2:
                return rng.choice([family, given])
            return family + rng.choice(["", "", "", " "]) * (" " in old) + given
        if kind == "LOC":
            return rng.choice(self.spots) if rng.random() < 0.6 else self.place()
        return self.org()

    def org(self) -> str:
        """Draw a company or another body, written in one of the usual ways."""
        rng = self.rng
        roll = rng.random()
        if roll < 0.07:
            return f"{rng.choice(LATIN_ORG)} {rng.choice(LATIN_TAIL)}"
        if roll < 0.13:
            return rng.choice(AREAS[:30] + SURNAMES[:60]) + rng.choice(PUBLIC)
        if roll < 0.16:
            return rng.choice(CITIES) + rng.choice(["立", ""]) + rng.choice(PUBLIC)
        if roll < 0.19:
            return rng.choice(KNOWN_ORG)
        core = self.core()
        tail = rng.choice(INDUSTRY) if rng.random() < 0.85 else ""
        name = core + tail
        roll = rng.random()
        if roll < 0.35:
            gap = rng.choice(["", "", "", " ", "\u3000"])
            return rng.choice(FORMS) + gap + name
        if roll < 0.6:
            return name + rng.choice(FORMS[:12])
        if tail or rng.random() < 0.3:
            return name
        return name + rng.choice(INDUSTRY)

    def core(self) -> str:
        """Draw the heart of a company name."""
        rng = self.rng
        roll = rng.random()
        if roll < 0.45:
            return rng.choice(CORE)
        if roll < 0.6:
            return rng.choice(SURNAMES)
        if roll < 0.7:
            return rng.choice(self.places)
        if roll < 0.9:
            return rng.choice(self.proper)
        return "".join(rng.choice("ABCDEFGHJKMNPRSTVWYZ") for _ in range(rng.choice([2, 3, 3])))

    def place(self) -> str:
        """Draw a place that is no address."""
        rng = self.rng
        roll = rng.random()
        if roll < 0.4:
            return rng.choice(AREAS)
        if roll < 0.6:
            return rng.choice(PREFECTURES)
        if roll < 0.85:
            return rng.choice(CITIES)
        return rng.choice(PREFECTURES) + rng.choice(CITIES[:20])

    def address(self) -> str:
        """Draw an address (a label of its own: the model does not learn from it)."""
        rng = self.rng
        number = rng.choice(["{}-{}-{}", "{}丁目{}番{}号", "{}丁目{}-{}", "{}－{}－{}"]).format(
            *(rng.randint(1, 30) for _ in range(3))
        )
        room = rng.choice(
            [
                "",
                "",
                f" {self.core()}ビル{rng.randint(1, 9)}F",
                f" コーポ{self.core()}{rng.randint(101, 909)}",
            ]
        )
        return (
            rng.choice(PREFECTURES + [""] * 20)
            + rng.choice(CITIES)
            + rng.choice(self.places)
            + number
            + room
        )
