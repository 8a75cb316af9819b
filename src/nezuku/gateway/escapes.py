r"""Text that was written with escapes: ``\u5c71\u7530`` is 山田 to whoever reads JSON.

Many programs write every character beyond ASCII that way. The guard reads text as a person does,
so it reads such text once more without them. Quotes, backslashes and control characters stay as
they are: the source of a JSON text says the same before and after. A line end written as ``\n``
is read as one, or its n would be taken for the beginning of the word after it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import replace

from nezuku.guard import Inspection, strictest

_ESCAPES = re.compile(
    r"(\\+)u(?:([dD][89abAB][0-9a-fA-F]{2})(\\+)u([dD][c-fC-F][0-9a-fA-F]{2})|([0-9a-fA-F]{4}))"
)
#: Control characters, the quote, the backslash.
_KEPT = frozenset({*range(0x20), 0x22, 0x5C, 0x7F})
_SURROGATES = range(0xD800, 0xE000)
_BREAKS = re.compile(r"\\+[nrt]")


def without_escapes(text: str) -> str:
    """The text with its written-out characters in their plain form; the same if there are none.

    Also those of a JSON text inside a JSON text, where each has its backslash doubled.
    """
    if "\\u" not in text:
        return text
    return _ESCAPES.sub(_plain, text)


def _plain(found: re.Match[str]) -> str:
    before, high, between, low, single = found.groups()
    # Of k backslashes the escape owns as many as the lowest bit of k: one, two inside a JSON
    # text that is inside another, four one deeper. Those before it stand for themselves.
    own = len(before) & -len(before)
    rest = before[own:]
    if single is None:
        if len(between) != own:
            return found.group()
        return rest + chr(0x10000 + ((int(high, 16) - 0xD800) << 10) + int(low, 16) - 0xDC00)
    code = int(single, 16)
    if code in _KEPT or code in _SURROGATES:
        return found.group()
    return rest + chr(code)


def read_breaks(text: str, inspect: Callable[[str], Inspection]) -> Inspection:
    """What `inspect` finds in a text, read as it stands and with written line ends as line ends.

    Where the two differ the second is right; what only the first finds is kept.
    """
    as_given = inspect(text)
    broken = _BREAKS.sub(lambda found: " " * (len(found.group()) - 1) + "\n", text)
    if broken == text:
        return as_given
    read = inspect(broken)
    found = [replace(f, text=text[f.start : f.end]) for f in read.findings]
    starts = [f.start for f in read.findings]
    for finding in as_given.findings:
        before = bisect_left(starts, finding.end)
        if before == 0 or read.findings[before - 1].end <= finding.start:
            found.append(finding)
    return Inspection(
        findings=tuple(sorted(found, key=lambda f: f.start)),
        level=max(as_given.level, read.level),
        decision=strictest((as_given.decision, read.decision)),
        signals=as_given.signals or read.signals,
    )
