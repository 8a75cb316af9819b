"""Reads of audit events: for the auditor, and for the person whom they are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import orjson
from django.db.models import QuerySet

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.ledger import access, events, keysets, names
from nezuku.foundation.ledger.models import AuditEvent
from nezuku.foundation.ledger.periods import within
from nezuku.foundation.ledger.wording import actor_title, actors_called

PAGE = 50
VERIFIED = "ledger.verified"
TEXT_READ = "ledger.text_read"
_DISTINCT_KINDS = """
WITH RECURSIVE known(kind) AS (
    SELECT MIN(kind) FROM ledger_auditevent
    UNION ALL
    SELECT (SELECT MIN(kind) FROM ledger_auditevent WHERE kind > known.kind)
    FROM known WHERE known.kind IS NOT NULL
)
SELECT kind FROM known WHERE kind IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class EventTerms:
    """What is searched for among events; empty means everything."""

    who: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One act in words. Kinds that nobody described have no `sentence`; `data` says it then."""

    at: datetime
    kind: str
    title: str
    actor_name: str
    about: str
    address: str
    sentence: str
    data: str
    place: str
    hash: str


@dataclass(frozen=True, slots=True)
class EventPage:
    """One page of events, newest first; `older` is where the next one begins."""

    events: tuple[Event, ...]
    older: str


@dataclass(frozen=True, slots=True)
class LastVerification:
    """The outcome of the newest verification that was recorded."""

    at: datetime
    by: str
    is_whole: bool
    links: int
    exchanges: int
    problems: int
    first: str


def event_page(actor: Actor, *, terms: EventTerms, place: keysets.Place | None = None) -> EventPage:
    """One page of everybody's acts. Raises Forbidden."""
    rows = within(access.events_for(actor), terms.since, terms.until)
    if terms.who:
        rows = rows.filter(actors_called(terms.who))
    if terms.kind:
        rows = rows.filter(kind=terms.kind)
    return _page(rows, place, PAGE)


def own_events(actor: Actor, *, place: keysets.Place | None = None, size: int = 20) -> EventPage:
    """One page of what was done about the person themselves, without readings of texts."""
    return _page(access.events_about(actor).exclude(kind=TEXT_READ), place, size)


def own_readings(actor: Actor, *, size: int = 100) -> tuple[Event, ...]:
    """Who read the person's texts, and why; the newest first."""
    return _page(access.events_about(actor).filter(kind=TEXT_READ), None, size).events


def kinds_of_events() -> tuple[tuple[str, str], ...]:
    """The kinds that occur, with their titles, by title."""
    found = AuditEvent.objects.raw(f"SELECT 0 AS id, kind FROM ({_DISTINCT_KINDS}) kinds")  # noqa: S608
    kinds = [row.kind for row in found if row.kind != access.BATCH]
    return tuple(sorted(((kind, events.title_of(kind)) for kind in kinds), key=lambda k: k[1]))


def last_verification(actor: Actor) -> LastVerification | None:
    """The newest verification. Raises Forbidden."""
    row = access.events_for(actor).filter(kind=VERIFIED).order_by("-at").first()
    if row is None:
        return None
    data = data_of(row)
    first = data.get("first")
    return LastVerification(
        at=row.at,
        by=actor_title(row.actor_id, row.actor_name),
        is_whole=data.get("whole") is True,
        links=_number(data.get("links")),
        exchanges=_number(data.get("exchanges")),
        problems=_number(data.get("problems")),
        first=str(first.get("text", "")) if isinstance(first, dict) else "",
    )


def data_of(row: AuditEvent) -> Mapping[str, object]:
    """The data of an event; empty when its body cannot be read."""
    data = _body(row).get("data")
    return data if isinstance(data, dict) else {}


def _body(row: AuditEvent) -> Mapping[str, object]:
    try:
        body = orjson.loads(row.body)
    except orjson.JSONDecodeError:
        return {}
    return body if isinstance(body, dict) else {}


def _page(rows: QuerySet[AuditEvent], place: keysets.Place | None, size: int) -> EventPage:
    found = list(keysets.after(rows, place)[: size + 1])
    shown = found[:size]
    older = str(keysets.Place(shown[-1].at, str(shown[-1].pk))) if len(found) > size else ""
    return EventPage(_in_words(shown), older)


def _in_words(rows: Sequence[AuditEvent]) -> tuple[Event, ...]:
    named = names.members_named(_concerned(rows))
    return tuple(_event(row, named) for row in rows)


def _concerned(rows: Iterable[AuditEvent]) -> Iterable[int]:
    return [row.about_member_id for row in rows if row.about_member_id is not None]


def _event(row: AuditEvent, named: Mapping[int, str]) -> Event:
    body, data = _body(row), data_of(row)
    about = ""
    if row.about_member_id is not None:
        known = str(data.get("member") or "") or named.get(row.about_member_id, "")
        about = known or f"#{row.about_member_id}"
    actor = actor_title(row.actor_id, row.actor_name)
    return Event(
        at=row.at,
        kind=row.kind,
        title=events.title_of(row.kind),
        actor_name=actor,
        about=about,
        address=str(body.get("address", "")),
        sentence=events.sentence_of(row.kind, actor=actor, about=about, data=data),
        data=orjson.dumps(data, option=orjson.OPT_INDENT_2).decode() if data else "",
        place=f"{row.writer} {row.seq}",
        hash=row.hash,
    )


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
