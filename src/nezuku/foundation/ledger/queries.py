"""Reads for the search of exchanges: a page, the totals, one exchange. Facts only, never texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.ledger import access, keysets, kinds, names
from nezuku.foundation.ledger.models import Exchange, ExchangeText, Outcome, Via
from nezuku.foundation.ledger.periods import within
from nezuku.foundation.ledger.wording import LEVELS, OUTCOME_COLOURS, decision_title

PAGE = 50
#: Totals are counted up to here; above, the page says "or more".
COUNTED = 100_000
_BATCH = 1000
#: A ten-thousandth of a dollar.
_SMALLEST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Terms:
    """What is searched for; empty means everything. Days are of the instance's time zone."""

    who: str = ""
    department_id: int | None = None
    since: date | None = None
    until: date | None = None
    via: str = ""
    decision: str = ""
    level: int | None = None
    model: str = ""
    outcome: str = ""
    finding: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class FoundKind:
    """How often one kind of thing was found."""

    key: str
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class Fact:
    """The facts of one exchange. Money in millionths of a US dollar, times in milliseconds."""

    id: str
    at: datetime
    member_name: str
    department_name: str
    via: str
    account: str
    address: str
    level: int
    decision: str
    decision_title: str
    findings: tuple[FoundKind, ...]
    guard_version: str
    model: str
    connection: str
    sent_characters: int
    answer_characters: int
    outcome: str
    outcome_title: str
    outcome_colour: str
    error: str
    settled_at: datetime | None
    first_token_ms: int | None
    duration_ms: int | None
    prompt_tokens: int | None
    completion_tokens: int | None
    cost_micros: int | None
    thread_id: str

    @property
    def is_known_level(self) -> bool:
        """Whether the level is one of the three."""
        return self.level in LEVELS

    @property
    def tokens(self) -> int | None:
        """Tokens in and out, None when the vendor did not say."""
        if self.prompt_tokens is None and self.completion_tokens is None:
            return None
        return (self.prompt_tokens or 0) + (self.completion_tokens or 0)

    @property
    def cost(self) -> str:
        """The cost in US dollars as text, empty when the price is unknown."""
        return dollars(self.cost_micros)


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over what was found; `is_capped` when only the newest COUNTED were counted."""

    exchanges: int
    people: int
    prompt_tokens: int
    completion_tokens: int
    cost_micros: int
    is_capped: bool

    @property
    def cost(self) -> str:
        """The cost in US dollars as text."""
        return dollars(self.cost_micros)


@dataclass(frozen=True, slots=True)
class FactPage:
    """One page of facts, newest first; `older` is the place at which the next one begins."""

    facts: tuple[Fact, ...]
    older: str


def search(actor: Actor, *, terms: Terms, place: keysets.Place | None = None) -> FactPage:
    """One page of the facts that match. At most two queries. Raises Forbidden."""
    return page(matching(actor, terms), place)


def page(rows: QuerySet[Exchange], place: keysets.Place | None, size: int = PAGE) -> FactPage:
    """One page of any exchanges."""
    found = list(keysets.after(rows, place)[: size + 1])
    shown = found[:size]
    older = str(keysets.Place(shown[-1].at, shown[-1].pk)) if len(found) > size else ""
    return FactPage(tuple(fact(row) for row in shown), older)


def totals(rows: QuerySet[Exchange]) -> Totals:
    """The sums over exchanges, over the newest COUNTED of them at most. One query."""
    newest = rows.order_by("-at")[: COUNTED + 1]
    sums = newest.aggregate(
        exchanges=Count("id"),
        people=Count("member_id", distinct=True),
        prompt_tokens=Sum("prompt_tokens", default=0),
        completion_tokens=Sum("completion_tokens", default=0),
        cost_micros=Sum("cost_micros", default=0),
    )
    capped = sums["exchanges"] > COUNTED
    return Totals(**{**sums, "exchanges": min(sums["exchanges"], COUNTED)}, is_capped=capped)


def matching(actor: Actor, terms: Terms) -> QuerySet[Exchange]:
    """The exchanges that match, through the auditor's door. Raises Forbidden."""
    actor.require("ledger.facts")
    return narrowed(access.exchanges_for(actor), terms)


