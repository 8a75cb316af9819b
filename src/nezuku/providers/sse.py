"""Server-sent events: bytes in, events out, and back.

Owns the parser of a model's event stream, which stands on the hot path (a call per chunk, no
decoding, no regular expression), and the writer of one event. Does not own what the data
means. Follows the HTML standard, section 9.2.6 "Interpreting an event stream", with one
difference on purpose: what stands before the end of the stream without its blank line counts
as an event, because several model servers leave that line out after the last one.
"""

from __future__ import annotations

from typing import NamedTuple

from nezuku.providers.errors import BadReply

MAX_EVENT_BYTES = 8 * 1024 * 1024
DONE = b"data: [DONE]\n\n"
KEEP_ALIVE = b": keep-alive\n\n"

_BOM = b"\xef\xbb\xbf"


class Event(NamedTuple):
    """One event. A named tuple, not a dataclass: hundreds are made each second per stream."""

    data: bytes
    kind: bytes = b""
    id: bytes = b""

    @property
    def done(self) -> bool:
        """Whether this is OpenAI's mark for the end, `[DONE]`."""
        return self.data == b"[DONE]"


class EventParser:
    """Turns chunks of a stream, split anywhere, into events.

    Line ends may be \\n, \\r\\n or \\r; comments and unknown fields are passed over; several data
    lines are joined by \\n. Raises BadReply when one event grows over `limit` bytes.
    """

    __slots__ = ("_after_cr", "_bom", "_limit", "_pieces", "_size", "_tail_newline")

    def __init__(self, limit: int = MAX_EVENT_BYTES) -> None:
        self._limit = limit
        self._pieces: list[bytes] = []
        self._size = 0
        self._tail_newline = False
        self._after_cr = False
        self._bom: bytes | None = b""

    def feed(self, chunk: bytes) -> list[Event]:
        """This will give the events that are complete with this chunk, in order."""
        if self._bom is not None:
            chunk = self._past_bom(chunk)
        if self._after_cr and chunk:
            if chunk[0] == 0x0A:
                chunk = chunk[1:]
            self._after_cr = False
        if not chunk:
            return []
        if b"\r" in chunk:
            self._after_cr = chunk[-1] == 0x0D
            chunk = chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        if b"\n\n" in chunk or (self._tail_newline and chunk[0] == 0x0A):
            self._pieces.append(chunk)
            *parts, rest = b"".join(self._pieces).split(b"\n\n")
            self._pieces = [rest] if rest else []
            self._size = len(rest)
            self._tail_newline = rest.endswith(b"\n")
            self._check(max(map(len, (*parts, rest))))
            return [event for part in parts if (event := _read(part)) is not None]
        self._pieces.append(chunk)
        self._size += len(chunk)
        self._tail_newline = chunk[-1] == 0x0A
        self._check(self._size)
        return []

    def close(self) -> list[Event]:
        """This will give what is left when the stream has ended: one event or none."""
        rest = (self._bom or b"") + b"".join(self._pieces)
        self._pieces, self._size, self._bom = [], 0, None
        event = _read(rest)
        return [] if event is None else [event]

    def _check(self, size: int) -> None:
        if size > self._limit:
            raise BadReply(f"one event of the stream is longer than {self._limit} bytes")

    def _past_bom(self, chunk: bytes) -> bytes:
        held = (self._bom or b"") + chunk
        if len(held) < len(_BOM) and _BOM.startswith(held):
            self._bom = held
            return b""
        self._bom = None
        return held.removeprefix(_BOM)


def _read(part: bytes) -> Event | None:
    """This will give the event of one block of lines (only \\n as line end), or None."""
    if part.startswith(b"data: ") and b"\n" not in part:
        return Event(part[6:])
    data: list[bytes] = []
    kind = identity = b""
    for line in part.split(b"\n"):
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if name == b"data":
            data.append(value)
        elif name == b"event":
            kind = value
        elif name == b"id" and b"\0" not in value:
            identity = value
    return Event(b"\n".join(data), kind, identity) if data else None


def write_event(data: bytes, *, kind: bytes = b"", identity: bytes = b"") -> bytes:
    """This will give one event as bytes, its blank line included.

    Line ends inside `data` become several data lines; `kind` and `identity` must not have any.
    """
    if b"\n" not in data and b"\r" not in data:
        body = b"data: " + data + b"\n\n"
    else:
        lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        body = b"".join(b"data: " + line + b"\n" for line in lines) + b"\n"
    if not kind and not identity:
        return body
    if b"\n" in kind + identity or b"\r" in kind + identity:
        raise ValueError("kind and id of an event take no line end")
    head = (b"event: " + kind + b"\n" if kind else b"") + (
        b"id: " + identity + b"\n" if identity else b""
    )
    return head + body
