"""The process that reads one file and ends: `python -m nezuku.foundation.documents.worker`.

Owns its own fetters: address space, CPU seconds, no files written, no processes started. It reads
a request on standard input, answers on standard output, and is handed no settings, no database, no
keys. It runs under the account of the server: a guard against crashes and bombs, not a sandbox.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from nezuku.foundation.documents.errors import DocumentError
from nezuku.foundation.documents.extracts import Extract, extract
from nezuku.foundation.documents.limits import ExtractLimits, ReaderLimits
from nezuku.foundation.documents.messages import Request, answer_bytes, request_of
from nezuku.foundation.documents.tables import Table, read_table

if sys.platform != "win32":
    import resource

_OPEN_FILES = 64
#: The answer has the real standard output for itself; what a library prints goes to standard error.
_STANDARD_OUTPUT, _STANDARD_ERROR = 1, 2


def main() -> int:
    """This will read one file. Returns 0 with an answer, 3 when memory ran out."""
    answers = os.dup(_STANDARD_OUTPUT)
    os.dup2(_STANDARD_ERROR, _STANDARD_OUTPUT)
    request, limits = request_of(sys.stdin.buffer.read())
    _fetter(limits)
    try:
        answer = answer_bytes(_read(request))
    except MemoryError:
        return 3
    with os.fdopen(answers, "wb") as output:
        output.write(answer)
    return 0


def _read(request: Request) -> Extract | Table | DocumentError:
    try:
        if isinstance(request.limits, ExtractLimits):
            return extract(request.data, request.filename, limits=request.limits)
        return read_table(
            request.data, request.filename, limits=request.limits, sheet=request.sheet
        )
    except DocumentError as error:
        return error


def _fetter(limits: ReaderLimits) -> None:
    """Limits that the system enforces; where it has none (Windows) only the wall clock is left."""
    if sys.platform == "win32":
        return
    for kind, value in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_NPROC, 0),
    ):
        with suppress(ValueError, OSError):  # macOS refuses some; the others still hold
            resource.setrlimit(kind, (value, value))


if __name__ == "__main__":
    os._exit(main())  # what a library would do at the end is no concern of the answer
