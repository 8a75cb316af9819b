"""Read a text as a person sees it: one width, no invisible characters, look-alikes made plain.

Owns the folded form and the map from it back to the text as given. Every detector reads the
folded text; every offset handed out is an offset of the original.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_DASHES = "‐‑‒–—―−﹣－⁃˗─━➖"
#: What nobody sees, between or upon the characters that they do see: zero-width and direction
#: marks, fillers, controls but tab and line ends, combining marks, variation selectors (which
#: stand in real names, too), tag characters.
_INVISIBLE = frozenset(
    chr(code)
    for low, high in (
        (0x00, 0x08),
        (0x0E, 0x1F),
        (0x7F, 0x7F),
        (0xAD, 0xAD),
        (0x0300, 0x036F),
        (0x061C, 0x061C),
        (0x115F, 0x1160),
        (0x180B, 0x180F),
        (0x200B, 0x200F),
        (0x202A, 0x202E),
        (0x2060, 0x2069),
        (0x20D0, 0x20F0),
        (0x3164, 0x3164),
        (0xFE00, 0xFE0F),
        (0xFEFF, 0xFEFF),
        (0xFFA0, 0xFFA0),
        (0xE0000, 0xE007F),
        (0xE0100, 0xE01EF),
    )
    for code in range(low, high + 1)
)
# Letters of other scripts that look like Latin ones: used to slip an address past a filter.
_LOOKALIKES = dict(
    zip(
        "АВЕКМНОРСТУХаеорсухіјѕԁΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
        "ABEKMHOPCTYXaeopcyxijsdABEZHIKMNOPTYXo",
        strict=True,
    )
)
_RANGES = (
    (0xFF01, 0xFFEF),
    (0x2000, 0x206F),
    (0x3000, 0x3001),
    (0x3131, 0x318F),
    (0x3200, 0x33FF),
    (0x2100, 0x218F),
    (0xF900, 0xFAFF),
    (0x2E80, 0x2FDF),
    (0xFE10, 0xFE6F),
    (0x1D400, 0x1D7FF),
    (0x00A0, 0x00BF),
)


def _tables() -> tuple[dict[int, str], dict[str, str]]:
    single: dict[int, str] = {}
    longer: dict[str, str] = {}
    for low, high in _RANGES:
        for code in range(low, high + 1):
            char = chr(code)
            plain = unicodedata.normalize("NFKC", char)
            if plain == char or "\u3099" in plain or "\u309a" in plain:
                continue
            if len(plain) == 1:
                single[code] = plain
            else:
                longer[char] = plain
    for char in _DASHES:
        single[ord(char)] = "-"
        longer.pop(char, None)
    single[ord("〜")] = single[ord("～")] = "~"
    single[ord("¥")] = single[ord("￥")] = "¥"
    single[ord("\u3000")] = single[ord("\u00a0")] = " "
    single.update((ord(c), p) for c, p in _LOOKALIKES.items())
    single[0x130] = "I"  # the only character that lower() would make longer
    single.update((code, "\ufffd") for code in range(0xD800, 0xE000))
    for char in _INVISIBLE:
        single.pop(ord(char), None)
        longer.pop(char, None)
    return single, longer


_SINGLE, _LONGER = _tables()
_PLAIN = np.arange(0x10000, dtype=np.uint32)
_PLAIN[[code for code in _SINGLE if code < 0x10000]] = [
    ord(plain) for code, plain in _SINGLE.items() if code < 0x10000
]
_SHORT = 60  # up to here the table of single characters is faster
_UNEVEN = re.compile(
    "["
    + "".join(map(re.escape, sorted(_INVISIBLE)))
    + "\u3099\u309a\uff9e\uff9f"
    + "".join(map(re.escape, _LONGER))
    + "]"
)
_NUMERALS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_KANJI_NUMBER = re.compile(
    r"[〇零一二三四五六七八九](?<![0-9].)(?:[-ー・の ]?[〇零一二三四五六七八九0-9]){6,40}"
)
_LONG_DASH = re.compile(r"[ーｰ](?<=[0-9].)(?=[0-9])")
_MASKED_DIGITS = re.compile(r"[〇零一二三四五六七八九]")


@dataclass(frozen=True, slots=True)
class Folded:
    """Carry the folded text, and for each of its characters where it came from.

    ``starts[i]`` and ``ends[i]`` bound the original of character ``i``; both are None when
    every character kept its place.
    """

    text: str
    starts: Sequence[int] | None
    ends: Sequence[int] | None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Give the span of the original text behind a non-empty span of the folded one."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def fold(text: str) -> Folded:
    """Fold a text; linear in its length, never raises.

    Kanji digits become figures only in runs of seven and more: 三宅 stays a name.
    """
    if _UNEVEN.search(text) is None:
        if text.isascii():
            return Folded(text, None, None)
        return Folded(_numbers(_plain(text)), None, None)
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for match in _UNEVEN.finditer(text):
        place, char = match.start(), match.group()
        _keep(text, done, place, out, starts, ends)
        done = place + 1
        if char in _INVISIBLE:
            continue
        if out and char in "\u3099\u309aﾞﾟ":
            mark = "\u3099" if char in "\u3099ﾞ" else "\u309a"
            joined = unicodedata.normalize("NFC", out[-1][-1] + mark)
            if len(joined) == 1 and ends[-1] == place:
                out[-1] = out[-1][:-1] + joined
                ends[-1] = place + 1
                continue
        plain = _LONGER.get(char) or _SINGLE.get(ord(char), char)
        out.append(plain)
        starts.extend([place] * len(plain))
        ends.extend([place + 1] * len(plain))
    _keep(text, done, len(text), out, starts, ends)
    return Folded(_numbers("".join(out)), starts, ends)


def _keep(
    text: str, start: int, end: int, out: list[str], starts: list[int], ends: list[int]
) -> None:
    """Fold a stretch whose characters all keep their places."""
    if start < end:
        out.append(_plain(text[start:end]))
        starts.extend(range(start, end))
        ends.extend(range(start + 1, end + 1))


def _plain(text: str) -> str:
    """Put the plain character in each place of a text that keeps its length."""
    if len(text) < _SHORT:
        return text.translate(_SINGLE)
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    if codes.max() >= len(_PLAIN):
        return text.translate(_SINGLE)
    return _PLAIN.take(codes).tobytes().decode("utf-32-le")


def _numbers(text: str) -> str:
    """Make written-out telephone and card numbers figures; keeps the length."""
    if "ー" in text or "ｰ" in text:
        text = _LONG_DASH.sub("-", text)
    if _MASKED_DIGITS.search(text) is None:
        return text
    return _KANJI_NUMBER.sub(_figures, text)


def _figures(match: re.Match[str]) -> str:
    return (
        match.group().translate(_NUMERALS).replace("ー", "-").replace("・", "-").replace("の", "-")
    )


_SURFACE_NOISE = re.compile(r"[()\s・･.,、，\-‐ー'’]+")


def normalised(surface: str) -> str:
    """Give the form under which two spellings of one thing are equal."""
    return squeezed(fold(surface).text)


def squeezed(folded: str) -> str:
    """Give ``normalised`` of a surface that is folded already."""
    return _SURFACE_NOISE.sub("", folded).casefold() or folded
