"""A fast fake model server: one thread, one epoll, nothing but chat completions.

The model's name, or the first part of the path, sets the timing: `fake` answers at once (200
tokens when streaming), `fake-T-I-N` sends the first of N tokens after T ms and one every I ms.
Each token carries the time at which it was sent as `@nanoseconds@`, so that a client on the same
machine can tell how long it was on its way. Placeholders found in a request are used in the
answer, cut in two by the border between tokens.

Run as `python -m door.upstream PORT` from the folder `bench`.
"""

from __future__ import annotations

import heapq
import re
import select
import socket
import sys
import time
from dataclasses import dataclass, field

from door.waiting import wait

_MODEL = re.compile(rb'"model"\s*:\s*"(fake[0-9a-z-]*)"')
_PATH = re.compile(rb"POST /(fake[0-9a-z-]*)/")
_LENGTH = re.compile(rb"content-length:\s*(\d+)", re.IGNORECASE)
_STREAM = re.compile(rb'"stream"\s*:\s*true')
_USAGE = re.compile(rb'"include_usage"\s*:\s*true')
_PLACEHOLDER = re.compile("《(?:(?!》).){1,40}?》".encode(), re.DOTALL)
_ANSWER = (
    "資料を拝見しました。全体の流れは分かりやすく、目的も始めに示されています。"
    "改善できる点は三つあります。一つ目は、数字の根拠を表の下に添えることです。"
    "二つ目は、担当と期限を同じ行に並べることです。三つ目は、結論を始めに置くことです。"
    "この順に直すと、会議の時間を短くできます。"
)
_HEAD_PLAIN = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
_HEAD_STREAM = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
)
_MODELS = b'{"object":"list","data":[{"id":"fake","object":"model"}]}'
_FACTS = '"id":"chatcmpl-0001","object":"chat.completion%s","created":1790000000,"model":"fake"'
_CHUNK_OPEN = (
    "data: {" + _FACTS % ".chunk" + ',"system_fingerprint":"fp_1","choices":[{"index":0,'
    '"delta":{"role":"assistant","content":"'
).encode()
_CHUNK_CLOSE = b'"},"logprobs":null,"finish_reason":null}]}\n\n'
_STOP = (
    "data: {" + _FACTS % ".chunk" + ',"choices":[{"index":0,"delta":{},"logprobs":null,'
    '"finish_reason":"stop"}]}\n\n'
).encode()
_WHOLE_OPEN = (
    "{" + _FACTS % "" + ',"choices":[{"index":0,"message":{"role":"assistant","content":"'
).encode()
_WHOLE_CLOSE = (
    b'","refusal":null},"logprobs":null,"finish_reason":"stop"}],'
    b'"usage":{"prompt_tokens":250,"completion_tokens":64,"total_tokens":314}}'
)
_COUNT = (
    "data: {" + _FACTS % ".chunk" + ',"choices":[],"usage":{"prompt_tokens":250,'
    '"completion_tokens":%d,"total_tokens":%d}}\n\n'
)


@dataclass(slots=True, eq=False)
class _Client:
    """One connection and the answer that it is being given."""

    sock: socket.socket
    came: bytes = b""
    waiting: bytearray = field(default_factory=bytearray)
    busy: bool = False
    stream: bool = False
    usage: bool = False
    left: int = 0
    tokens: int = 0
    interval: float = 0.0
    placeholders: list[bytes] = field(default_factory=list)


