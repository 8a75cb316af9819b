"""The one client towards model vendors.

Owns the connections, the timeouts and the translation of every failure on the way into
`errors.py`. Does not own what is sent or what an answer means: bytes go in and bytes come out
as they arrive. Addresses are judged where the socket is made (`addresses.py`); a redirect is
never followed; no cookie is kept; nothing is retried here, since a request costs money.

Two sessions, because the rule differs: over http only listed addresses may be reached.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import aiohttp
import orjson
from aiohttp.abc import AbstractResolver
from yarl import URL

from nezuku.providers.addresses import AddressPolicy, GuardedResolver
from nezuku.providers.connection import Connection
from nezuku.providers.errors import BadReply, ProviderError
from nezuku.providers.probe import PROBE_TIMEOUTS, Probe, try_connection
from nezuku.providers.refusals import read_refusal
from nezuku.providers.reply import Reply, Timeouts, translate

MAX_REFUSAL_BYTES = 64 * 1024
MAX_MODELS_BYTES = 8 * 1024 * 1024
CHAT_TIMEOUTS = Timeouts()
MODELS_TIMEOUTS = Timeouts(first=30, idle=30, total=60)

_AT_ONCE_BYTES = 2**20  # a longer body is written in pieces, so that the loop stays free
_ENDPOINTS_KEPT = 256


@dataclass(frozen=True, slots=True)
class _Endpoint:
    chat: URL
    headers: dict[str, str]
    session: aiohttp.ClientSession


class Client:
    """Calls model vendors. Make one per process inside the running loop, and `close()` it.

    `resolver` replaces the system's name resolution; its answers are judged all the same.
    """

    def __init__(
        self, policy: AddressPolicy | None = None, *, resolver: AbstractResolver | None = None
    ) -> None:
        self._policy = policy if policy is not None else AddressPolicy()
        self._secure = _session(self._policy, resolver, plain=False)
        self._plain = _session(self._policy, resolver, plain=True)
        self._endpoints: dict[tuple[str, str, str, tuple[tuple[str, str], ...]], _Endpoint] = {}

    async def close(self) -> None:
        """This will close every connection."""
        await self._secure.close()
        await self._plain.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def chat(
        self,
        connection: Connection,
        body: bytes,
        *,
        stream: bool,
        timeout: Timeouts = CHAT_TIMEOUTS,  # noqa: ASYNC109  (several limits, kept by the socket)
    ) -> Reply:
        """This will send a chat completion request and give the answer as soon as it begins.

        `body` is the JSON document as the vendor gets it; `stream` must say what it says. Raises
        a ProviderError for everything but a 2xx answer in the kind that was asked for.
        """
        endpoint = self._endpoint(connection)
        reply = await _send(
            endpoint.session, "POST", endpoint.chat, endpoint.headers, body, timeout, connection.key
        )
        kind = reply.content_type
        if kind == "text/html" or (stream and kind == "application/json"):
            try:
                head = await reply.read(MAX_REFUSAL_BYTES)
            finally:
                await reply.close()
            refusal = None if kind == "text/html" else _refusal_in_200(head, connection.key)
            raise refusal or BadReply(f"an answer of the kind {kind}", status=reply.status)
        return reply

    async def models(
        self,
        connection: Connection,
        *,
        timeout: Timeouts = MODELS_TIMEOUTS,  # noqa: ASYNC109  (several limits, kept by the socket)
    ) -> tuple[str, ...]:
        """This will give the names of the models that the vendor lists, in its order.

        Anthropic lists models only on its own interface, which wants its own headers.
        """
        endpoint = self._endpoint(connection)
        url, headers = connection.url("models"), endpoint.headers
        if connection.preset == "claude":
            headers = {name: text for name, text in headers.items() if name != "authorization"}
            headers |= {"x-api-key": connection.key.strip(), "anthropic-version": "2023-06-01"}
            url = url.with_query(limit="1000")
        async with await _send(
            endpoint.session, "GET", url, headers, None, timeout, connection.key
        ) as reply:
            names = _model_names(await reply.read(MAX_MODELS_BYTES))
        if names is None:
            raise BadReply("no list of models in the answer", status=reply.status)
        if connection.preset == "gemini":
            names = tuple(name.removeprefix("models/") for name in names)
        return names

    async def probe(
        self,
        connection: Connection,
        model: str | None,
        *,
        timeout: Timeouts = PROBE_TIMEOUTS,  # noqa: ASYNC109  (several limits, kept by the socket)
    ) -> Probe:
        """This will try the connection before it is saved; see `probe.try_connection`."""
        return await try_connection(self, connection, model, timeout)

    def _endpoint(self, connection: Connection) -> _Endpoint:
        key = (
            connection.preset,
            connection.base_url,
            connection.key,
            tuple(connection.headers.items()),
        )
        found = self._endpoints.get(key)
        if found is None:
            url = connection.url("chat/completions")
            self._policy.check_url(url)
            session = self._secure if url.scheme == "https" else self._plain
            found = _Endpoint(url, connection.request_headers(), session)
            if len(self._endpoints) >= _ENDPOINTS_KEPT:
                self._endpoints.clear()
            self._endpoints[key] = found
        return found


def _session(
    policy: AddressPolicy, resolver: AbstractResolver | None, *, plain: bool
) -> aiohttp.ClientSession:
    guarded = GuardedResolver(policy, plain=plain, inner=resolver)
    # aiohttp sets TCP_NODELAY on every connection itself.
    connector = aiohttp.TCPConnector(
        resolver=guarded,
        socket_factory=guarded.make_socket,
        limit=0,
        ttl_dns_cache=30,
        keepalive_timeout=30,
    )
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"user-agent": "nezuku"},
        trust_env=False,
        auto_decompress=True,
        raise_for_status=False,
        read_bufsize=2**18,
    )


async def _send(
    session: aiohttp.ClientSession,
    method: str,
    url: URL,
    headers: dict[str, str],
    body: bytes | None,
    limits: Timeouts,
    key: str,
) -> Reply:
    """This will send one request and give its 2xx answer, or raise what went wrong."""
    timeout = aiohttp.ClientTimeout(
        total=limits.total,
        connect=limits.connect,  # name resolution, TCP and TLS together; nobody waits for a place
        sock_read=limits.first,
    )
    data = io.BytesIO(body) if body is not None and len(body) > _AT_ONCE_BYTES else body
    try:
        response = await session.request(
            method, url, data=data, headers=headers, timeout=timeout, allow_redirects=False
        )
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise translate(error) from error
    reply = Reply(response, limits.idle)
    if 200 <= response.status < 300:
        return reply
    try:
        said = await response.content.read(MAX_REFUSAL_BYTES)
    except (aiohttp.ClientError, TimeoutError, OSError):
        said = b""  # the status alone says what happened
    finally:
        await reply.close()
    raise read_refusal(
        response.status, said, retry_after=response.headers.get("retry-after", ""), key=key
    )


def _refusal_in_200(body: bytes, key: str) -> ProviderError | None:
    return read_refusal(400, body, key=key) if b'"error"' in body else None


def _model_names(body: bytes) -> tuple[str, ...] | None:
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    rows = value.get("data") if isinstance(value, dict) else value
    if rows is None and isinstance(value, dict) and value.get("object") == "list":
        return ()  # Ollama without a single model
    if not isinstance(rows, list):
        return None
    return tuple(str(row["id"]) for row in rows if isinstance(row, dict) and row.get("id"))
