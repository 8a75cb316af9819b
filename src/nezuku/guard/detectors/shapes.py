"""How a number is judged: its shape, its check digit, and the label that stands nearest.

Owns the judgement that all kinds of number share. A check digit alone passes one random number
in ten, and a mistyped number under a clear label must not leave either: so a label counts more
than a check digit, and the nearest label decides, also when it says "order number".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from nezuku.guard.findings import Candidate
from nezuku.guard.labels import Hit
from nezuku.guard.page import Page

_COUNTER = re.compile(
    r"\s?(?:円|千円|万|億|件|個|台|名(?!義)|人|%|回|点|枚|冊|本|kg|km|mm|cm|GB|MB|KB|ms|秒|分(?!の)|時間|年|ヶ月|ドル|ユーロ|USD|JPY)"
)
_ADJACENT = re.compile(
    r"[\s:=はがをもの、,「『(\[\"'`|>→\-*_#.。】』」)\]第]*(?:次の通り|以下|下記)?[\s:=はが、「『(\[\"'`|>→\-*]*"
)
#: How far a label reaches: beside its number, in the sentence, somewhere in the paragraph.
NEAR, FAR = 40, 240


@dataclass(frozen=True, slots=True)
class NumberShape:
    """Describe one kind of number.

    ``labelled`` is the confidence under a label of the kind (or one in ``accepts``), ``bare``
    without any label, ``checked`` without a label but with a right check digit, ``silenced``
    under a label of something else. ``reaches_far`` lets a label speak for a whole paragraph,
    ``only_beside`` not even for its sentence. A pattern begins with a figure or Latin letter that
    none stands before, unless it ``begins_anywhere``.
    """

    kind: str
    pattern: re.Pattern[str]
    check: Callable[[str], bool] | None = None
    accepts: frozenset[str] = field(default_factory=frozenset)
    labelled: float = 0.97
    bare: float = 0.0
    checked: float = 0.0
    silenced: float = 0.0
    counter_silences: bool = True
    reaches_far: bool = True
    only_beside: bool = False
    begins_anywhere: bool = False

    def find(self, page: Page) -> Iterator[Candidate]:
        """Propose every number of this shape with the confidence that its place gives."""
        announced = self.kind in page.label_kinds or self.accepts & page.label_kinds
        if not announced and not self.bare and not self.checked:
            return
        found = (
            self.pattern.finditer(page.text)
            if self.begins_anywhere
            else page.matches(self.pattern, page.token_starts)
        )
        for match in found:
            start, end = match.span("value") if "value" in self.pattern.groupindex else match.span()
            candidate = self._judge(page, start, end)
            if candidate is not None:
                yield candidate

    def _judge(self, page: Page, start: int, end: int) -> Candidate | None:
        if self.counter_silences and _COUNTER.match(page.text, end):
            return None
        digits = re.sub(r"[^0-9A-Za-z]", "", page.text[start:end])
        right = self.check is not None and self.check(digits)
        hit, beside = nearest_label(page, start, end)
        if hit is not None and (hit.kind == self.kind or hit.kind in self.accepts):
            if self.only_beside and not beside:
                return None
            sure = self.labelled if beside or right else self.labelled - 0.12
            code = "label_and_check_digit" if right else "label"
            return Candidate(start, end, self.kind, sure, code, hit.word)
        if hit is not None and (beside or hit.kind != "none"):
            confidence = self.silenced
            return (
                Candidate(start, end, self.kind, confidence, "check_digit" if right else "shape")
                if confidence and (right or self.check is None)
                else None
            )
        distant = self.reaches_far and page.cell(start, end) is None
        far = page.label_of_kind(self.kind, start, FAR) if distant else None
        if far is not None and (right or self.check is None or self.labelled > 0.95):
            return Candidate(start, end, self.kind, 0.72 if right else 0.6, "label", far.word)
        confidence = self.checked if right else self.bare
        if not confidence:
            return None
        return Candidate(start, end, self.kind, confidence, "check_digit" if right else "shape")


def nearest_label(page: Page, start: int, end: int) -> tuple[Hit | None, bool]:
    """Give the label that speaks about a span, and whether it stands right beside it.

    The head of the table column speaks first, then what stands before, then what follows in
    brackets or as "... is my number".
    """
    cell = page.cell(start, end)
    if cell is not None:
        heads = page.header_tags(cell)
        if heads:
            return heads[-1], True
        inside = page.label_before(start, start - cell.start)
        return (inside, True) if inside is not None else (None, False)
    before = page.label_before(start, NEAR)
    beside = before is not None and _ADJACENT.fullmatch(page.text, before.end, start) is not None
    if beside:
        return before, True
    after = page.label_after(end, 10)
    if after is not None:
        between = page.text[end : after.start]
        if "\n" not in between and not re.search(r"[。;；、,]", between):
            return after, True
    return before, False


def luhn(digits: str) -> bool:
    """Tell whether the Luhn check digit is right (ISO/IEC 7812-1)."""
    total = 0
    for place, char in enumerate(reversed(digits)):
        value = int(char) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
