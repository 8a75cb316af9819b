"""A question on its way: from the page to the door, and the end of its answer into the table.

Owns the order: review, start, store; and what happens when the browser leaves in between. Texts
are guarded in the gateway, never here. Everything here runs in the server's event loop; tables
are reached through threads.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

from asgiref.sync import sync_to_async
from django.db import close_old_connections, connection
from django.utils.translation import gettext_lazy as _

from nezuku.bridge.callers import caller_for
from nezuku.bridge.engine import engine
from nezuku.bridge.wording import sentence
from nezuku.foundation.kit import clock
from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.errors import UserError
from nezuku.foundation.policy.queries import current_classes
from nezuku.gateway.asks import Ask, Caller, Ending, Review, Settled, Via
from nezuku.gateway.errors import GuardBlocked, NeedsReview, Refused
from nezuku.gateway.ports import Route
from nezuku.guard import Decision
from nezuku.workspace.chat import actions, presenting, rules
from nezuku.workspace.chat.models import Message, new_id
from nezuku.workspace.chat.queries import conversations

_ENDINGS = {
    Ending.COMPLETED: Message.State.DONE,
    Ending.STOPPED: Message.State.STOPPED,
    Ending.INTERRUPTED: Message.State.INTERRUPTED,
    Ending.FAILED: Message.State.FAILED,
    Ending.REFUSED: Message.State.FAILED,
}
_HARD = frozenset({Decision.ASK, Decision.BLOCK})
#: Answers end in this thread, whatever became of the request that began them.
_settlers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="chat-settle")
_begun: set[asyncio.Task[Asked]] = set()
#: Whose conversation has a question on its way to the door; a second one has to wait its turn.
_asking: set[tuple[int | None, str]] = set()


class NothingToAsk(UserError):
    """Neither words nor a file."""

    code = "nothing_to_ask"
    sentence = _("質問を入力してください。")


class Stopped(UserError):
    """The door did not open; `refusal` is its code, the sentence the bridge's."""

    code = "refused"

    def __init__(self, refusal: Refused) -> None:
        self.refusal = refusal.code
        self.http_status = refusal.status
        self._words = sentence(refusal.code, refusal.fields)
        super().__init__()

    @property
    def text(self) -> str:
        """What happened and what to do next."""
        return self._words


class MustBeSeen(Exception):
    """The person has to look at the panel first; nothing left."""

    def __init__(self, panel: presenting.Panel) -> None:
        self.panel = panel
        super().__init__(panel.decision)


