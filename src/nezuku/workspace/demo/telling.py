"""The conversations that a visitor can open: told through the chat's own actions, at their time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.people import directory
from nezuku.foundation.people.cast import World
from nezuku.foundation.people.directory import MemberCard
from nezuku.workspace.chat import actions as chat
from nezuku.workspace.demo import scripts
from nezuku.workspace.demo.habits import TOKYO
from nezuku.workspace.demo.recording import MODELS, Recorder, address_of
from nezuku.workspace.demo.scripts import Conversation
from nezuku.workspace.demo.workdays import workdays

_BETWEEN_TURNS = timedelta(minutes=4)
_DEEP = 900


def tell(recorder: Recorder, world: World, *, today: date) -> int:
    """This will store every conversation and its exchanges; gives how many."""
    cards = sorted(directory.active_members(), key=lambda card: card.id)
    for number, conversation in enumerate(scripts.conversations()):
        card = _person(conversation.who, world, cards)
        day = _workday_before(today, conversation.workdays_ago)
        minutes = 9 * 60 + 20 + (number * 47) % 480
        at = datetime.combine(day, time(minutes // 60, minutes % 60, 11), TOKYO)
        _tell_one(recorder, conversation, card, at, number)
    return len(scripts.conversations())


def _tell_one(
    recorder: Recorder, conversation: Conversation, card: MemberCard, at: datetime, number: int
) -> None:
    actor = directory.actor_for(card.id, address_of(card), "web")
    session = recorder.guard.session()
    thread_id = f"{0xDE300 + number:032x}"
    messages: list[dict[str, str]] = []
    parent_id: str | None = None
    long = any(len(turn.answer) > _DEEP for turn in conversation.turns)
    model = MODELS[1] if long else MODELS[0]
    for place, turn in enumerate(conversation.turns):
        question = scripts.told_on(turn.question, at.date())
        answer = scripts.told_on(turn.answer, at.date())
        screening = recorder.screen(session, question, answer)
        messages.append({"role": "user", "content": screening.masked})
        exchange_id = recorder.write(
            card, at, screening, model, thread_id=thread_id, messages=list(messages)
        )
        messages.append({"role": "assistant", "content": screening.answered})
        question_id = f"{0xDE3000000 + number * 100 + place * 2:032x}"
        answer_id = f"{0xDE3000000 + number * 100 + place * 2 + 1:032x}"
        chat.record_turn(
            actor=actor,
            now=at,
            turn=chat.NewTurn(
                thread_id=thread_id,
                parent_id=parent_id,
                question_id=question_id,
                answer_id=answer_id,
                is_again=False,
                text=question,
                sent_text=screening.masked,
                replaced_count=sum(screening.findings.values())
                if screening.masked != question
                else 0,
                findings=screening.findings,
                file_ids=(),
                file_names=(),
                released=(),
                exchange_id=exchange_id,
                model=model.name,
            ),
        )
        chat.settle_answer(
            exchange_id=exchange_id, ended=chat.Ended(state="done", text=answer, finish="stop")
        )
        recorder.told += 1
        parent_id = answer_id
        at += _BETWEEN_TURNS
    if conversation.is_pinned:
        _pin(actor, thread_id, at)


def _pin(actor: Actor, thread_id: str, at: datetime) -> None:
    chat.pin(actor=actor, thread_id=thread_id, now=at, pinned=True)


def _person(who: str, world: World, cards: list[MemberCard]) -> MemberCard:
    """A named person of the cast, or "department/number"."""
    named = {
        "sponsor": world.sponsor,
        "lead": world.lead,
        "admin": world.admin,
        "ambassador": world.ambassador,
        "sales_member": world.sales_member,
        "factory_member": world.factory_member,
    }
    if who in named:
        return next(card for card in cards if card.id == named[who].id)
    department, _slash, number = who.partition("/")
    taken = {person.id for person in named.values()} | {world.auditor.id}
    there = [c for c in cards if c.department_name == department and c.id not in taken]
    return there[int(number)]


def _workday_before(today: date, count: int) -> date:
    """The `count`-th working day before today."""
    days = workdays(today - timedelta(days=count * 2 + 20), today - timedelta(days=1))
    return days[-count]
