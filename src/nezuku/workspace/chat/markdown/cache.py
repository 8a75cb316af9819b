"""Drawn answers of this process, by the text they were drawn from.

Nothing drawn is stored in the database: it would outlive a change of the cleaning rules and double
the table. Bounded by characters; the least recently used go first.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

from django.utils.translation import get_language

from nezuku.workspace.chat.markdown import drawing

MOST_CHARACTERS = 16_000_000


class DrawnTexts:
    """Texts and their HTML. Safe to share between threads."""

    def __init__(self, most_characters: int = MOST_CHARACTERS) -> None:
        self._most = most_characters
        self._size = 0
        self._rows: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._lock = threading.Lock()

    def html(self, text: str, language: str) -> str:
        """The HTML of `text`; `language` is that of the few words around it."""
        key = (language, text)
        with self._lock:
            known = self._rows.get(key)
            if known is not None:
                self._rows.move_to_end(key)
                return known
        made = drawing.render(text)
        with self._lock:
            if key not in self._rows:
                self._rows[key] = made
                self._size += len(text) + len(made)
            while self._size > self._most and len(self._rows) > 1:
                (_language, old), html = self._rows.popitem(last=False)
                self._size -= len(old) + len(html)
        return made


_drawn = DrawnTexts()


def rendered(text: str) -> str:
    """The HTML of an answer, drawn once per process."""
    return _drawn.html(text, get_language() or "") if text else ""