@dataclass(frozen=True, slots=True)
class Question:
    """What the composer posts.

    `after` is the message that it follows, `instead_of` the question that it replaces, `again` the
    question whose answer is wanted once more; at most one of them is set.
    """

    thread_id: str
    text: str = ""
    file_ids: Sequence[str] = ()
    model: str = ""
    released: frozenset[str] = frozenset()
    receipt: str = ""
    after: str = ""
    instead_of: str = ""
    again: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that left, and the answer that is coming."""

    thread_id: str
    question_id: str
    answer_id: str


@dataclass(frozen=True, slots=True)
class _Ready:
    question: Question
    basis: conversations.Basis
    ask: Ask
    caller: Caller


async def models_for(actor: Actor) -> tuple[Route, ...]:
    """The models that this person may choose, the default first."""
    caller = await sync_to_async(caller_for)(actor)
    return await engine().models(caller)


async def check(actor: Actor, question: Question) -> presenting.Panel:
    """What the guard says of a text that is being written. Nothing leaves, nothing is stored.

    Raises Stopped, NoSuchThread, NoSuchMessage, NoSuchAttachment.
    """
    ready = await _ready(actor, question)
    review = await _review(ready)
    return await _panel(ready, review)


async def ask(actor: Actor, question: Question) -> Asked:
    """This will send a question and store it with its coming answer.

    Once the door has opened the question is stored even if the browser leaves meanwhile. Raises
    MustBeSeen, NothingToAsk, StillAnswering, Stopped, and what `check` raises.
    """
    place = (actor.member_id, question.thread_id)
    if place in _asking:
        raise actions.StillAnswering
    _asking.add(place)
    try:
        return await _ask(actor, question)
    finally:
        _asking.discard(place)


async def _ask(actor: Actor, question: Question) -> Asked:
    ready = await _ready(actor, question)
    if rules.is_blank(ready.basis.composed.content):
        raise NothingToAsk
    live = (engine().generation(exchange) for exchange in ready.basis.generating)
    if any(found is not None and not found.done for found in live):
        raise actions.StillAnswering
    review = await _review(ready)
    receipt = _receipt(ready, review)
    task = asyncio.create_task(_begin(actor, ready, review, receipt))
    _begun.add(task)
    task.add_done_callback(_begun.discard)
    try:
        return await asyncio.shield(task)
    except (GuardBlocked, NeedsReview) as refusal:
        raise MustBeSeen(await _panel(ready, refusal.review)) from refusal
    except Refused as refusal:
        raise Stopped(refusal) from refusal


async def _ready(actor: Actor, question: Question) -> _Ready:
    return await sync_to_async(_gather)(actor, question)


def _gather(actor: Actor, question: Question) -> _Ready:
    basis = conversations.basis(
        actor,
        thread_id=question.thread_id,
        text=question.text,
        file_ids=question.file_ids,
        after=question.after,
        instead_of=question.instead_of,
        again=question.again,
    )
    caller = caller_for(actor)
    messages = [{"role": turn.role, "content": turn.content} for turn in basis.turns]
    messages.append({"role": "user", "content": basis.composed.content})
    ask = Ask(
        caller=caller,
        via=Via.CHAT,
        body={"model": question.model, "messages": messages},
        fresh_from=len(messages) - 1,
        released=basis.released | question.released,
        receipt=question.receipt,
        thread_id=question.thread_id,
    )
    return _Ready(question, basis, ask, caller)


async def _review(ready: _Ready) -> Review:
    try:
        return await engine().review(ready.ask)
    except Refused as refusal:
        raise Stopped(refusal) from refusal


def _receipt(ready: _Ready, review: Review) -> str:
    """The receipt to send with: the person's, or the fresh one of a text that they saw before.

    A question that is answered again was shown when it was sent. As long as exactly the same text
    would leave as did then, it need not be shown twice.
    """
    known = ready.basis.question
    if known is None or ready.question.receipt:
        return ready.question.receipt
    would_leave = review.texts[0].masked if review.texts else ""
    did_leave = known.sent_text or ready.basis.composed.content
    return review.receipt if would_leave == did_leave else ""


async def _begin(actor: Actor, ready: _Ready, review: Review, receipt: str) -> Asked:
    asked = Asked(
        thread_id=ready.question.thread_id,
        question_id=ready.question.again or new_id(),
        answer_id=new_id(),
    )
    loop = asyncio.get_running_loop()
    stored: asyncio.Future[bool] = loop.create_future()

    async def on_settled(settled: Settled) -> None:
        if await asyncio.shield(stored):
            await loop.run_in_executor(_settlers, partial(_settle, settled))

    request = replace(ready.ask, receipt=receipt)
    generation = await engine().start(request, on_settled=on_settled)
    try:
        turn = _turn(ready, review, asked, generation.exchange_id, generation.model)
        await sync_to_async(actions.record_turn)(actor=actor, now=clock.now(), turn=turn)
    except BaseException:
        stored.set_result(False)
        await generation.stop()
        raise
    stored.set_result(True)
    return asked


def _turn(
    ready: _Ready, review: Review, asked: Asked, exchange_id: str, model: str
) -> actions.NewTurn:
    seen = review.texts[0] if review.texts else None
    kinds: Counter[str] = Counter()
    if seen is not None:
        spans = {(start, end) for start, end, _placeholder in seen.replaced}
        kinds.update(f.kind for f in seen.inspection.findings if (f.start, f.end) in spans)
    replaced = len(seen.replaced) if seen else 0
    return actions.NewTurn(
        thread_id=asked.thread_id,
        parent_id=ready.basis.parent_id,
        question_id=asked.question_id,
        answer_id=asked.answer_id,
        is_again=bool(ready.question.again),
        text=ready.question.text,
        sent_text=seen.masked if seen and replaced else "",
        replaced_count=replaced,
        findings=kinds,
        file_ids=tuple(dict.fromkeys(ready.question.file_ids)),
        file_names=ready.basis.file_names,
        released=ready.question.released,
        exchange_id=exchange_id,
        model=model,
    )


def _settle(settled: Settled) -> None:
    """In a thread of its own: the request that began the answer may be long gone."""
    close_old_connections()
    try:
        actions.settle_answer(exchange_id=settled.exchange_id, ended=ended_of(settled))
    finally:
        connection.close()


def ended_of(settled: Settled) -> actions.Ended:
    """The end of an exchange in the words of a message."""
    state, error = _ENDINGS[settled.ending], settled.error
    if settled.ending is Ending.COMPLETED and not settled.text.strip():
        state = Message.State.FAILED
        error = "content_refused" if settled.finish == "content_filter" else "provider_error"
    if settled.ending is Ending.INTERRUPTED:
        error = error or "server_stopped"
    return actions.Ended(
        state=state,
        text=settled.text,
        error=error,
        fields=settled.fields,
        finish=settled.finish,
    )


async def _panel(ready: _Ready, review: Review) -> presenting.Panel:
    problem = ""
    if review.decision is not Decision.BLOCK:
        routes = await engine().models(ready.caller)
        wanted = ready.question.model
        route = next((r for r in routes if r.public_name == wanted), routes[0] if routes else None)
        if route is not None and route.connection is not None and review.level > route.max_level:
            fields = {
                "level": review.level,
                "max_level": route.max_level,
                "model": route.public_name,
            }
            problem = sentence("level_not_allowed", fields)
    return await sync_to_async(_present)(ready, review, problem)


def _present(ready: _Ready, review: Review, problem: str) -> presenting.Panel:
    return presenting.panel_for(
        review,
        ready.basis.composed,
        released=ready.question.released,
        before=ready.basis.released,
        contact=_contact(review.level) if review.decision in _HARD else "",
        problem=problem,
    )


def _contact(level: int) -> str:
    """Whom to ask about information of a class, as the company's own classes name them."""
    return next((c.text.contact for c in current_classes() if c.level == level), "")
