"""What is recorded about one person, for that person: a period in figures, and every fact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.ledger import access, keysets, queries, trail
from nezuku.foundation.ledger.models import AuditEvent
from nezuku.foundation.ledger.wording import decision_title

#: The days that the summary covers.
SUMMARY_DAYS = 90
_PAGE = 20
_BATCH = 1000
#: Enough for a person; a program's key can exceed it, and then the newest are summed up.
_SUMMED = 20_000


@dataclass(frozen=True, slots=True)
class Counted:
    """How often something happened."""

    title: str
    count: int


@dataclass(frozen=True, slots=True)
class OwnSummary:
    """The person's exchanges since `since`: how many, what was decided, what was found."""

    since: datetime
    totals: queries.Totals
    decisions: tuple[Counted, ...]
    findings: tuple[queries.FoundKind, ...]


@dataclass(frozen=True, slots=True)
class OwnRecord:
    """Everything that the page about oneself shows."""

    summary: OwnSummary
    facts: queries.FactPage
    readings: tuple[trail.Event, ...]
    events: trail.EventPage


def own_record(
    actor: Actor,
    *,
    now: datetime,
    facts_after: keysets.Place | None = None,
    events_after: keysets.Place | None = None,
) -> OwnRecord:
    """What is recorded about the actor. A fixed number of queries."""
    return OwnRecord(
        summary=own_summary(actor, now=now),
        facts=queries.page(access.own_exchanges(actor), facts_after, _PAGE),
        readings=trail.own_readings(actor),
        events=trail.own_events(actor, place=events_after, size=_PAGE),
    )


def own_summary(actor: Actor, *, now: datetime) -> OwnSummary:
    """The last SUMMARY_DAYS days of the actor in figures."""
    since = now - timedelta(days=SUMMARY_DAYS)
    rows = access.own_exchanges(actor).filter(at__gte=since).order_by("-at")
    decisions: Counter[str] = Counter()
    findings: Counter[str] = Counter()
    for decision, found in rows.values_list("decision", "findings")[:_SUMMED]:
        decisions[decision] += 1
        findings.update(found)
    return OwnSummary(
        since=since,
        totals=queries.totals(rows),
        decisions=tuple(
            Counted(decision_title(key), count) for key, count in decisions.most_common()
        ),
        findings=queries.found_kinds(findings),
    )


def every_own_event(actor: Actor) -> Iterator[AuditEvent]:
    """All acts about the actor, newest first, in bounded memory."""
    place: keysets.Place | None = None
    while True:
        chunk = list(keysets.after(access.events_about(actor), place)[:_BATCH])
        yield from chunk
        if len(chunk) < _BATCH:
            return
        place = keysets.Place(chunk[-1].at, str(chunk[-1].pk))
