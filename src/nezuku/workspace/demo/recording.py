"""Writes exchanges of the past through the ledger's own writer, guarded by the company's guard.

Owns what an exchange of the demo costs, how long it takes and how it ends. Texts and findings
are real: each question went through the guard as it stands in the demo company.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

import orjson

from nezuku.foundation.ledger.models import Outcome, Via
from nezuku.foundation.ledger.writer import ExchangeWriter, OpenedRecord, SettledRecord
from nezuku.foundation.people.directory import MemberCard
from nezuku.guard import Decision, Guard, Session
from nezuku.workspace.demo.scripts import Question

CONNECTION = "デモ用モデル"
_MILLION = 1_000_000
#: How much of the answer came before it ended so; of a failed one nothing.
_CAME: Mapping[str, float] = {"completed": 1.0, "stopped": 0.4, "interrupted": 0.2}


@dataclass(frozen=True, slots=True)
class DemoModel:
    """A model that the demo company offers; prices in millionths of a dollar per million tokens."""

    name: str
    upstream: str
    note: str
    price_in: int
    price_out: int


MODELS = (
    DemoModel("標準", "demo-standard", "メールや要約など、日常の文章に", 250_000, 2_000_000),
    DemoModel("じっくり", "demo-deep", "報告書や企画など、考える作業に", 1_250_000, 10_000_000),
)


@dataclass(frozen=True, slots=True)
class Screening:
    """A question as the guard sees it, with its answer as it came from the model."""

    question: str
    masked: str
    answer: str
    answered: str
    level: int
    decision: Decision
    findings: dict[str, int]

    @property
    def is_rare(self) -> bool:
        """Whether people seldom ask this: it is stopped, or asked back about."""
        return self.decision in {Decision.BLOCK, Decision.ASK}


class RecordingFailed(Exception):
    """The ledger did not take an exchange; the cause is chained to this."""


class Recorder:
    """Writes exchanges one after another. `told` counts those of conversations."""

    def __init__(self, guard: Guard, random: Random) -> None:
        self.guard = guard
        self.told = 0
        self.last_masked: str | None = None
        self._random = random
        self._writer = ExchangeWriter()
        self._problem: Exception | None = None

    def close(self) -> None:
        """This will wait until everything is durable. Raises RecordingFailed."""
        self._writer.close()
        if self._problem is not None:
            raise RecordingFailed from self._problem

    def screening(self, question: Question) -> Screening:
        """What the guard makes of a question."""
        return self.screen(self.guard.session(), question.text, question.answer)

    def screen(self, session: Session, question: str, answer: str) -> Screening:
        """What the guard makes of the next question of a conversation."""
        inspection = self.guard.inspect(question)
        masked = session.mask(question, block_as_mask=True, inspection=inspection)
        return Screening(
            question=question,
            masked=masked.text,
            answer=answer,
            answered=session.mask(answer, block_as_mask=True).text if answer else "",
            level=inspection.level,
            decision=inspection.decision,
            findings=dict(Counter(finding.kind for finding in inspection.findings)),
        )

    def everyday(
        self, card: MemberCard, at: datetime, screening: Screening, *, via_api: bool
    ) -> None:
        """This will write one exchange that stands for itself."""
        random = self._random
        model = MODELS[random.random() < 0.18]
        if screening.decision is Decision.BLOCK:
            self._refuse(card, at, screening, model)
            return
        fate = random.random()
        outcome = Outcome.COMPLETED
        if fate > 0.965:
            outcome = Outcome.STOPPED
        if fate > 0.985:
            outcome = Outcome.FAILED
        if fate > 0.997:
            outcome = Outcome.INTERRUPTED
        self.write(
            card,
            at,
            screening,
            model,
            thread_id="" if via_api else f"{random.getrandbits(128):032x}",
            via=Via.API if via_api else Via.CHAT,
            outcome=outcome,
            messages=[{"role": "user", "content": screening.masked}],
        )

    def write(
        self,
        card: MemberCard,
        at: datetime,
        screening: Screening,
        model: DemoModel,
        *,
        thread_id: str,
        messages: list[dict[str, str]],
        via: str = Via.CHAT,
        outcome: str = Outcome.COMPLETED,
    ) -> str:
        """This will write one exchange that reached the model; gives its id."""
        random = self._random
        answered = screening.answered[: int(len(screening.answered) * _CAME.get(outcome, 0.0))]
        opened = self._opened(card, at, screening, model, thread_id, messages, via)
        first_ms = int(random.lognormvariate(6.6, 0.35))
        took_ms = first_ms + int(len(answered) * random.uniform(9, 16))
        prompt = int(sum(len(one["content"]) for one in messages) * 0.85) + 8
        completion = int(len(answered) * 0.9)
        cost = -(-(prompt * model.price_in + completion * model.price_out) // _MILLION)
        failed = outcome == Outcome.FAILED
        settled = SettledRecord(
            id=opened.id,
            outcome=outcome,
            error=random.choice(("rate_limited", "timed_out", "overloaded")) if failed else "",
            settled_at=at + timedelta(milliseconds=took_ms),
            first_token_ms=None if failed else first_ms,
            duration_ms=took_ms,
            prompt_tokens=None if failed else prompt,
            completion_tokens=None if failed else completion,
            cost_micros=None if failed else cost,
            answer_characters=len(answered),
            answered=answered.encode(),
        )
        self._writer.submit(self._report, opened=opened, settled=settled)
        if screening.decision is Decision.MASK and via == Via.CHAT:
            self.last_masked = opened.id
        return opened.id

    def _refuse(
        self, card: MemberCard, at: datetime, screening: Screening, model: DemoModel
    ) -> None:
        messages = [{"role": "user", "content": screening.masked}]
        thread_id = f"{self._random.getrandbits(128):032x}"
        opened = self._opened(card, at, screening, model, thread_id, messages, Via.CHAT)
        settled = SettledRecord(
            id=opened.id,
            outcome=Outcome.REFUSED,
            error="guard_blocked",
            settled_at=at,
            first_token_ms=None,
            duration_ms=self._random.randrange(2, 9),
            prompt_tokens=None,
            completion_tokens=None,
            cost_micros=None,
            answer_characters=0,
            answered=b"",
        )
        self._writer.submit(self._report, opened=opened, settled=settled)

    def _opened(
        self,
        card: MemberCard,
        at: datetime,
        screening: Screening,
        model: DemoModel,
        thread_id: str,
        messages: list[dict[str, str]],
        via: str,
    ) -> OpenedRecord:
        request = {"messages": messages, "model": model.upstream, "stream": True}
        stamp = int(at.timestamp() * 1000)
        return OpenedRecord(
            id=f"{stamp:012x}{self._random.getrandbits(80):020x}",
            at=at,
            member_id=card.id,
            member_name=card.name,
            department_id=card.department_id,
            department_name=card.department_name,
            via=via,
            account=card.email if via == Via.CHAT else "key:1 ログの集計",
            address=address_of(card),
            thread_id=thread_id,
            use_case_id=None,
            template_version_id=None,
            level=screening.level,
            decision=screening.decision.value,
            findings=screening.findings,
            guard_version=self.guard.version,
            model=model.name,
            connection=CONNECTION,
            sent_characters=sum(len(one["content"]) for one in messages),
            asked=screening.question.encode(),
            sent=orjson.dumps(request),
        )

    def _report(self, error: Exception | None) -> None:
        if error is not None and self._problem is None:
            self._problem = error


def address_of(card: MemberCard) -> str:
    """The address of a person's machine, out of a network for documentation (RFC 5737)."""
    return f"192.0.2.{30 + card.id % 200}"
