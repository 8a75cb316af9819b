"""The id of a request: in the answer, in every log line, on the error page."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable
from contextvars import ContextVar

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

HEADER = "X-Request-ID"
_ID_BYTES = 6
_current: ContextVar[str] = ContextVar("nezuku_request_id", default="-")

Handler = Callable[[HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]]


def current_request_id() -> str:
    """The id of the request that is being answered; "-" outside of one."""
    return _current.get()


class RequestIdMiddleware:
    """This will give each request an id of twelve hexadecimal digits.

    An id from outside is not taken over: it would let a caller write into the log.
    """

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        if self.is_async:
            return self._answer(request)
        token = _current.set(secrets.token_hex(_ID_BYTES))
        try:
            response = self.get_response(request)
            assert isinstance(response, HttpResponseBase)  # noqa: S101  a narrowing for mypy
            response.headers[HEADER] = _current.get()
            return response
        finally:
            _current.reset(token)

    async def _answer(self, request: HttpRequest) -> HttpResponseBase:
        token = _current.set(secrets.token_hex(_ID_BYTES))
        try:
            waiting = self.get_response(request)
            assert not isinstance(waiting, HttpResponseBase)  # noqa: S101  a narrowing for mypy
            response = await waiting
            response.headers[HEADER] = _current.get()
            return response
        finally:
            _current.reset(token)


class RequestIdFilter(logging.Filter):
    """This will put `request_id` on every log record, for formatters to name."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = _current.get()
        return True
