"""What can go wrong between us and a model vendor, as types with data.

Owns the error tree and the codes of the plain causes. Does not own the reading of a vendor's
refusal (`refusals.py`) nor any sentence for a person: the web layer words each code.
"""

from __future__ import annotations

from typing import ClassVar, Literal

UnreachableReason = Literal["dns", "refused", "tls", "reset"]
ForbiddenReason = Literal["malformed", "scheme", "credentials", "private", "plain_http"]


class ProviderError(Exception):
    """Any failure of a call to a model vendor.

    `code` names the cause for programs and never changes; `status` is the vendor's HTTP status
    or None when no answer came; `upstream_code` is the vendor's own word; `detail` is one short
    line that never holds the key and is meant for administrators and logs; `retry_after` is in
    seconds, as the vendor asked; `retryable` says whether the same request may succeed later.
    """

    code: ClassVar[str] = "provider_error"
    retryable: ClassVar[bool] = False

    def __init__(
        self,
        detail: str = "",
        *,
        status: int | None = None,
        upstream_code: str = "",
        retry_after: float | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.status = status
        self.upstream_code = upstream_code
        self.retry_after = retry_after

    def __str__(self) -> str:
        where = f" (status {self.status})" if self.status is not None else ""
        return f"{self.code}{where}: {self.detail}" if self.detail else f"{self.code}{where}"


class KeyRefused(ProviderError):
    """The vendor does not know the key, or it was revoked."""

    code = "key_refused"


class NoPermission(ProviderError):
    """The key is known, but may not do this (project, region, model access)."""

    code = "no_permission"


class ModelUnknown(ProviderError):
    """The vendor has no model (on Azure: no deployment) of this name for this key."""

    code = "model_unknown"


class RateLimited(ProviderError):
    """Too many requests or tokens a minute; `retry_after` says when to try again, if known."""

    code = "rate_limited"
    retryable = True


class QuotaExhausted(ProviderError):
    """The account has no credit left, or billing is not set up. Waiting does not help."""

    code = "quota_exhausted"


class Overloaded(ProviderError):
    """The vendor has no capacity at the moment."""

    code = "overloaded"
    retryable = True


class ServerFault(ProviderError):
    """The vendor failed inside (500, 502 and the like)."""

    code = "server_fault"
    retryable = True


class TimedOut(ProviderError):
    """No connection, no first byte or no further byte within the time allowed."""

    code = "timed_out"
    retryable = True


class Unreachable(ProviderError):
    """No connection came about; `reason` says where it ended."""

    code = "unreachable"
    retryable = True

    def __init__(self, detail: str = "", *, reason: UnreachableReason) -> None:
        super().__init__(detail)
        self.reason: UnreachableReason = reason


class BadReply(ProviderError):
    """Something answered, but not in the protocol: HTML, a redirect, an event without end."""

    code = "bad_reply"


class BrokenStream(ProviderError):
    """The connection ended in the middle of an answer."""

    code = "broken_stream"
    retryable = True


class ContentRefused(ProviderError):
    """The vendor's content filter refused the request."""

    code = "content_refused"


class ContextTooLong(ProviderError):
    """The conversation does not fit into the model."""

    code = "context_too_long"


class RequestRefused(ProviderError):
    """The vendor refused the request itself: a parameter, an image, a tool it does not take."""

    code = "request_refused"


class AddressForbidden(ProviderError):
    """The address may not be called; `reason` says why. Nothing was sent."""

    code = "address_forbidden"

    def __init__(self, detail: str = "", *, reason: ForbiddenReason) -> None:
        super().__init__(detail)
        self.reason: ForbiddenReason = reason
