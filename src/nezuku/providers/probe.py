"""Trying a connection before it is saved.

Owns the order of the tries and the plain causes of a failure, as codes. Does not own the words
that a person reads, which belong to the pages, nor whether the connection is saved.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import orjson
from yarl import URL

from nezuku.providers.connection import Connection, clean_base_url
from nezuku.providers.errors import (
    AddressForbidden,
    BadReply,
    ProviderError,
    RequestRefused,
    Unreachable,
)
from nezuku.providers.reply import Reply, Timeouts

PROBE_TIMEOUTS = Timeouts(connect=5, first=45, idle=15, total=60)


class Problem(StrEnum):
    """Why a connection does not work, in terms that a page can turn into an instruction."""

    KEY_REFUSED = "key_refused"
    NO_PERMISSION = "no_permission"
    ADDRESS_UNKNOWN = "address_unknown"
    UNREACHABLE = "unreachable"
    TLS = "tls"
    TIMED_OUT = "timed_out"
    NOT_OPENAI_COMPATIBLE = "not_openai_compatible"
    MODEL_UNKNOWN = "model_unknown"
    MODEL_NEEDED = "model_needed"
    QUOTA_OR_BILLING = "quota_or_billing"
    RATE_LIMITED = "rate_limited"
    ADDRESS_FORBIDDEN = "address_forbidden"
    REQUEST_REFUSED = "request_refused"
    SERVER_ERROR = "server_error"


_PROBLEMS = {
    "key_refused": Problem.KEY_REFUSED,
    "no_permission": Problem.NO_PERMISSION,
    "model_unknown": Problem.MODEL_UNKNOWN,
    "rate_limited": Problem.RATE_LIMITED,
    "quota_exhausted": Problem.QUOTA_OR_BILLING,
    "overloaded": Problem.SERVER_ERROR,
    "server_fault": Problem.SERVER_ERROR,
    "timed_out": Problem.TIMED_OUT,
    "bad_reply": Problem.NOT_OPENAI_COMPATIBLE,
    "broken_stream": Problem.UNREACHABLE,
    "address_forbidden": Problem.ADDRESS_FORBIDDEN,
    "request_refused": Problem.REQUEST_REFUSED,
    "content_refused": Problem.REQUEST_REFUSED,
    "context_too_long": Problem.REQUEST_REFUSED,
}


@dataclass(frozen=True, slots=True)
class Probe:
    """What came of trying a connection.

    `models` may be empty although `ok`: not every vendor lists them. `suggested_base_url` is
    set when the address as typed has no such interface and the one given here does. `reason`
    is the finer cause of an unreachable or forbidden address (see `errors.py`), else empty.
    """

    ok: bool
    models: tuple[str, ...] = ()
    problem: Problem | None = None
    detail: str = ""
    suggested_base_url: str = ""
    reason: str = ""


def problem_of(error: ProviderError) -> Problem:
    """This will give the plain cause of an error."""
    if isinstance(error, Unreachable):
        named = {"dns": Problem.ADDRESS_UNKNOWN, "tls": Problem.TLS}
        return named.get(error.reason, Problem.UNREACHABLE)
    return _PROBLEMS[error.code]


class Caller(Protocol):
    """What trying a connection needs of the client."""

    async def models(
        self,
        connection: Connection,
        *,
        timeout: Timeouts = ...,  # noqa: ASYNC109  (as in the client)
    ) -> tuple[str, ...]:
        """This will give the names of the models."""

    async def chat(
        self,
        connection: Connection,
        body: bytes,
        *,
        stream: bool,
        timeout: Timeouts = ...,  # noqa: ASYNC109  (as in the client)
    ) -> Reply:
        """This will send a request."""


async def try_connection(
    client: Caller, connection: Connection, model: str | None, limits: Timeouts = PROBE_TIMEOUTS
) -> Probe:
    """This will try the connection: the list of models, then one token from `model` if given.

    With a model the chat decides, since not every vendor has a list; without one the list
    decides, and where there is none the problem is MODEL_NEEDED.
    """
    models: tuple[str, ...] = ()
    refusal: ProviderError | None = None
    try:
        models = await client.models(connection, timeout=limits)
    except ProviderError as error:
        refusal = error
    if isinstance(refusal, AddressForbidden | Unreachable):
        return _failed(refusal)
    if model is not None:
        try:
            await _say_one_token(client, connection, model, limits)
        except ProviderError as error:
            better = await _with_v1(client, connection, limits) if _misses(error) else ""
            return _failed(error, models, better)
        return Probe(ok=True, models=models)
    if refusal is None:
        return Probe(ok=True, models=models)
    if _misses(refusal):
        better = await _with_v1(client, connection, limits)
        if not better and connection.preset in ("bedrock", "claude", "azure"):
            return Probe(ok=False, problem=Problem.MODEL_NEEDED, detail=refusal.detail)
        return _failed(refusal, (), better)
    return _failed(refusal)


def _failed(error: ProviderError, models: tuple[str, ...] = (), better: str = "") -> Probe:
    return Probe(
        ok=False,
        models=models,
        problem=problem_of(error),
        detail=str(error),
        suggested_base_url=better,
        reason=error.reason if isinstance(error, AddressForbidden | Unreachable) else "",
    )


def _misses(error: ProviderError) -> bool:
    return isinstance(error, BadReply)


async def _with_v1(client: Caller, connection: Connection, limits: Timeouts) -> str:
    """This will give the address with /v1 behind it if models are listed there, else ''."""
    base = clean_base_url(connection.base_url)
    if URL(base).path.strip("/"):
        return ""
    longer = f"{base}/v1"
    moved = Connection(connection.preset, longer, connection.key, connection.headers)
    try:
        await client.models(moved, timeout=limits)
    except ProviderError:
        return ""
    return longer


async def _say_one_token(
    client: Caller, connection: Connection, model: str, limits: Timeouts
) -> None:
    """This will ask for the shortest answer there is, and raise what the vendor refuses.

    Newer OpenAI models refuse `max_tokens` and want `max_completion_tokens`; a reasoning model
    that says it ran out of tokens did answer.
    """
    question = [{"role": "user", "content": "ping"}]
    body: dict[str, object] = {"model": model, "messages": question, "max_tokens": 1}
    try:
        await _chat_once(client, connection, body, limits)
    except RequestRefused as error:
        if _ran_out(error):
            return
        if "max_completion_tokens" not in f"{error.detail} {error.upstream_code}":
            raise
        body = {"model": model, "messages": question, "max_completion_tokens": 16}
        try:
            await _chat_once(client, connection, body, limits)
        except RequestRefused as second:
            if not _ran_out(second):
                raise


def _ran_out(error: RequestRefused) -> bool:
    return "output limit was reached" in error.detail


async def _chat_once(
    client: Caller, connection: Connection, body: dict[str, object], limits: Timeouts
) -> None:
    sent = orjson.dumps(body)
    async with await client.chat(connection, sent, stream=False, timeout=limits) as reply:
        said = await reply.read(1024 * 1024)
    try:
        answer = orjson.loads(said)
    except orjson.JSONDecodeError:
        raise BadReply("the answer is not JSON", status=reply.status) from None
    if not isinstance(answer, dict) or not isinstance(answer.get("choices"), list):
        raise BadReply("no choices in the answer", status=reply.status)
