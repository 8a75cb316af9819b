"""What the guard found, put so that a person can see it on their words and decide.

Owns the panel above the composer and the marks in it. What is found, what happens to it and the
words for both come from the guard and from policy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nezuku.foundation.policy.wording import describe
from nezuku.gateway.asks import Review
from nezuku.guard import Decision, Finding
from nezuku.workspace.chat import rules

_CONTEXT = 16
_LONGEST_WORDS = 60
LONGEST_PREVIEW = 6000
#: A roster of thousands of names is told by its first ones and a number.
MOST_ITEMS = 30


@dataclass(frozen=True, slots=True)
class Mark:
    """A found stretch of the person's own text, in UTF-16 units as browsers count."""

    start: int
    end: int
    decision: str
    item: int

    def as_json(self) -> dict[str, object]:
        """The mark for the page's script."""
        return {
            "start": self.start,
            "end": self.end,
            "decision": self.decision,
            "item": self.item,
        }


@dataclass(slots=True)
class Item:
    """One thing that was found, wherever it stands; the same words are one item.

    `file_name` is empty for the person's own text; `before` and `after` are the words around the
    first place in a file.
    """

    number: int
    key: str
    decision: str
    kind_label: str
    words: str
    reason: str
    decision_label: str
    advice: str
    is_released: bool
    is_about_all: bool
    file_id: str
    file_name: str
    before: str
    after: str
    full_words: str
    count: int = 1

    @property
    def can_release(self) -> bool:
        """Whether the person may say that this is harmless."""
        return self.decision == Decision.ASK

    @property
    def is_only_told(self) -> bool:
        """Whether nothing happens to these words: they say how the whole text is treated."""
        return self.is_about_all and self.decision == Decision.ALLOW

    @property
    def can_black_out(self) -> bool:
        """Whether these words can be replaced by ■ with one press."""
        return self.decision == Decision.BLOCK and bool(self.full_words)


@dataclass(frozen=True, slots=True)
class Panel:
    """What is shown before anything leaves. `decision` is what happens now, after releases."""

    decision: str
    level: int
    headline: str
    items: tuple[Item, ...]
    marks: tuple[Mark, ...]
    preview: tuple[rules.SentPiece, ...]
    preview_rest: int
    replaced_count: int
    receipt: str
    contact: str = ""
    problem: str = ""
    released: tuple[str, ...] = ()
    more_items: int = 0

    @property
    def has_something(self) -> bool:
        """Whether there is anything to show at all."""
        return bool(self.items) or bool(self.problem)

    @property
    def is_blocked(self) -> bool:
        """Whether this text cannot be sent."""
        return self.decision == Decision.BLOCK

    @property
    def needs_a_look(self) -> bool:
        """Whether the person has to have seen this before it goes."""
        return self.decision in {Decision.MASK, Decision.ASK}


