"""The dictionary as its keepers see it: pages that stay quick with a million terms, and exports.

Pages follow the order of the folded spelling and know their neighbours by key, not by number:
the hundredth page costs what the first does.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import StrIndex
from django.utils.functional import Promise

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.policy.access import get_import, get_term
from nezuku.foundation.policy.importing import HEADINGS
from nezuku.foundation.policy.models import DictionaryVersion, Term
from nezuku.foundation.policy.spelling import folded_term

PAGE_SIZE = 50

#: The kinds of terms with their labels, for forms.
TERM_KINDS: tuple[tuple[str, str | Promise], ...] = tuple(Term.Kind.choices)


@dataclass(frozen=True, slots=True)
class TermRow:
    """One term of the list."""

    term_id: int
    text: str
    kind: str
    kind_label: str
    level: int
    aliases: tuple[str, ...]
    added_at: datetime


@dataclass(frozen=True, slots=True)
class TermPage:
    """A page of terms. `after` and `before` lead to the neighbours, "" where there is none.

    `total` counts the whole dictionary, not what was searched for.
    """

    rows: tuple[TermRow, ...]
    total: int
    after: str
    before: str


@dataclass(frozen=True, slots=True)
class DictionaryFacts:
    """How large the dictionary is and when it last changed."""

    terms: int
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class ImportSample:
    """One line of an uploaded list that the preview shows.

    `code` says why it is left out; `before` is (text, level, aliases) of what it would change.
    """

    line: int
    text: str
    kind_label: str
    level: int
    aliases: tuple[str, ...]
    code: str
    before: tuple[str, int, tuple[str, ...]] | None


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What an import would do: counts of all lines, and some of them of each sort."""

    import_id: str
    file_name: str
    new: int
    changed: int
    same: int
    repeated: int
    refused: int
    doubtful: int
    samples: Mapping[str, tuple[ImportSample, ...]]


def term_page(
    actor: Actor,
    *,
    search: str = "",
    kind: str = "",
    level: int | None = None,
    after: str = "",
    before: str = "",
    size: int = PAGE_SIZE,
) -> TermPage:
    """One page of the terms that contain `search` in any spelling, of a kind, of a level.

    Raises Forbidden. A key that is none of ours leads to the first page.
    """
    actor.require("policy.dictionary")
    back = bool(before) and not after
    place = _place(before if back else after)
    back = back and place is not None
    beyond = Q() if place is None else _beyond(*place, back=back)
    order = ("-folded", "-kind") if back else ("folded", "kind")
    candidates: set[int] = set()
    for rows in _matching(search, kind, level):
        # Only columns of the index: whole rows are read for one page, not for each candidate.
        listed = rows.filter(beyond).order_by(*order)
        candidates.update(listed.values_list("pk", flat=True)[: size + 1])
    found = list(Term.objects.filter(pk__in=candidates).order_by(*order)[: size + 1])
    more, found = len(found) > size, found[:size]
    if back:
        found.reverse()
    has_next = bool(found) and (more or back)
    has_previous = bool(found) and (more if back else place is not None)
    return TermPage(
        rows=tuple(_row(term) for term in found),
        total=Term.objects.count(),
        after=_key(found[-1]) if has_next else "",
        before=_key(found[0]) if has_previous else "",
    )


def term_row(actor: Actor, term_id: int) -> TermRow:
    """One term. Raises Forbidden, NotFound."""
    return _row(get_term(actor, term_id))


def export_headings() -> tuple[str, ...]:
    """The headings of the columns of `export_terms`, in the active language."""
    return tuple(str(HEADINGS[key]) for key in ("text", "kind", "level", "aliases"))


def export_terms(actor: Actor) -> Iterator[Sequence[str | int]]:
    """Every term as a row that an import reads back: text, kind, level, aliases.

    Raises Forbidden at once, before the first row is taken.
    """
    actor.require("policy.dictionary")
    labels = {value: str(label) for value, label in Term.Kind.choices}
    rows = Term.objects.order_by("folded", "kind").values_list("text", "kind", "level", "aliases")
    return (
        (text, labels[kind], level, "、".join(aliases))
        for text, kind, level, aliases in rows.iterator(chunk_size=2_000)
    )


def dictionary_facts() -> DictionaryFacts:
    """How large the dictionary is, for anybody: it names no term."""
    changed_at = DictionaryVersion.objects.filter(pk=1).values_list("changed_at", flat=True).first()
    return DictionaryFacts(terms=Term.objects.count(), changed_at=changed_at)


def import_preview(actor: Actor, import_id: str) -> ImportPreview:
    """What the list that this person uploaded would do. Raises Forbidden, NotFound."""
    kept = get_import(actor, import_id)
    summary = kept.summary
    labels = {value: str(label) for value, label in Term.Kind.choices}
    samples = {
        name: tuple(
            ImportSample(
                line=row["line"],
                text=row["text"],
                kind_label=labels.get(row.get("kind", ""), ""),
                level=row.get("level", 0),
                aliases=tuple(row.get("aliases", ())),
                code=row.get("code", ""),
                before=_before(row.get("before")),
            )
            for row in summary[f"{name}_rows"]
        )
        for name in ("new", "changed", "doubtful", "repeated", "refused")
    }
    counts = {
        name: int(summary[name])
        for name in ("new", "changed", "same", "repeated", "refused", "doubtful")
    }
    return ImportPreview(import_id=kept.pk, file_name=kept.file_name, samples=samples, **counts)


def _before(held: list[Any] | None) -> tuple[str, int, tuple[str, ...]] | None:
    if held is None:
        return None
    text, level, aliases = held
    return str(text), int(level), tuple(aliases)


def _matching(search: str, kind: str, level: int | None) -> Iterator[QuerySet[Term]]:
    """The rows that match, as queries whose results are joined: by text, and by aliases."""
    rows = Term.objects.all()
    if kind:
        rows = rows.filter(kind=kind)
    if level is not None:
        rows = rows.filter(level=level)
    needle = folded_term(search)
    if not needle:
        yield rows
        return
    # Not LIKE: what is typed is no pattern.
    yield rows.alias(at=StrIndex(F("folded"), Value(needle))).filter(at__gt=0)
    aliased = rows.filter(spellings__gt=1)
    yield aliased.alias(at=StrIndex(F("searched"), Value(needle))).filter(at__gt=0)


def _beyond(folded: str, kind: str, *, back: bool) -> Q:
    if back:
        return Q(folded__lt=folded) | Q(folded=folded, kind__lt=kind)
    return Q(folded__gt=folded) | Q(folded=folded, kind__gt=kind)


def _key(term: Term) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([term.folded, term.kind])).decode().rstrip("=")


def _place(key: str) -> tuple[str, str] | None:
    if not key:
        return None
    try:
        read = orjson.loads(base64.urlsafe_b64decode(key.encode() + b"=" * (-len(key) % 4)))
    except (ValueError, binascii.Error):
        return None
    match read:
        case [str(folded), str(kind)]:
            return folded, kind
        case _:
            return None


def _row(term: Term) -> TermRow:
    return TermRow(
        term_id=term.pk,
        text=term.text,
        kind=term.kind,
        kind_label=term.get_kind_display(),
        level=term.level,
        aliases=tuple(term.aliases),
        added_at=term.added_at,
    )
