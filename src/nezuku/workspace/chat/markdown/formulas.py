"""Formulas: LaTeX to MathML, which browsers draw themselves. What cannot be read stays as typed."""

from __future__ import annotations

import re
from html import escape

from latex2mathml.converter import convert

_LONGEST = 2000
_DEEPEST = 40
_BRACES = re.compile(r"[{}]|\\left\b|\\right\b|\\begin\b|\\end\b")


def mathml(source: str, *, block: bool) -> str:
    """The formula as MathML, or as code where it is too long, too deep or not LaTeX."""
    if len(source) <= _LONGEST and _depth(source) <= _DEEPEST:
        try:
            return convert(source, display="block" if block else "inline")
        except Exception:  # noqa: BLE001, S110  (a foreign parser over foreign text: it raises anything)
            pass
    return f'<code class="formula">{escape(source)}</code>'


def _depth(source: str) -> int:
    deepest = depth = 0
    for found in _BRACES.finditer(source):
        depth += 1 if found.group() in {"{", "\\left", "\\begin"} else -1
        deepest = max(deepest, depth)
    return deepest