def panel_for(
    review: Review,
    composed: rules.Composed,
    *,
    released: frozenset[str],
    before: frozenset[str] = frozenset(),
    contact: str = "",
    problem: str = "",
) -> Panel:
    """This will put a review into the shape of the page.

    `released` are the findings that the person calls harmless now, `before` those of which they
    said so earlier in the conversation: they are not shown again.
    """
    if not review.texts:
        return Panel("allow", 1, "", (), (), (), 0, 0, review.receipt, problem=problem)
    seen = review.texts[0]
    is_as_typed = seen.text == composed.content
    if not is_as_typed:  # it was read without its escapes: places in it are not those of the page
        composed = rules.compose(seen.text, ())
    own_end = composed.parts[0].end if composed.parts else len(composed.content)
    units = _utf16_units(composed.content[:own_end])
    items: dict[tuple[str, str, str], Item] = {}
    marks: list[Mark] = []
    for finding, about_all in _found(review):
        is_released = finding.decision is Decision.ASK and finding.key in released
        decision = Decision.ALLOW if is_released else finding.decision
        if not _is_shown(finding, about_all) or (
            finding.decision is Decision.ASK and finding.key in before - released
        ):
            continue
        part = composed.part_at(finding.start)
        file_id = part.file_id if part else ""
        place = (file_id, finding.kind, finding.key)
        item = items.get(place)
        if item is None:
            item = items[place] = _item(
                len(items) + 1, finding, composed, part, released, about_all
            )
        else:
            item.count += 1
        if is_as_typed and not file_id and finding.end <= own_end:
            marks.append(
                Mark(units[finding.start], units[finding.end], decision.value, item.number)
            )
    shown_items = tuple(sorted(items.values(), key=lambda i: -Decision(i.decision).rank))
    replaced = len(seen.replaced)
    blocked = review.decision is Decision.BLOCK
    shown = "" if blocked else seen.masked
    return Panel(
        decision=review.decision.value,
        level=review.level,
        headline=_headline(review.decision, replaced, len(items)),
        items=shown_items[:MOST_ITEMS],
        more_items=max(0, len(items) - MOST_ITEMS),
        marks=tuple(sorted(marks, key=lambda m: (m.start, m.end))),
        preview=rules.sent_pieces(shown[:LONGEST_PREVIEW]) if shown else (),
        preview_rest=max(0, len(shown) - LONGEST_PREVIEW),
        replaced_count=replaced,
        receipt=review.receipt,
        contact=contact,
        problem=problem,
        released=tuple(sorted(released)),
    )


def _found(review: Review) -> Iterable[tuple[Finding, bool]]:
    for text in review.texts[:1]:
        yield from ((f, False) for f in text.inspection.findings)
        yield from ((s, True) for s in text.inspection.signals)


def _is_shown(finding: Finding, about_all: bool) -> bool:
    """Harmless words are not pointed at; a sign that raises the whole text's level is."""
    return finding.decision is not Decision.ALLOW or (about_all and finding.level > 1)


def _item(
    number: int,
    finding: Finding,
    composed: rules.Composed,
    part: rules.Part | None,
    released: frozenset[str],
    about_all: bool,
) -> Item:
    words = describe(finding)
    lead = rest = ""
    if part is not None and part.file_id:
        first = max(
            part.body if finding.start >= part.body else part.start, finding.start - _CONTEXT
        )
        lead = composed.content[first : finding.start]
        rest = composed.content[finding.end : min(part.end, finding.end + _CONTEXT)]
    return Item(
        number=number,
        key=finding.key,
        decision=finding.decision.value,
        kind_label=words.kind_label,
        words=_short(finding.text),
        reason=words.reason_sentence,
        decision_label=words.decision_label,
        advice=words.advice,
        is_released=finding.key in released and finding.decision is Decision.ASK,
        is_about_all=about_all,
        file_id=part.file_id if part else "",
        file_name=part.file_name if part else "",
        before=lead.replace("\n", " "),
        after=rest.replace("\n", " "),
        full_words=finding.text,
    )


def _headline(decision: Decision, replaced: int, found: int) -> str:
    if decision is Decision.BLOCK:
        return _("入力してはいけない情報が含まれているため、このままでは送信できません。")
    if decision is Decision.ASK:
        return _("送ってよいか、確認が必要な言葉があります。迷うときは伏せたまま送信してください。")
    if decision is Decision.MASK:
        return ngettext(
            "%(count)dか所を仮の言葉に置き換えて送信します。回答では元の言葉に戻ります。",
            "%(count)dか所を仮の言葉に置き換えて送信します。回答では元の言葉に戻ります。",
            replaced,
        ) % {"count": replaced}
    return _("このまま送信できます。") if found else ""


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _LONGEST_WORDS else line[: _LONGEST_WORDS - 1] + "…"


def _utf16_units(text: str) -> Mapping[int, int] | range:
    """Offset in code points -> offset in UTF-16 units, for every place of `text` and its end."""
    if text.isascii() or max(text, default="") <= "\uffff":
        return range(len(text) + 1)
    units: dict[int, int] = {0: 0}
    at = 0
    for place, char in enumerate(text, start=1):
        at += 2 if char > "\uffff" else 1
        units[place] = at
    return units
