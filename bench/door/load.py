"""The load generator: one thread, one epoll, many connections to one chat completions address.

Three ways to ask: `closed` (each connection asks again as soon as it is answered), `open` (a fixed
rate; latency counts from the time a request was due, so that a stall is seen in full) and
`streams` (so many streamed answers at a time, begun evenly spread over `ramp` seconds).

Run as `python -m door.load SPECIFICATION` (JSON, the fields of `Load`) from the folder `bench`.
Prints one JSON object a line: `{"event": "window"}` when measuring begins, `{"event": "end"}` when
it ends, then the figures.
"""

from __future__ import annotations

import heapq
import json
import re
import select
import socket
import sys
import time
from collections import Counter, deque
from dataclasses import dataclass, field

from door.prompts import Prompts
from door.waiting import wait

_STAMP = re.compile(rb"@(\d{10,20})@")
_LENGTH = re.compile(rb"\r\ncontent-length:\s*(\d+)", re.IGNORECASE)
_DECISION = re.compile(rb"\r\nx-nezuku-decision:\s*(\w+)", re.IGNORECASE)
_LAST_CHUNK = b"0\r\n\r\n"
_OPENING = "《".encode()
_REST_AFTER_ERROR = 0.2


@dataclass(frozen=True, slots=True)
class Load:
    """What to ask, how often, for how long. Times in seconds, `rate` in requests a second."""

    port: int
    path: str
    keys: list[str]
    mode: str
    model: str
    connections: int
    seconds: float
    warm: float = 1.0
    ramp: float = 0.0
    rate: float = 0.0
    stream: bool = False
    characters: int = 20
    masked: bool = False
    repeat: bool = False
    start: int = 0


@dataclass(slots=True, eq=False)
class _Asking:
    """One connection and the answer that is coming in on it."""

    sock: socket.socket
    head: bytes
    scheduled: float = 0.0
    busy: bool = False
    came: bytes = b""
    in_body: bool = False
    missing: int = -1
    tail: bytes = b""
    first: bool = False
    secret: bytes = b""
    restored: bool = False


@dataclass(slots=True)
class _Figures:
    """What was seen inside the window. Times in milliseconds."""

    latency: list[float] = field(default_factory=list)
    first_token: list[float] = field(default_factory=list)
    relay: list[float] = field(default_factory=list)
    tokens: int = 0
    answered: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    decisions: Counter[str] = field(default_factory=Counter)


