"""An exchange on its way: recorded, not yet settled. Owns everything after the record.

A flight is run once, as a stream of bytes or in one piece, and settles exactly once however it
ends: completed, stopped, interrupted, failed.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

import orjson

from nezuku.gateway.asks import Ending, Usage
from nezuku.gateway.ports import Closed, Ledger, Opened, Route
from nezuku.gateway.reading import AnswerFacts, StreamReader, restore_whole
from nezuku.guard import Session
from nezuku.providers import BadReply, BrokenStream, Client, ProviderError, RequestRefused, preview

_MILLION = 1_000_000


class Flight:
    """One exchange between its record and its settlement."""

    def __init__(
        self,
        *,
        opened: Opened,
        route: Route,
        request: bytes,
        session: Session,
        client: Client,
        ledger: Ledger,
        started: float,
        stream: bool,
        usage_wanted: bool,
    ) -> None:
        self.opened = opened
        self.route = route
        self.session = session
        self.facts = AnswerFacts()
        self.error: ProviderError | None = None
        #: Set before the task is cancelled because the one who asked went away.
        self.left = False
        self._request = request
        self._client = client
        self._ledger = ledger
        self._started = started
        self._stream = stream
        self._usage_wanted = usage_wanted
        self._first_token_ms: int | None = None
        self._settled = False

    @property
    def exchange_id(self) -> str:
        """The name of the exchange in the ledger."""
        return self.opened.exchange_id

    @property
    def sent(self) -> bytes:
        """The request exactly as it leaves."""
        return self._request

    @property
    def _restores(self) -> bool:
        """Whether originals go back into the answer. The preview shows what would have left."""
        return self.session.has_placeholders and self.route.connection is not None

    async def stream(self) -> AsyncGenerator[tuple[bytes, list[str]], None]:
        """This will run the flight and give (bytes for the caller, restored pieces of text).

        The bytes are events of the protocol. Raises ProviderError, before the first byte or in
        the middle; the flight is then settled as failed. Leaving the iterator early settles it as
        stopped; a cancelled task settles it as interrupted.
        """
        reader = StreamReader(
            self.session if self._restores else None, usage_wanted=self._usage_wanted
        )
        self.facts = reader.facts
        ending = Ending.STOPPED
        try:
            async for raw in self._raw_stream():
                out = reader.feed(raw)
                if reader.failed is not None:
                    raise reader.failed
                if self._first_token_ms is None and reader.facts.characters:
                    self._first_token_ms = self._elapsed()
                if out or reader.pieces:
                    pieces, reader.pieces = reader.pieces, []
                    yield out, pieces
            out = reader.close()
            if out or reader.pieces:
                yield out, reader.pieces
            if not reader.done and not reader.facts.finish:
                raise BrokenStream("the answer ended without its end mark")
            ending = Ending.COMPLETED
        except ProviderError as error:
            self.error = error
            ending = Ending.FAILED
            raise
        except asyncio.CancelledError:
            ending = Ending.STOPPED if self.left else Ending.INTERRUPTED
            raise
        finally:
            await self.settle(ending)

    async def complete(self) -> bytes:
        """This will run the flight in one piece and give the restored answer as JSON bytes.

        Raises ProviderError; the flight is settled in any case.
        """
        ending = Ending.INTERRUPTED
        try:
            raw = await self._raw_whole()
            try:
                answer: Any = orjson.loads(raw)
            except orjson.JSONDecodeError as error:
                raise BadReply("the answer is not JSON") from error
            if not isinstance(answer, dict) or not isinstance(answer.get("choices"), list):
                raise BadReply("the answer is not a chat completion")
            self.facts.read_whole(answer)
            self._first_token_ms = self._elapsed()
            ending = Ending.COMPLETED
            if not self._restores:
                return raw
            restore_whole(self.session, answer)
            return orjson.dumps(answer)
        except ProviderError as error:
            self.error = error
            ending = Ending.FAILED
            raise
        finally:
            await self.settle(Ending.STOPPED if self.left else ending)

    async def settle(self, ending: Ending) -> None:
        """This will record the end, once; further calls do nothing."""
        if self._settled:
            return
        self._settled = True
        answered = self.facts.text.encode("utf-8", "surrogatepass")
        closed = Closed(
            exchange_id=self.exchange_id,
            settled_at=time.time(),
            ending=ending,
            error=self.error.code if self.error is not None else "",
            first_token_ms=self._first_token_ms,
            duration_ms=self._elapsed(),
            usage=self.facts.usage,
            cost_micros=_cost(self.route, self.facts.usage),
            answer_characters=self.facts.characters,
            answered=answered,
        )
        # No shield: the record is handed in before the first wait, whoever cancels this task.
        await self._ledger.settled(closed)

    async def _raw_stream(self) -> AsyncIterator[bytes]:
        connection = self.route.connection
        if connection is None:
            events = preview.stream(
                self._request,
                completion_id=f"chatcmpl-{self.exchange_id}",
                created=int(self.opened.at),
                locale=self.opened.caller.locale,
            )
            async for event in events:
                yield event
                await asyncio.sleep(0)
            return
        try:
            reply = await self._client.chat(connection, self._request, stream=True)
        except RequestRefused as error:
            if "stream_options" not in error.detail:
                raise
            # Some servers do not know the option; the ledger then goes without their count.
            body = orjson.loads(self._request)
            body.pop("stream_options", None)
            self._request = orjson.dumps(body)
            reply = await self._client.chat(connection, self._request, stream=True)
        async with reply:
            async for chunk in reply:
                yield chunk

    async def _raw_whole(self) -> bytes:
        connection = self.route.connection
        if connection is None:
            return preview.complete(
                self._request,
                completion_id=f"chatcmpl-{self.exchange_id}",
                created=int(self.opened.at),
                locale=self.opened.caller.locale,
            )
        async with await self._client.chat(connection, self._request, stream=False) as reply:
            return await reply.read()

    def _elapsed(self) -> int:
        return int((time.perf_counter() - self._started) * 1000)


def _cost(route: Route, usage: Usage) -> int | None:
    """Millionths of a US dollar, rounded up; None when the price or the tokens are not known."""
    if route.price_in is None or route.price_out is None:
        return None
    if usage.prompt is None or usage.completion is None:
        return None
    total = usage.prompt * route.price_in + usage.completion * route.price_out
    return -(-total // _MILLION)