class Upstream:
    """The server. `run` never returns."""

    def __init__(self, port: int) -> None:
        self._door = socket.create_server(("127.0.0.1", port), backlog=2048, reuse_port=False)
        self._door.setblocking(False)
        self._poll = select.epoll()
        self._poll.register(self._door.fileno(), select.EPOLLIN)
        self._clients: dict[int, _Client] = {}
        self._due: list[tuple[float, int, _Client]] = []
        self._count = 0

    def run(self) -> None:
        """This will serve for ever."""
        while True:
            first = self._due[0][0] if self._due else None
            for number, events in wait(self._poll, first):
                if number == self._door.fileno():
                    self._accept()
                    continue
                client = self._clients.get(number)
                if client is None:
                    continue
                try:
                    if events & select.EPOLLOUT:
                        self._flush(client)
                    if events & ~select.EPOLLOUT:
                        self._read(client)
                except OSError:
                    self._drop(client)
            now = time.monotonic()
            while self._due and self._due[0][0] <= now:
                due, _, client = heapq.heappop(self._due)
                if client.sock.fileno() >= 0:
                    try:
                        self._go_on(client, due)
                    except OSError:
                        self._drop(client)

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._door.accept()
            except BlockingIOError:
                return
            sock.setblocking(False)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._clients[sock.fileno()] = _Client(sock)
            self._poll.register(sock.fileno(), select.EPOLLIN)

    def _drop(self, client: _Client) -> None:
        if client.sock.fileno() >= 0:
            self._clients.pop(client.sock.fileno(), None)
            client.sock.close()

    def _read(self, client: _Client) -> None:
        data = client.sock.recv(262_144)
        if not data:
            self._drop(client)
            return
        client.came += data
        if not client.busy:
            self._begin(client)

    def _begin(self, client: _Client) -> None:
        """This will start the answer to the next request that came in whole."""
        came = client.came
        end = came.find(b"\r\n\r\n")
        if end < 0:
            return
        length = _LENGTH.search(came, 0, end)
        whole = end + 4 + (int(length[1]) if length else 0)
        if len(came) < whole:
            return
        client.came = came[whole:]
        if came.startswith(b"GET"):
            self._send(client, _HEAD_PLAIN % len(_MODELS) + _MODELS)
            return
        named = _PATH.match(came) or _MODEL.search(came, end)
        first, interval, tokens = _timing(named[1].decode() if named else "fake")
        client.busy = True
        client.stream = _STREAM.search(came, end) is not None
        client.usage = _USAGE.search(came, end) is not None
        client.placeholders = _PLACEHOLDER.findall(came, end) if "《".encode() in came else []
        client.left = client.tokens = tokens
        client.interval = interval
        if first > 0:
            self._later(client, time.monotonic() + first)
        else:
            self._go_on(client, time.monotonic())

    def _later(self, client: _Client, due: float) -> None:
        self._count += 1
        heapq.heappush(self._due, (due, self._count, client))

    def _go_on(self, client: _Client, due: float) -> None:
        if not client.stream:
            body = _whole(client.placeholders)
            self._send(client, _HEAD_PLAIN % len(body) + body)
            self._finish(client)
            return
        if client.interval <= 0:
            out = [_HEAD_STREAM]
            while client.left:
                out.append(self._token(client))
            self._send(client, b"".join(out) + _end(client))
            self._finish(client)
            return
        head = _HEAD_STREAM if client.left == client.tokens else b""
        if client.left:
            self._send(client, head + self._token(client))
            self._later(client, due + client.interval)
            return
        self._send(client, _end(client))
        self._finish(client)

    def _token(self, client: _Client) -> bytes:
        """The next token as one chunk; it holds the time of its sending."""
        client.left -= 1
        stamp = b"@%d@" % time.monotonic_ns()
        text = b" word " + stamp
        if client.placeholders:
            place = client.left % 10
            name = client.placeholders[client.left // 10 % len(client.placeholders)]
            if place == 5:
                text = stamp + b" " + name[:6]
            elif place == 4:
                text = name[6:] + b" " + stamp
        return _chunked(_CHUNK_OPEN + text + _CHUNK_CLOSE)

    def _finish(self, client: _Client) -> None:
        client.busy = False
        if client.came:
            self._begin(client)

    def _send(self, client: _Client, data: bytes) -> None:
        if client.waiting:
            client.waiting += data
            return
        try:
            sent = client.sock.send(data)
        except BlockingIOError:
            sent = 0
        if sent < len(data):
            client.waiting += data[sent:]
            self._poll.modify(client.sock.fileno(), select.EPOLLIN | select.EPOLLOUT)

    def _flush(self, client: _Client) -> None:
        sent = client.sock.send(client.waiting)
        del client.waiting[:sent]
        if not client.waiting:
            self._poll.modify(client.sock.fileno(), select.EPOLLIN)


def _timing(model: str) -> tuple[float, float, int]:
    """Seconds to the first token, seconds between tokens, number of tokens."""
    parts = model.split("-")
    if len(parts) != 4:
        return 0.0, 0.0, 200
    return int(parts[1]) / 1000, int(parts[2]) / 1000, int(parts[3])


def _chunked(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


def _end(client: _Client) -> bytes:
    tail = _STOP
    if client.usage:
        tail += (_COUNT % (client.tokens, client.tokens + 250)).encode()
    return _chunked(tail + b"data: [DONE]\n\n") + b"0\r\n\r\n"


def _whole(placeholders: list[bytes]) -> bytes:
    text = _ANSWER.encode() + b"".join(placeholders[:3])
    return _WHOLE_OPEN + text + _WHOLE_CLOSE


if __name__ == "__main__":
    Upstream(int(sys.argv[1])).run()
