"""Put the originals back into what a model wrote. Owns the hold-back buffer of a stream.

What reaches the reader is the same however the stream was cut: a character leaves the buffer
only when it can no longer belong to a placeholder.
"""

from __future__ import annotations

import json as json_format
import re
from collections.abc import Mapping

from nezuku.guard.placeholders import LONGEST, OPENERS, match_at

_OPENING = re.compile("[" + re.escape(OPENERS) + "]")
_OPENING_JSON = re.compile("[" + re.escape(OPENERS) + r"\\]")
_ESCAPE = re.compile(r"\\(?:u[0-9A-Fa-f]{4}|[^u])", re.DOTALL)
_CUT = re.compile(r"\\(?:u[0-9A-Fa-f]{0,3})?")
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


class Restorer:
    """Restore a stream of text piece by piece. One per stream; not thread-safe.

    With ``json`` the stream is the source of a JSON text: originals are escaped on insertion
    and placeholders written with escapes are known.
    """

    def __init__(self, mapping: Mapping[str, str], *, json: bool = False) -> None:
        self._mapping = mapping
        self._json = json
        self._held = ""

    def feed(self, chunk: str) -> str:
        """Take the next piece and give all text that is certain by now."""
        self._held += chunk
        return self._drain(last=False)

    def close(self) -> str:
        """Give what was held back; the stream is over."""
        return self._drain(last=True)

    def _drain(self, *, last: bool) -> str:
        text = self._held
        out: list[str] = []
        done = place = 0
        opening = _OPENING_JSON if self._json else _OPENING
        while (found := opening.search(text, place)) is not None:
            at = found.start()
            step, match_end, name, partial = self._read(text, at)
            if partial and not last:
                out.append(text[done:at])
                self._held = text[at:]
                return "".join(out)
            original = self._mapping.get(name) if name else None
            if original is None:
                place = at + step
                continue
            out.append(text[done:at])
            out.append(_escaped(original) if self._json else original)
            done = place = match_end
        out.append(text[done:])
        self._held = ""
        return "".join(out)

    def _read(self, text: str, at: int) -> tuple[int, int, str, bool]:
        """Read at one opening: step to go on, end and name of a placeholder, undecided."""
        if not self._json:
            match = match_at(text, at)
            return 1, match.end, match.name, match.partial
        first, end = _unit(text, at)
        if first is None:
            return 1, 0, "", True
        if first not in OPENERS:
            return end - at, 0, "", False
        plain, ends, ended = _unescaped(text, at)
        match = match_at(plain, 0)
        if match.partial:
            return end - at, 0, "", ended
        return end - at, ends[match.end - 1] if match.end else 0, match.name, False


def _unit(source: str, at: int) -> tuple[str | None, int]:
    """Read one character of JSON source: the character, or None if cut, and where it ends."""
    if source[at] != "\\":
        return source[at], at + 1
    escape = _ESCAPE.match(source, at)
    if escape is None:
        cut = _CUT.fullmatch(source, at) is not None
        return (None if cut else "\\"), at + 1
    written = escape.group()
    if written[1] == "u":
        return chr(int(written[2:], 16)), escape.end()
    return (_CONTROLS.get(written[1], written[1])), escape.end()


def _unescaped(source: str, at: int) -> tuple[str, list[int], bool]:
    """Read JSON source from ``at`` as text: its characters, where each ends, source ended."""
    plain: list[str] = []
    ends: list[int] = []
    place = at
    while place < len(source) and len(plain) <= LONGEST:
        if source[place] == '"':
            return "".join(plain), ends, False
        char, place = _unit(source, place)
        if char is None:
            return "".join(plain), ends, True
        plain.append(char)
        ends.append(place)
        if len(plain) > 2 and char in OPENERS:
            return "".join(plain), ends, False
    return "".join(plain), ends, place >= len(source)


def _escaped(original: str) -> str:
    return json_format.dumps(original, ensure_ascii=False)[1:-1]


def restore(text: str, mapping: Mapping[str, str], *, json: bool = False) -> str:
    """Restore a whole text at once; the same as feeding it in any pieces."""
    restorer = Restorer(mapping, json=json)
    return restorer.feed(text) + restorer.close()
