"""Answers whose job is gone: brought to the end that the ledger knows.

A server that was killed leaves messages that are still being answered. The ledger is settled
first (`bridge.engine.start`); this follows it, once at start-up and whenever a page comes upon one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from nezuku.bridge.engine import engine
from nezuku.foundation.kit import clock
from nezuku.foundation.kit.actor import SYSTEM
from nezuku.foundation.ledger.access import exchanges_for
from nezuku.foundation.ledger.models import Outcome
from nezuku.workspace.chat import actions
from nezuku.workspace.chat.models import Message

#: An exchange that the ledger does not know may be on its way there; after this it is not.
_GRACE = timedelta(seconds=60)
_BATCH = 200

_STATES = {
    Outcome.COMPLETED: Message.State.INTERRUPTED,  # it ended, but its text was never stored here
    Outcome.STOPPED: Message.State.STOPPED,
    Outcome.INTERRUPTED: Message.State.INTERRUPTED,
    Outcome.FAILED: Message.State.FAILED,
    Outcome.REFUSED: Message.State.FAILED,
}


def recover(*, now: datetime | None = None) -> int:
    """This will end every answer that nobody writes any more; gives how many there were.

    Called at start-up after the ledger was settled. Runs of other processes are left alone: the
    ledger still has them open.
    """
    at = now or clock.now()
    waiting = list(
        Message.objects.filter(state=Message.State.GENERATING).values_list("exchange_id", flat=True)
    )
    return sum(
        recover_exchanges(waiting[start : start + _BATCH], now=at)
        for start in range(0, len(waiting), _BATCH)
    )


def recover_exchanges(exchange_ids: Sequence[str], *, now: datetime) -> int:
    """This will end the answers of these exchanges as far as the ledger has ended them."""
    if not exchange_ids:
        return 0
    known = {
        pk: (outcome, error)
        for pk, outcome, error in exchanges_for(SYSTEM)
        .filter(pk__in=exchange_ids)
        .values_list("id", "outcome", "error")
    }
    lost = set(
        Message.objects.filter(
            exchange_id__in=[pk for pk in exchange_ids if pk not in known],
            created_at__lt=now - _GRACE,
        ).values_list("exchange_id", flat=True)
    )
    ended = 0
    for pk in exchange_ids:
        outcome, error = known.get(pk, (Outcome.INTERRUPTED if pk in lost else Outcome.OPEN, ""))
        state = _STATES.get(Outcome(outcome))
        if state is not None:
            if state == Message.State.INTERRUPTED:
                error = "server_stopped"
            ended += actions.settle_answer(
                exchange_id=pk, ended=actions.Ended(state=state, text="", error=error)
            )
    return ended


def without_job(exchange_ids: Sequence[str]) -> list[str]:
    """Those that this process is not writing. Call it in the event loop."""
    return [
        pk for pk in exchange_ids if (running := engine().generation(pk)) is None or running.done
    ]
