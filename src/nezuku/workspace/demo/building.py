"""Builds the demo company: people, policy, half a year of exchanges, threads that can be opened.

Everything goes through the real actions and the ledger's own writer, so that the pages, the
chains and `nezuku verify` see what they would see in a company. The same seed and the same day
give the same half year.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from django.db import transaction

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.ledger import actions as ledger
from nezuku.foundation.people import actions as people
from nezuku.foundation.people import directory
from nezuku.foundation.people.cast import QUALITY, SUPPORT, SYSTEMS, World, build_world
from nezuku.foundation.policy import actions as policy
from nezuku.foundation.policy import guarding
from nezuku.foundation.policy import queries as policy_queries
from nezuku.foundation.policy.differences import ExampleText
from nezuku.workspace.demo import habits, recording, scripts, telling
from nezuku.workspace.demo.recording import Recorder, Screening

SEED = 20_260_401
#: Rare questions: what the guard stops is tried, but not every day.
_RARE = 0.12
_SHARED = 0.35
_ADJUSTED_LEVEL = 2
TERMS = (
    ("株式会社みどり商会", "client", ("みどり商会",)),
    ("ひかり精機", "client", ("ひかり精機株式会社",)),
    ("北斗電装", "client", ("株式会社北斗電装",)),
    ("東西マテリアル", "client", ()),
    ("プロジェクト若葉", "project", ("若葉プロジェクト",)),
    ("KB-3000シリーズ", "product", ("KB-3000",)),
)


@dataclass(frozen=True, slots=True)
class Built:
    """What was built, for whoever prints it."""

    world: World
    exchanges: int
    threads: int


def build(*, now: datetime, model_address: str) -> Built:
    """This will fill an empty, migrated database. About ten seconds on a slow machine.

    `model_address` is where the demo model answers; it is not called here.
    """
    today = now.astimezone(habits.TOKYO).date()
    first = today - timedelta(days=habits.WEEKS * 7)
    first -= timedelta(days=first.weekday())
    opened_at = datetime.combine(first, datetime.min.time(), habits.TOKYO) + timedelta(hours=9)
    random = Random(SEED)  # noqa: S311  (a story, not a secret)
    with transaction.atomic():
        world = build_world(now=opened_at, everybody=True)
        admin = world.admin.actor(address="192.0.2.10")
        _decide(admin, opened_at, now, model_address)
        _adjust(world.lead.actor(address="192.0.2.11"), opened_at + timedelta(days=65))
        _invite(admin, now)
    guarding.expect_change()
    recorder = Recorder(guarding.current_guard(), random)
    try:
        count = _half_year(recorder, random, first, today, now)
        threads = telling.tell(recorder, world, today=today)
    finally:
        recorder.close()
    _look_back(world, recorder, now)
    return Built(world=world, exchanges=count + recorder.told, threads=threads)


def _decide(admin: Actor, at: datetime, now: datetime, model_address: str) -> None:
    """The company's decisions: classes, dictionary, models."""
    policy.propose_classes(actor=admin, now=at, contact="情報システム 白石（内線 214）")
    for text, kind, aliases in TERMS:
        policy.add_term(actor=admin, now=at, text=text, kind=kind, aliases=aliases)
    connection_id = policy.connect_model(
        actor=admin,
        now=at,
        preset="compatible",
        base_url=model_address,
        key="",
        label=recording.CONNECTION,
        is_local=True,
    )
    for model in recording.MODELS:
        policy.offer_model(
            actor=admin,
            now=at,
            connection_id=connection_id,
            name=model.upstream,
            public_name=model.name,
            note=model.note,
            price_in=model.price_in,
            price_out=model.price_out,
        )
    policy.record_check(actor=admin, now=now, connection_id=connection_id, problem="")


def _adjust(lead: Actor, at: datetime) -> None:
    """What the company learned in its first weeks: an example of its own, with the reason."""
    facts = next(one for one in policy_queries.current_classes() if one.level == _ADJUSTED_LEVEL)
    own = ExampleText(
        "condition",
        "不具合報告書の「原因」と「再発防止」の書き直し",
        "品質保証。お客様の名前と図面の番号が置き換わったことを確かめます。",
    )
    policy.change_class(
        actor=lead,
        now=at,
        level=_ADJUSTED_LEVEL,
        text=replace(facts.text, examples=(own, *facts.text.examples)),
        reason="品質保証から「報告書はどの区分か」と質問があったため",
        expected_version=facts.version,
    )


def _invite(admin: Actor, now: datetime) -> None:
    """Two people who have been invited and have not come yet."""
    places = {card.name: card.id for card in directory.departments()}
    for name, login, department in (
        ("真壁 郁", "makabe", QUALITY),
        ("青柳 樹里", "aoyagi", SUPPORT),
    ):
        people.invite(
            actor=admin,
            now=now - timedelta(days=2),
            email=f"{login}@komorebi.example.co.jp",
            name=name,
            department_id=places[department],
        )


def _half_year(recorder: Recorder, random: Random, first: date, today: date, now: datetime) -> int:
    """The everyday exchanges of everybody, in the order of their moments."""
    cards = [card for card in directory.active_members() if card.department_name in habits.HABITS]
    cards.sort(key=lambda card: card.id)
    found = habits.askers([card.department_name for card in cards], random)
    planned = [
        (moment, cards[asker.number])
        for asker in found
        for moment in habits.moments(asker, first, today, random)
        if moment < now - timedelta(minutes=5)
    ]
    planned.sort(key=lambda pair: (pair[0], pair[1].id))
    pools = {name: _pool(recorder, name) for name in habits.HABITS}
    for moment, card in planned:
        screening = _choose(pools[card.department_name], random)
        via_api = card.department_name == SYSTEMS and random.random() < 0.2
        recorder.everyday(card, moment, screening, via_api=via_api)
    return len(planned)


@dataclass(frozen=True, slots=True)
class _Pool:
    own: tuple[Screening, ...]
    shared: tuple[Screening, ...]


def _pool(recorder: Recorder, department: str) -> _Pool:
    rows = scripts.questions()
    return _Pool(
        own=tuple(recorder.screening(q) for q in rows if department in q.departments),
        shared=tuple(recorder.screening(q) for q in rows if scripts.EVERYBODY in q.departments),
    )


def _choose(pool: _Pool, random: Random) -> Screening:
    rows = pool.shared if random.random() < _SHARED else pool.own
    weights = [_RARE if row.is_rare else 1.0 for row in rows]
    return random.choices(rows, weights=weights)[0]


def _look_back(world: World, recorder: Recorder, now: datetime) -> None:
    """The auditor has looked at one text, with a reason; the person can see that."""
    if recorder.last_masked is None:
        return
    ledger.read_text(
        actor=world.auditor.actor(address="192.0.2.24"),
        exchange_id=recorder.last_masked,
        reason_kind="audit",
        reason="月次の監査で、伏せられた箇所が適切かを抜き取りで確認するため",
        now=now - timedelta(hours=3),
    )
