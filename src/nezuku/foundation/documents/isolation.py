"""Reading hostile files without danger to the server: each in a process of its own.

Owns starting, feeding, timing and ending that process, and how many may run at once. A crash, a
bomb or an endless loop ends the process and becomes a typed error here.
"""

from __future__ import annotations

import asyncio
import logging
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import IO

from nezuku.foundation.documents.errors import FileTooLarge, ReadingFailed, ReadingTookTooLong
from nezuku.foundation.documents.extracts import Extract
from nezuku.foundation.documents.limits import ExtractLimits, ReaderLimits, TableLimits
from nezuku.foundation.documents.messages import Request, answer_of, request_bytes
from nezuku.foundation.documents.tables import Table

logger = logging.getLogger(__name__)

_COMMAND = (sys.executable, "-P", "-X", "utf8", "-m", "nezuku.foundation.documents.worker")
#: At most so many files are read at once; others wait, so that uploads do not starve the server.
_PROCESSES = min(4, os.cpu_count() or 1)
#: An answer is at most this many bytes for each character or byte allowed (JSON escapes: \uXXXX).
_BYTES_PER_CHARACTER = 12
_ANSWER_OVERHEAD = 1024 * 1024
_ERROR_BYTES_KEPT = 4096

_threads = ThreadPoolExecutor(max_workers=_PROCESSES, thread_name_prefix="documents")


async def extract_isolated(
    data: bytes,
    filename: str,
    *,
    limits: ExtractLimits | None = None,
    reader: ReaderLimits | None = None,
) -> Extract:
    """This will read the text of a file in a process of its own; `extract` says what and how.

    Raises what `extract` raises, ReadingTookTooLong, ReadingFailed. When the caller is cancelled,
    the process is ended.
    """
    return _as_extract(await _read(Request(data, filename, limits or ExtractLimits()), reader))


def extract_isolated_sync(
    data: bytes,
    filename: str,
    *,
    limits: ExtractLimits | None = None,
    reader: ReaderLimits | None = None,
) -> Extract:
    """This will do the same as `extract_isolated` for callers without an event loop."""
    return _as_extract(_read_sync(Request(data, filename, limits or ExtractLimits()), reader))


async def read_table_isolated(
    data: bytes,
    filename: str,
    *,
    limits: TableLimits | None = None,
    sheet: str | None = None,
    reader: ReaderLimits | None = None,
) -> Table:
    """This will read a table in a process of its own; `read_table` says what and how."""
    return _as_table(await _read(Request(data, filename, limits or TableLimits(), sheet), reader))


def read_table_isolated_sync(
    data: bytes,
    filename: str,
    *,
    limits: TableLimits | None = None,
    sheet: str | None = None,
    reader: ReaderLimits | None = None,
) -> Table:
    """This will do the same as `read_table_isolated` for callers without an event loop."""
    return _as_table(_read_sync(Request(data, filename, limits or TableLimits(), sheet), reader))


async def _read(request: Request, reader: ReaderLimits | None) -> Extract | Table:
    reading = _Reading(request, reader or ReaderLimits())
    try:
        return await asyncio.wrap_future(_threads.submit(reading.run))
    except asyncio.CancelledError:
        reading.end()
        raise


def _read_sync(request: Request, reader: ReaderLimits | None) -> Extract | Table:
    return _threads.submit(_Reading(request, reader or ReaderLimits()).run).result()


def _as_extract(answer: Extract | Table) -> Extract:
    if not isinstance(answer, Extract):
        raise ReadingFailed
    return answer


def _as_table(answer: Extract | Table) -> Table:
    if not isinstance(answer, Table):
        raise ReadingFailed
    return answer


class _Reading:
    """One process from start to end. `run` blocks; `end` may be called from any thread."""

    def __init__(self, request: Request, limits: ReaderLimits) -> None:
        self._request = request
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = False
        self._lock = threading.Lock()

    def run(self) -> Extract | Table:
        size, allowed = len(self._request.data), self._request.limits.bytes
        if size > allowed:
            raise FileTooLarge(limit=allowed, found=size)
        process = self._start()
        late = threading.Event()
        clock = threading.Timer(self._limits.seconds, self._expire, (late,))
        clock.daemon = True
        clock.start()
        complaints: list[bytes] = []
        sides = (
            threading.Thread(target=self._feed, args=(process.stdin,), daemon=True),
            threading.Thread(target=_listen, args=(process.stderr, complaints), daemon=True),
        )
        for side in sides:
            side.start()
        answer, most = b"", self._most()
        try:
            answer = process.stdout.read(most) if process.stdout else b""
        finally:
            clock.cancel()
            self.end(wait_first=len(answer) < most and not late.is_set())
            for side in sides:
                side.join()
            if process.stdout:
                process.stdout.close()
        return self._result(answer, process.returncode, late.is_set(), b"".join(complaints))

    def end(self, *, wait_first: bool = False) -> None:
        """This will end the process; with `wait_first` a moment is left to end by itself."""
        with self._lock:
            self._ended = True
            process = self._process
        if process is None:
            return
        if wait_first:
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=5)
        with suppress(ProcessLookupError):
            process.kill()
        process.wait()

    def _expire(self, late: threading.Event) -> None:
        late.set()
        self.end()

    def _start(self) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._ended:
                raise ReadingFailed
            self._process = subprocess.Popen(  # noqa: S603 - a fixed command
                _COMMAND,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=_environment(),
                start_new_session=True,
            )
            return self._process

    def _feed(self, stdin: IO[bytes]) -> None:
        with suppress(BrokenPipeError), stdin:
            stdin.write(request_bytes(self._request, self._limits))

    def _most(self) -> int:
        """How many bytes an answer may have, so that none can fill the server's memory."""
        limits = self._request.limits
        size = limits.characters if isinstance(limits, ExtractLimits) else limits.bytes
        return size * _BYTES_PER_CHARACTER + _ANSWER_OVERHEAD

    def _result(self, answer: bytes, status: int, late: bool, complaints: bytes) -> Extract | Table:
        if late:
            raise ReadingTookTooLong(seconds=max(1, round(self._limits.seconds)))
        if status != 0 or not answer:
            # Never the file's name or words: logs are read by people who may not see them.
            last = complaints.decode("utf-8", errors="replace").strip().rpartition("\n")[2]
            kind = last.partition(":")[0]
            logger.warning("the reading process ended with status %d (%s)", status, kind)
            raise ReadingFailed
        return answer_of(answer)


def _listen(stream: IO[bytes], kept: list[bytes]) -> None:
    """Drains what the process complains about, and keeps the end of it."""
    last = b""
    with stream:
        while piece := stream.read(_ERROR_BYTES_KEPT):
            last = (last + piece)[-_ERROR_BYTES_KEPT:]
    kept.append(last)


def _environment() -> dict[str, str]:
    """What the process gets to know: where to import from, and none of the server's secrets."""
    known = {
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "OPENBLAS_NUM_THREADS": "1",  # openpyxl loads numpy where it is installed
    }
    if "SYSTEMROOT" in os.environ:  # Windows starts nothing without it
        known["SYSTEMROOT"] = os.environ["SYSTEMROOT"]
    return known
