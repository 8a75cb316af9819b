"""Errors in the shape that clients of the OpenAI protocol expect: status, body, headers."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import orjson

from nezuku.providers import ProviderError

Headers = list[tuple[bytes, bytes]]

#: A vendor's failure -> the status a client of ours gets. A key of the company that a vendor
#: refuses is our failure (502), not the client's (401): the client's own key was right.
STATUS: Mapping[str, int] = MappingProxyType(
    {
        "model_unknown": 404,
        "rate_limited": 429,
        "quota_exhausted": 429,
        "overloaded": 503,
        "timed_out": 504,
        "content_refused": 400,
        "context_too_long": 400,
        "request_refused": 400,
    }
)
#: Words that clients of the protocol look for.
_CODES: Mapping[str, str] = MappingProxyType(
    {
        "key_unknown": "invalid_api_key",
        "context_too_long": "context_length_exceeded",
        "content_refused": "content_filter",
        "quota_exhausted": "insufficient_quota",
        "rate_limited": "rate_limit_exceeded",
    }
)


def error_status(error: ProviderError) -> int:
    """The HTTP status for a vendor's failure."""
    return STATUS.get(error.code, 502)


def error_headers(retry_after: float | None) -> Headers:
    """Retry-After in whole seconds, if there is something to wait for."""
    if retry_after is None:
        return []
    return [(b"retry-after", str(max(1, int(retry_after + 0.999))).encode())]


def error_body(
    code: str,
    sentence: str,
    *,
    kind: str = "",
    param: str | None = None,
    upstream: ProviderError | None = None,
) -> bytes:
    """The JSON body of an error. The vendor's own short words travel as `upstream`."""
    if not kind:
        status = error_status(upstream) if upstream is not None else 500
        kind = {429: "rate_limit_error", 400: "invalid_request_error"}.get(status, "api_error")
    error: dict[str, object] = {
        "message": sentence,
        "type": kind,
        "param": param,
        "code": _CODES.get(code, code),
    }
    if upstream is not None and upstream.detail:
        error["upstream"] = {"status": upstream.status, "message": upstream.detail}
    return orjson.dumps({"error": error})