class Generator:
    """Runs one load. `run` gives the figures."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._prompts = Prompts(
            model=load.model,
            stream=load.stream,
            characters=load.characters,
            masked=load.masked,
            start=load.start,
            repeat=load.repeat,
        )
        self._poll = select.epoll()
        self._open: dict[int, _Asking] = {}
        self._idle: deque[_Asking] = deque()
        self._late: deque[float] = deque()
        self._due: list[tuple[float, int, _Asking | None]] = []
        self._order = 0
        self._figures = _Figures()
        self._measuring = False

    def run(self) -> dict[str, object]:
        """This will load the address and give the figures of the window."""
        load = self._load
        for number in range(load.connections):
            self._connect(number)
        begin = time.monotonic() + 0.01
        self._plan(begin)
        opens = begin + load.ramp + load.warm
        ends = opens + load.seconds
        self._until(opens)
        print(json.dumps({"event": "window"}), flush=True)
        self._measuring = True
        self._figures = _Figures()
        opened = time.monotonic()
        self._until(ends)
        took = time.monotonic() - opened
        print(json.dumps({"event": "end"}), flush=True)
        for asking in self._open.values():
            asking.sock.close()
        return self._told(took)

    def _plan(self, begin: float) -> None:
        if self._load.mode == "open":
            self._later(begin, None)
            self._idle.extend(self._open.values())
            return
        for place, asking in enumerate(self._open.values()):
            self._later(begin + self._load.ramp * place / self._load.connections, asking)

    def _later(self, due: float, asking: _Asking | None) -> None:
        self._order += 1
        heapq.heappush(self._due, (due, self._order, asking))

    def _until(self, end: float) -> None:
        while (now := time.monotonic()) < end:
            while self._due and self._due[0][0] <= now:
                due, _, asking = heapq.heappop(self._due)
                if asking is None:
                    self._late.append(due)
                    self._later(due + 1 / self._load.rate, None)
                elif asking.sock.fileno() >= 0:
                    self._ask(asking, due)
            while self._late and self._idle:
                self._ask(self._idle.popleft(), self._late.popleft())
            first = min(self._due[0][0], end) if self._due else end
            for number, _events in wait(self._poll, first):
                asking = self._open[number]
                try:
                    data = asking.sock.recv(262_144)
                except OSError:
                    data = b""
                if not data:
                    self._fail(asking, "closed")
                else:
                    self._take(asking, data)

    def _connect(self, number: int) -> _Asking:
        load = self._load
        sock = socket.create_connection(("127.0.0.1", load.port), timeout=30)
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        key = load.keys[number % len(load.keys)]
        head = (
            f"POST {load.path} HTTP/1.1\r\nHost: 127.0.0.1:{load.port}\r\n"
            f"Authorization: Bearer {key}\r\nContent-Type: application/json\r\n"
            "Accept: */*\r\nContent-Length: "
        )
        asking = _Asking(sock, head.encode())
        self._open[sock.fileno()] = asking
        self._poll.register(sock.fileno(), select.EPOLLIN)
        return asking

    def _ask(self, asking: _Asking, scheduled: float) -> None:
        prompt = self._prompts.next()
        asking.scheduled = scheduled
        asking.busy = True
        asking.came, asking.in_body, asking.missing = b"", False, -1
        asking.tail, asking.first = b"", False
        asking.secret, asking.restored = prompt.secret, False
        try:
            asking.sock.sendall(asking.head + b"%d\r\n\r\n" % len(prompt.body) + prompt.body)
        except OSError:
            self._fail(asking, "closed")

    def _take(self, asking: _Asking, data: bytes) -> None:
        if not asking.in_body:
            asking.came += data
            end = asking.came.find(b"\r\n\r\n")
            if end < 0:
                return
            head, data = asking.came[: end + 2], asking.came[end + 4 :]
            asking.in_body = True
            if not head.startswith(b"HTTP/1.1 200"):
                self._fail(asking, head[9:12].decode("latin-1"))
                return
            length = _LENGTH.search(head)
            asking.missing = int(length[1]) if length else -1
            if self._measuring and (decision := _DECISION.search(head)):
                self._figures.decisions[decision[1].decode()] += 1
        if not data:
            return
        if self._load.stream:
            self._read_tokens(asking, data)
        elif asking.secret:
            self._check_restored(asking, data)
        if asking.missing >= 0:
            asking.missing -= len(data)
            done = asking.missing <= 0
        else:
            done = (asking.tail + data[-5:]).endswith(_LAST_CHUNK)
            asking.tail = data[-5:]
        if done:
            self._done(asking)

    def _read_tokens(self, asking: _Asking, data: bytes) -> None:
        """This will note how long each token was on its way."""
        now = time.monotonic_ns()
        whole = asking.came + data if asking.first else data
        last = 0
        count = 0
        relay = self._figures.relay
        for found in _STAMP.finditer(whole):
            count += 1
            relay.append((now - int(found[1])) / 1e6)
            last = found.end()
        self._figures.tokens += count
        if count and not asking.first:
            asking.first = True
            self._figures.first_token.append(now / 1e6 - asking.scheduled * 1e3)
        # A stamp cut by the border between two reads is found with the next one.
        asking.came = whole[last:][-48:] if asking.first else b""
        if asking.secret:
            self._check_restored(asking, data)

    def _check_restored(self, asking: _Asking, data: bytes) -> None:
        if asking.secret in data:
            asking.restored = True
        if _OPENING in data:
            self._figures.errors["placeholder seen"] += 1

    def _done(self, asking: _Asking) -> None:
        now = time.monotonic()
        figures = self._figures
        figures.answered += 1
        figures.latency.append((now - asking.scheduled) * 1e3)
        if asking.secret and not asking.restored:
            figures.errors["not restored"] += 1
        asking.busy = False
        if self._load.mode == "open":
            self._idle.append(asking)
        else:
            self._ask(asking, now)

    def _fail(self, asking: _Asking, why: str) -> None:
        self._figures.errors[why] += 1
        number = asking.sock.fileno()
        if number < 0:
            return
        self._poll.unregister(number)
        del self._open[number]
        asking.sock.close()
        fresh = self._connect(self._order)
        if self._load.mode == "open":
            self._idle.append(fresh)
        else:
            self._later(time.monotonic() + _REST_AFTER_ERROR, fresh)

    def _told(self, took: float) -> dict[str, object]:
        figures = self._figures
        return {
            "event": "figures",
            "seconds": took,
            "answered": figures.answered,
            "tokens": figures.tokens,
            "latency": _spread(figures.latency),
            "first_token": _spread(figures.first_token),
            "relay": _spread(figures.relay),
            "errors": dict(figures.errors),
            "decisions": dict(figures.decisions),
        }


def _spread(values: list[float]) -> dict[str, float] | None:
    """The median and the 99th percentile, in the unit of the values."""
    if not values:
        return None
    values.sort()
    return {
        name: values[min(len(values) - 1, int(len(values) * part))]
        for name, part in (("p50", 0.5), ("p99", 0.99))
    }


if __name__ == "__main__":
    print(json.dumps(Generator(Load(**json.loads(sys.argv[1]))).run()), flush=True)
