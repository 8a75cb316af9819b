"""One request as it came in, and its answer on the way out, faults included.

Owns the wire format of answers. Does not own the choice of what to do (`behaviours.py`).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass

from aiohttp import web
from tests.fake_model.behaviours import Json, Plan, prompt_tokens

CREATED = 1_760_000_000
_ERROR = b'{"error": {"message": "The server had an error.", "type": "server_error"}}'


@dataclass(slots=True)
class Received:
    """One request as it came in. `outcome`: running, completed, disconnected, refused, dropped."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Json
    raw: str
    outcome: str = "running"

    async def settled(self) -> str:
        """Wait until the request has come to its end, and give its outcome."""
        while self.outcome == "running":  # noqa: ASYNC110  (read from other loops, too)
            await asyncio.sleep(0.01)
        return self.outcome


def _drop(request: web.Request) -> None:
    """Drop the socket without a word, as a killed server does."""
    if request.transport is not None:
        request.transport.abort()


@dataclass(slots=True)
class Answer:
    """One answer under way: `whole` or `stream` sends it."""

    request: web.Request
    received: Received
    plan: Plan
    model: str
    id: str

    def _usage(self) -> dict[str, int]:
        tokens = self.plan.tokens
        sent = prompt_tokens(self.received.body)
        made = len(self.plan.text) if tokens is None else tokens
        return {"prompt_tokens": sent, "completion_tokens": made, "total_tokens": sent + made}

    async def whole(self) -> web.StreamResponse:
        """Send the answer as one JSON document."""
        plan = self.plan
        await asyncio.sleep(plan.first + plan.gap * max(0, len(plan.pieces) - 1))
        if plan.fault in ("stall", "never"):
            await asyncio.Event().wait()
        if plan.fault == "stream-error":
            return web.Response(status=500, body=_ERROR, content_type="application/json")
        message: dict[str, object] = {"role": "assistant", "content": plan.text}
        if plan.call is not None:
            name, arguments = plan.call
            function = {"name": name, "arguments": "".join(arguments)}
            message["content"] = None
            message["tool_calls"] = [{"id": "call_1", "type": "function", "function": function}]
        body = _json(
            {
                "id": self.id,
                "object": "chat.completion",
                "created": CREATED,
                "model": self.model,
                "choices": [{"index": 0, "message": message, "finish_reason": plan.finish}],
                "usage": self._usage(),
            }
        )
        if plan.fault == "die":
            response = web.StreamResponse(headers={"content-type": "application/json"})
            response.content_length = len(body)
            await response.prepare(self.request)
            await response.write(body[: len(body) // 2])
            await asyncio.sleep(0.05)  # lets the first half out before the socket goes
            _drop(self.request)
            return response
        if plan.fault == "malformed":
            body = body[: len(body) // 2]
        return web.Response(body=body, content_type="application/json")

    async def stream(self) -> web.StreamResponse:
        """Send the answer as a stream of events."""
        if self.plan.fault == "never":
            await asyncio.Event().wait()
        response = web.StreamResponse(
            headers={
                "content-type": "text/event-stream; charset=utf-8",
                "cache-control": "no-cache",
                "x-request-id": f"req-{self.id}",
            }
        )
        await response.prepare(self.request)
        async for block in self._blocks():
            for start in range(0, len(block), self.plan.cut or len(block)):
                await response.write(block[start : start + (self.plan.cut or len(block))])
                if self.plan.cut:
                    await asyncio.sleep(0)
        if self.plan.fault == "die":
            await asyncio.sleep(0.05)  # lets the chunks out before the socket goes
            _drop(self.request)
        else:
            await response.write_eof()
        return response

    def _event(self, choices: list[dict[str, object]], **more: object) -> bytes:
        chunk = {
            "id": self.id,
            "object": "chat.completion.chunk",
            "created": CREATED,
            "model": self.model,
            "choices": choices,
            **more,
        }
        line = b"data: " + _json(chunk)
        if self.plan.crlf:
            return b": ping\r\nevent: chunk\r\n" + line + b"\r\n\r\n"
        return line + b"\n\n"

    def _delta(self, delta: dict[str, object], finish: str | None = None) -> bytes:
        more: dict[str, object] = {"usage": None} if self._wants_usage() else {}
        return self._event([{"index": 0, "delta": delta, "finish_reason": finish}], **more)

    def _wants_usage(self) -> bool:
        options = self.received.body.get("stream_options")
        return isinstance(options, dict) and options.get("include_usage") is True

    async def _blocks(self) -> AsyncIterator[bytes]:
        """Give the stream as blocks of bytes, waiting as the plan says."""
        plan = self.plan
        if plan.first:
            await asyncio.sleep(plan.first)
        yield self._delta({"role": "assistant", "content": None if plan.call else ""})
        for index, piece in enumerate(plan.pieces):
            if index == 1 and plan.fault == "malformed":
                yield b'data: {"id": "' + self.id.encode() + b'", "choices": [{"delta": {"con\n\n'
            if index == 2 and plan.fault == "stall":
                await asyncio.Event().wait()
            if index == 2 and plan.fault == "stream-error":
                yield b"data: " + _ERROR + b"\n\n"
                return
            if index == 2 and plan.fault == "die":
                return
            if index and plan.gap:
                await asyncio.sleep(plan.gap)
            yield self._delta({"content": piece})
        for block in self._call():
            yield block
        end = self._delta({}, plan.finish)
        yield end.rstrip(b"\n") if plan.fault == "no-done" else end
        if plan.fault == "no-done":
            return
        if self._wants_usage():
            yield self._event([], usage=self._usage())
        yield b"data: [DONE]\r\n\r\n" if plan.crlf else b"data: [DONE]\n\n"

    def _call(self) -> Iterator[bytes]:
        if self.plan.call is None:
            return
        name, pieces = self.plan.call
        function = {"name": name, "arguments": ""}
        start = {"index": 0, "id": "call_1", "type": "function", "function": function}
        yield self._delta({"tool_calls": [start]})
        for piece in pieces:
            yield self._delta({"tool_calls": [{"index": 0, "function": {"arguments": piece}}]})


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
