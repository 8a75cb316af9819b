"""The one door: admit, guard, record, stream, restore, settle.

Every text that goes to a model passes `Pipeline.admit`; what comes back is a Flight, an exchange
on its way that is already durable in the ledger. Owns the order of the steps; the rest of the
house comes in through `ports.py`.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections import OrderedDict
from collections.abc import Mapping
from functools import partial
from typing import Any

import orjson

from nezuku.gateway import receipts
from nezuku.gateway.asks import Ask, Caller, Ending, Review, Usage, Via
from nezuku.gateway.errors import (
    GuardBlocked,
    GuardUnavailable,
    LevelNotAllowed,
    NeedsReview,
    RateLimited,
    Refused,
    ShuttingDown,
    TooLarge,
)
from nezuku.gateway.flight import Flight
from nezuku.gateway.ports import Closed, Ledger, Limits, Opened, Policies, Route
from nezuku.gateway.screening import DROPPED, InspectionCache, Screened, screen
from nezuku.guard import Decision, Guard
from nezuku.providers import Client

log = logging.getLogger(__name__)

MINUTE = 60.0
#: From this many characters on the guard runs in a thread, so that it never blocks other requests.
LONG_TEXT = 10_000
_LIMIT_KEYS_KEPT = 20_000


class RateLimiter:
    """How many requests a caller may begin in a minute: a bucket that refills evenly."""

    def __init__(self) -> None:
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str, per_minute: int, now: float) -> None:
        """This will count one request. Raises RateLimited with the seconds to wait."""
        level, since = self._buckets.get(key, (float(per_minute), now))
        level = min(float(per_minute), level + (now - since) * per_minute / MINUTE)
        if level < 1:
            wait = (1 - level) * MINUTE / max(per_minute, 1)
            raise RateLimited(retry_after=max(1, int(wait + 0.999)), limit=per_minute)
        self._buckets[key] = (level - 1, now)
        self._buckets.move_to_end(key)
        if len(self._buckets) > _LIMIT_KEYS_KEPT:
            self._buckets.popitem(last=False)


class Pipeline:
    """The door of one process. `signing_key` signs receipts; `client` speaks to the vendors."""

    def __init__(
        self, *, policies: Policies, ledger: Ledger, client: Client, signing_key: bytes
    ) -> None:
        self._policies = policies
        self._ledger = ledger
        self._client = client
        self._key = signing_key
        self._limiter = RateLimiter()
        self._cache = InspectionCache()
        self.closing = False

    async def models(self, caller: Caller) -> tuple[Route, ...]:
        """The models that this caller may use."""
        return await self._policies.models(caller)

    async def caller_for_key(self, key: str, address: str) -> Caller:
        """Who a bearer key belongs to. Raises KeyUnknown."""
        return await self._policies.caller_for_key(key, address)

    async def review(self, ask: Ask) -> Review:
        """What the guard says of `ask`. Nothing leaves and nothing is recorded.

        Raises GuardUnavailable, and Refused errors for what cannot be read at all.
        """
        guard = await self._policies.guard()
        screened = await self._screen(guard, ask, await self._policies.limits())
        return self._review_of(guard, ask, screened)

    async def admit(self, ask: Ask, *, stream: bool) -> Flight:
        """This will take one request through admit, guard and record.

        The exchange is durable when this returns, and the caller must run the flight to its end.
        Raises a Refused; refusals of the guard are recorded too.
        """
        if self.closing:
            raise ShuttingDown
        started, at = time.perf_counter(), time.time()
        caller = ask.caller
        limits = await self._policies.limits()
        self._limiter.take(
            caller.limit_key or f"m{caller.member_id}", limits.requests_per_minute, started
        )
        route = await self._policies.route(caller, str(ask.body.get("model") or ""))
        guard = await self._policies.guard()
        screened = await self._screen(guard, ask, limits, images=route.accepts_images)
        refusal = self._refusal(guard, ask, screened, route)
        request = self._request_bytes(screened, route, stream=stream)
        opened = _opened(ask, route, guard, screened, request, at)
        if refusal is not None:
            if not isinstance(refusal, NeedsReview):
                await self._ledger.refused(opened, _refused(opened, refusal, started))
            raise refusal
        await self._ledger.opened(opened)
        options = ask.body.get("stream_options")
        return Flight(
            opened=opened,
            route=route,
            request=request,
            session=screened.session,
            client=self._client,
            ledger=self._ledger,
            started=started,
            stream=stream,
            usage_wanted=isinstance(options, dict) and options.get("include_usage") is True,
        )

    async def _screen(
        self, guard: Guard, ask: Ask, limits: Limits, *, images: bool = True
    ) -> Screened:
        size = _text_size(ask.body)
        if size > limits.max_input_characters:
            raise TooLarge(limit=limits.max_input_characters, size=size)
        work = partial(
            screen,
            guard,
            ask.body,
            fresh_from=ask.fresh_from,
            released=ask.released if ask.via is not Via.API else frozenset(),
            cache=self._cache,
            images=images and limits.allow_images,
        )
        try:
            return work() if size < LONG_TEXT else await asyncio.to_thread(work)
        except Refused:
            raise
        except Exception as error:  # the edge of the guard: whatever fails in it, nothing leaves
            log.exception("the guard failed; the request was stopped")
            raise GuardUnavailable from error

    def _refusal(self, guard: Guard, ask: Ask, screened: Screened, route: Route) -> Refused | None:
        if screened.blocked:
            return GuardBlocked(self._review_of(guard, ask, screened))
        if screened.leaving_level > route.max_level and route.connection is not None:
            return LevelNotAllowed(
                level=screened.leaving_level, max_level=route.max_level, model=route.public_name
            )
        shown = screened.fresh_decision in {Decision.MASK, Decision.ASK}
        if shown and ask.via is not Via.API and not self._receipt_holds(guard, ask, screened):
            return NeedsReview(self._review_of(guard, ask, screened))
        return None

    def _review_of(self, guard: Guard, ask: Ask, screened: Screened) -> Review:
        receipt = ""
        if not screened.blocked:
            receipt = receipts.issue(self._key, _stated(guard, ask, screened), now=time.time())
        return Review(
            texts=tuple(screened.texts),
            level=screened.level,
            decision=screened.fresh_decision,
            guard_version=guard.version,
            receipt=receipt,
        )

    def _receipt_holds(self, guard: Guard, ask: Ask, screened: Screened) -> bool:
        stated = _stated(guard, ask, screened)
        return receipts.holds(self._key, ask.receipt, stated, now=time.time())

    def _request_bytes(self, screened: Screened, route: Route, *, stream: bool) -> bytes:
        body: dict[str, Any] = {**screened.body, "model": route.upstream_name}
        if stream:
            body["stream"] = True
            body["stream_options"] = {"include_usage": True}
        else:
            body.pop("stream", None)
            body.pop("stream_options", None)
        return orjson.dumps(body)


def _stated(guard: Guard, ask: Ask, screened: Screened) -> bytes:
    return receipts.statement(
        member_id=ask.caller.member_id,
        thread_id=ask.thread_id,
        texts=[t.text for t in screened.texts],
        guard_version=guard.version,
        released=ask.released,
    )


def _text_size(body: Mapping[str, Any]) -> int:
    """The characters that the guard will have to read; pictures do not count.

    Keys count, and so does what stands beside the messages: tools, formats, anything.
    """
    size = 0
    waiting: list[tuple[str, object]] = [(k, v) for k, v in body.items() if k not in DROPPED]
    while waiting:
        key, value = waiting.pop()
        if isinstance(value, str):
            is_picture = key == "url" and value.startswith("data:image/")
            size += 0 if is_picture else len(value)
        elif isinstance(value, dict):
            size += sum(map(len, value))
            waiting.extend(value.items())
        elif isinstance(value, list):
            waiting.extend((key, inner) for inner in value)
    return size


def new_exchange_id(at: float) -> str:
    """A name that sorts by time: 48 bits of milliseconds, 80 random bits, as 32 hex characters."""
    return f"{int(at * 1000):012x}{secrets.token_hex(10)}"


def _opened(
    ask: Ask, route: Route, guard: Guard, screened: Screened, request: bytes, at: float
) -> Opened:
    asked = screened.texts[-1].text if screened.texts else ""
    return Opened(
        exchange_id=new_exchange_id(at),
        at=at,
        caller=ask.caller,
        via=ask.via.value,
        thread_id=ask.thread_id,
        use_case_id=ask.use_case_id,
        template_version_id=ask.template_version_id,
        level=screened.level,
        decision=screened.fresh_decision.value,
        findings=dict(screened.findings),
        guard_version=guard.version,
        model=route.public_name,
        connection=route.connection_label,
        sent_characters=screened.characters,
        asked=asked.encode("utf-8", "surrogatepass"),
        sent=request,
    )


def _refused(opened: Opened, refusal: Refused, started: float) -> Closed:
    return Closed(
        exchange_id=opened.exchange_id,
        settled_at=opened.at,
        ending=Ending.REFUSED,
        error=refusal.code,
        first_token_ms=None,
        duration_ms=int((time.perf_counter() - started) * 1000),
        usage=Usage(),
        cost_micros=None,
        answer_characters=0,
        answered=b"",
    )