def narrowed(rows: QuerySet[Exchange], terms: Terms) -> QuerySet[Exchange]:
    """The exchanges among `rows` that match. A query of its own when a name is given."""
    wanted = Q()
    rows = within(rows, terms.since, terms.until)
    if terms.who:
        people = [one.id for one in names.people_called(terms.who)]
        wanted &= Q(member_id__in=people[:500])
    if terms.department_id is not None:
        wanted &= Q(department_id=terms.department_id)
    if terms.level is not None:
        wanted &= Q(level=terms.level)
    if terms.model:
        wanted &= Q(model__icontains=terms.model)
    if terms.finding:
        wanted &= Q(findings__has_key=terms.finding)
    if terms.address:
        wanted &= Q(address__startswith=terms.address)
    exact = {"via": terms.via, "decision": terms.decision, "outcome": terms.outcome}
    return rows.filter(wanted, **{name: value for name, value in exact.items() if value})


def every_fact(rows: QuerySet[Exchange]) -> Iterator[Fact]:
    """All the facts, newest first, in bounded memory."""
    place: keysets.Place | None = None
    while True:
        chunk = list(keysets.after(rows, place)[:_BATCH])
        yield from (fact(row) for row in chunk)
        if len(chunk) < _BATCH:
            return
        place = keysets.Place(chunk[-1].at, chunk[-1].pk)


def one_fact(actor: Actor, exchange_id: str) -> Fact:
    """The facts of one exchange. Raises NoSuchExchange."""
    return fact(access.exchange_for(actor, exchange_id))


def has_text(exchange_id: str) -> bool:
    """Whether the text is still kept."""
    return ExchangeText.objects.filter(pk=exchange_id).exists()


def fact(row: Exchange) -> Fact:
    """The facts of a row, with the words of the active language."""
    return Fact(
        id=row.pk,
        at=row.at,
        member_name=row.member_name,
        department_name=row.department_name,
        via=_label(Via, row.via),
        account=row.account,
        address=row.address,
        level=row.level,
        decision=row.decision,
        decision_title=decision_title(row.decision),
        findings=found_kinds(row.findings),
        guard_version=row.guard_version,
        model=row.model,
        connection=row.connection,
        sent_characters=row.sent_characters,
        answer_characters=row.answer_characters,
        outcome=row.outcome,
        outcome_title=_label(Outcome, row.outcome),
        outcome_colour=OUTCOME_COLOURS.get(row.outcome, "neutral"),
        error=row.error,
        settled_at=row.settled_at,
        first_token_ms=row.first_token_ms,
        duration_ms=row.duration_ms,
        prompt_tokens=row.prompt_tokens,
        completion_tokens=row.completion_tokens,
        cost_micros=row.cost_micros,
        thread_id=row.thread_id,
    )


def found_kinds(findings: Mapping[str, int]) -> tuple[FoundKind, ...]:
    """Counts by kind with their titles, the most frequent first."""
    found = [FoundKind(key, kinds.title_of(key), count) for key, count in findings.items()]
    return tuple(sorted(found, key=lambda kind: (-kind.count, kind.key)))


def dollars(micros: int | None) -> str:
    """Millionths of a US dollar as dollars: four places under one dollar, two above."""
    if micros is None:
        return ""
    if 0 < micros < _SMALLEST_SHOWN:
        return _("$0.0001未満")
    amount = micros / 1_000_000
    return f"${amount:,.2f}" if amount >= 1 or not micros else f"${amount:.4f}"


def _label(choices: type[Via] | type[Outcome], value: str) -> str:
    try:
        return str(choices(value).label)
    except ValueError:
        return value
