"""A vendor's answer while it arrives, and what may go wrong meanwhile.

Owns the reading of the body and the translation of the HTTP library's failures. Does not own
the sending (`client.py`) nor what the bytes mean.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import aiohttp

from nezuku.providers.errors import (
    AddressForbidden,
    BadReply,
    BrokenStream,
    ProviderError,
    TimedOut,
    Unreachable,
)

MAX_ANSWER_BYTES = 64 * 1024 * 1024

_REQUEST_ID_HEADERS = ("x-request-id", "request-id", "apim-request-id", "x-amzn-requestid")


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long each part of a call may take, in seconds.

    `first` runs until the first byte of the body (models think before they speak), `idle`
    between two chunks after it, `total` over the whole answer (None: no limit).
    """

    connect: float = 10.0
    first: float = 180.0
    idle: float = 60.0
    total: float | None = 900.0


class Reply:
    """A 2xx answer, read as it arrives. Use as a context manager, or `close()` it.

    Closing before the end drops the connection, which stops the generation at vendors that
    watch for it.
    """

    __slots__ = ("_idle", "_response", "headers", "status")

    def __init__(self, response: aiohttp.ClientResponse, idle: float) -> None:
        self._response = response
        self._idle = idle
        self.status = response.status
        self.headers = response.headers

    @property
    def content_type(self) -> str:
        """The media type alone, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def request_id(self) -> str:
        """The vendor's name for this request, for its support; empty if it gave none."""
        return next((self.headers[n] for n in _REQUEST_ID_HEADERS if n in self.headers), "")

    def __aiter__(self) -> AsyncIterator[bytes]:
        """This will give the chunks of the body as they arrive, untouched."""
        return self.chunks()

    async def chunks(self) -> AsyncIterator[bytes]:
        """This will give the chunks of the body as they arrive, untouched.

        Raises TimedOut when nothing comes for too long and BrokenStream when the connection
        ends early.
        """
        read = self._response.content.readany
        try:
            chunk = await read()
            self._await_less()
            while chunk:
                yield chunk
                chunk = await read()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise translate(error, begun=True) from error

    async def read(self, limit: int = MAX_ANSWER_BYTES) -> bytes:
        """This will give the whole body. Raises BadReply when it is longer than `limit` bytes."""
        pieces: list[bytes] = []
        size = 0
        async for chunk in self.chunks():
            size += len(chunk)
            if size > limit:
                raise BadReply(f"the answer is longer than {limit} bytes", status=self.status)
            pieces.append(chunk)
        return b"".join(pieces)

    async def close(self) -> None:
        """This will give the connection back if the body was read, and drop it otherwise."""
        if self._response.content.at_eof():
            self._response.release()
        else:
            self._response.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    def _await_less(self) -> None:
        """This will shorten the wait from `first` to `idle` once the answer has begun."""
        connection = self._response.connection
        if connection is not None and (protocol := connection.protocol) is not None:
            protocol.read_timeout = self._idle
            protocol.start_timeout()


def translate(error: Exception, *, begun: bool = False) -> ProviderError:
    """This will give our error for one of aiohttp's. `begun`: the answer had already begun."""
    if isinstance(error, ProviderError):
        return error
    if isinstance(error, TimeoutError):
        return TimedOut("nothing came in time" if begun else "no answer in time")
    if begun:
        return BrokenStream("the connection ended in the middle of the answer")
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return Unreachable("the name of the host could not be resolved", reason="dns")
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return Unreachable(f"certificate refused: {error.certificate_error}"[:300], reason="tls")
    if isinstance(error, aiohttp.ClientSSLError):
        return Unreachable("no TLS connection came about", reason="tls")
    if isinstance(error, aiohttp.ClientConnectorError):
        return Unreachable(error.os_error.strerror or "connection refused", reason="refused")
    if isinstance(error, aiohttp.InvalidURL):
        return AddressForbidden("not an address", reason="malformed")
    if isinstance(error, aiohttp.ClientResponseError | aiohttp.ClientPayloadError):
        return BadReply("the answer is not HTTP as it should be")
    return Unreachable("the connection was closed without an answer", reason="reset")
