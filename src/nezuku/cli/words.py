"""The two languages of the command line, and errors that are one sentence.

Owns the choice of the language. Commands write both sentences side by side, because `check` and
`doctor` have to speak before anything of Django can be started.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass

JAPANESE, ENGLISH = "ja", "en"
#: Languages of a terminal that say nothing about the person.
_NO_LANGUAGE = {"", "C", "POSIX"}


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence in both languages."""

    ja: str
    en: str

    def __call__(self, lang: str) -> str:
        """The sentence in one of them."""
        return self.en if lang == ENGLISH else self.ja


class Refusal(Exception):
    """A command cannot go on; the sentence says what happened and what to do."""

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(en)
        self.said = Said(ja, en)


def language(wish: str | None) -> str:
    """The language of `--lang`, else of the terminal; a terminal without one gets Japanese."""
    if wish:
        return ENGLISH if wish.startswith(ENGLISH) else JAPANESE
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "").split(".")[0]
        if value not in _NO_LANGUAGE:
            return JAPANESE if value.startswith(JAPANESE) else ENGLISH
    return JAPANESE


def speak_utf8() -> None:
    """This will let Japanese reach a terminal or a file, whatever the terminal claims to be."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
