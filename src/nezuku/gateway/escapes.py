r"""Text that was written with escapes: ``\u5c71\u7530`` is 山田 to whoever reads JSON.

Many programs write every character beyond ASCII that way. The guard reads text as a person does,
so it reads such text once more without them. Quotes, backslashes and control characters stay as
they are: the source of a JSON text says the same before and after.
"""

from __future__ import annotations

import re

_ESCAPES = re.compile(
    r"(\\+)u(?:([dD][89abAB][0-9a-fA-F]{2})(\\+)u([dD][c-fC-F][0-9a-fA-F]{2})|([0-9a-fA-F]{4}))"
)
#: Control characters, the quote, the backslash.
_KEPT = frozenset({*range(0x20), 0x22, 0x5C, 0x7F})
_SURROGATES = range(0xD800, 0xE000)


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
