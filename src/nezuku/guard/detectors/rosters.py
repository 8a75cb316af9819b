"""People known by standing in a row of people: speakers of minutes and chats, "営業原、経理林".

One such place proves nothing (日時：, 目的：); a second one whose word can only be a surname
proves the row. Owns what such rows look like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nezuku.guard.findings import Candidate
from nezuku.guard.names.lexicon import COMMON, SURNAME
from nezuku.guard.page import Page

_SPEAKER = re.compile(
    (
        r"^[ ]?(?:[・\-*•●○■→>]|\[[^\]\n]{1,20}\]|[0-9]{1,2}[.)])?[ ]?(?P<name>[一-龠々]{1,3}|"
        r"[ァ-ヶー]{2,8}):"
    ),
    re.MULTILINE,
)
_MEMBER = re.compile(
    "(?P<unit>営業|経理|総務|人事|開発|技術|製造|企画|広報|法務|購買|品質|物流|業務|管理|"
    "財務|情シス|設計|工務|資材)(?:部|課|室|担当)?"
    "(?P<name>[一-龠々]{1,3})(?=[、,。・/ がはもにとのへで]|$)",
    re.MULTILINE,
)
_SIGNED = re.compile(
    r"(?:(?:regards|sincerely|thanks|thank you|cheers|yours truly|best "
    r"wishes),?\s{0,3}\n\s{0,3}|(?:Dear|Hi|Hello) (?:(?:Mr|Ms|Mrs|Dr)\.? )?|(?:[Mm]y name "
    r"is|[Tt]his is|[Ss]igned by|(?:Mr|Ms|Mrs|Dr)\.) )"
    r"(?P<name>(?-i:[A-Z][A-Za-z'\-]{1,14}(?: [A-Z][A-Za-z'\-]{1,14}){0,2}))(?![A-Za-z])",
    re.IGNORECASE,
)
_NOT_SIGNED = frozenset({"All", "Team", "Everyone", "Sir", "Madam", "Colleagues", "There"})


def find(page: Page) -> Iterator[Candidate]:
    """Propose the people of every row, and who signs or is greeted in an English letter."""
    text = page.text
    if ":" in text:
        yield from _row(page, list(_SPEAKER.finditer(text)))
    yield from _row(page, list(page.matches(_MEMBER, page.cues.get("unit", ()))))
    lower = page.lower
    if any(word in lower for word in ("regards", "sincerely", "dear ", "hi ", "thank", " is ")):
        for match in page.matches(_SIGNED, page.cues.get("letter", ())):
            if match["name"].split(" ")[0] not in _NOT_SIGNED:
                yield Candidate(*match.span("name"), "person", 0.8, "title")


def _row(page: Page, matches: list[re.Match[str]]) -> Iterator[Candidate]:
    if len(matches) < 2:
        return
    classes = [page.word_classes(m.start("name"), len(m["name"])) for m in matches]
    proven = sum(bool(c & SURNAME) and not c & COMMON for c in classes)
    for match, known in zip(matches, classes, strict=True):
        if known & SURNAME and (proven >= 2 or (proven == 1 and known & COMMON)):
            yield Candidate(*match.span("name"), "person", 0.75, "title")
