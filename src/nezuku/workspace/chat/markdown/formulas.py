"""Formulas: LaTeX to MathML, which browsers draw themselves. What cannot be read stays as typed."""

from __future__ import annotations

import re
from html import escape

from latex2mathml.converter import convert

_LONGEST = 2000
_DEEPEST = 40
#: Words inside a formula. The converter takes them over as they are, markup included.
_WORDS = re.compile(r"\\(?:text\w*|mbox|hbox|fbox|operatorname\*?|math[a-z]+)\s*\{[^{}]*\}?")
_HIDDEN = str.maketrans({"<": "\ue000", ">": "\ue001", "&": "\ue002"})
_SHOWN = {"\ue000": "&lt;", "\ue001": "&gt;", "\ue002": "&amp;"}
_BRACES = re.compile(r"[{}]|\\left\b|\\right\b|\\begin\b|\\end\b")


def mathml(source: str, *, block: bool) -> str:
    """The formula as MathML, or as code where it is too long, too deep or not LaTeX."""
    if len(source) <= _LONGEST and _depth(source) <= _DEEPEST:
        try:
            hidden = _WORDS.sub(lambda found: found.group().translate(_HIDDEN), source)
            made = convert(hidden, display="block" if block else "inline")
            return re.sub("[\ue000-\ue002]", lambda found: _SHOWN[found.group()], made)
        except Exception:  # noqa: BLE001, S110  (a foreign parser over foreign text: it raises anything)
            pass
    return f'<code class="formula">{escape(source)}</code>'


def _depth(source: str) -> int:
    deepest = depth = 0
    for found in _BRACES.finditer(source):
        depth += 1 if found.group() in {"{", "\\left", "\\begin"} else -1
        deepest = max(deepest, depth)
    return deepest
