"""Calls to a model server over a real socket: what comes back, and every way it fails."""

from __future__ import annotations

import asyncio
import datetime
import json
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp.abc import ResolveResult
from aiohttp.resolver import ThreadedResolver
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.fake_model.behaviours import ANSWER, HUGE_BYTES
from tests.fake_model.server import FakeModel

from nezuku.providers import (
    AddressForbidden,
    AddressPolicy,
    BadReply,
    BrokenStream,
    Client,
    Connection,
    ContentRefused,
    ContextTooLong,
    KeyRefused,
    ModelUnknown,
    NoPermission,
    Overloaded,
    ProviderError,
    QuotaExhausted,
    RateLimited,
    RequestRefused,
    ServerFault,
    TimedOut,
    Timeouts,
    Unreachable,
    read_stream_refusal,
)
from nezuku.providers.sse import EventParser

LOOPBACK = AddressPolicy(("127.0.0.0/8",))


@pytest.fixture
async def fake() -> AsyncIterator[FakeModel]:
    async with FakeModel() as server:
        yield server


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with Client(LOOPBACK) as one:
        yield one


def _body(model: str, text: str = "こんにちは", **more: object) -> bytes:
    return json.dumps(
        {"model": model, "messages": [{"role": "user", "content": text}], **more}
    ).encode()


def _to(fake: FakeModel, key: str | None = None) -> Connection:
    return Connection("compatible", fake.base_url, fake.key if key is None else key)


async def _streamed(client: Client, fake: FakeModel, model: str, text: str = "こんにちは") -> str:
    """Stream an answer and give its text."""
    parser, pieces = EventParser(), []
    async with await client.chat(
        _to(fake), _body(model, text, stream=True), stream=True, timeout=Timeouts(idle=5)
    ) as reply:
        events = [event async for chunk in reply for event in parser.feed(chunk)]
    for event in [*events, *parser.close()]:
        if not event.done:
            choices = json.loads(event.data)["choices"]
            pieces += [choice["delta"].get("content") or "" for choice in choices]
    return "".join(pieces)


async def _drain(chunks: AsyncIterator[bytes]) -> None:
    async for _ in chunks:
        pass


async def test_an_answer_comes_back_whole(client: Client, fake: FakeModel) -> None:
    async with await client.chat(_to(fake), _body("fake"), stream=False) as reply:
        answer = json.loads(await reply.read())
    assert reply.status == 200
    assert answer["choices"][0]["message"]["content"] == ANSWER
    assert answer["usage"]["prompt_tokens"] == len("こんにちは")


async def test_the_bytes_sent_are_the_bytes_received(client: Client, fake: FakeModel) -> None:
    body = b'{ "model":"fake",  "messages":[], "unknown_field": 1.50 }'
    async with await client.chat(_to(fake), body, stream=False) as reply:
        await reply.read()
    [received] = fake.chats
    assert received.raw.encode() == body
    assert received.headers["authorization"] == f"Bearer {fake.key}"
    assert received.headers["content-type"] == "application/json"
    assert "cookie" not in received.headers


async def test_a_large_request_arrives_whole(client: Client, fake: FakeModel) -> None:
    text = "あ" * 1_500_000
    assert await _streamed(client, fake, "fake-echo-9000", text) == text


async def test_a_streamed_answer_arrives_in_order_and_untouched(
    client: Client, fake: FakeModel
) -> None:
    assert await _streamed(client, fake, "fake") == ANSWER
    text = "《氏名1》様へ\r\n\r\ndata: x\n\n見積書 \U0001f600 を送ります"
    for model in ("fake-echo", "fake-echo-1", "fake-split-1", "fake-split-7", "fake-crlf"):
        assert await _streamed(client, fake, model, text) == text


async def test_a_stream_without_its_last_line_is_read_to_the_end(
    client: Client, fake: FakeModel
) -> None:
    assert await _streamed(client, fake, "fake-no-done") == ANSWER


async def test_chunks_come_while_the_model_still_speaks(client: Client, fake: FakeModel) -> None:
    async with await client.chat(
        _to(fake), _body("fake-stall", stream=True), stream=True, timeout=Timeouts(idle=0.2)
    ) as reply:
        assert reply.content_type == "text/event-stream"
        assert reply.request_id.startswith("req-")
        chunks = reply.chunks()
        assert b"data: " in await anext(chunks)
        with pytest.raises(TimedOut):
            await _drain(chunks)


async def test_fifty_streams_run_beside_each_other(client: Client, fake: FakeModel) -> None:
    texts = [f"質問{number}" for number in range(50)]
    assert (
        await asyncio.gather(*(_streamed(client, fake, "fake-echo-1", text) for text in texts))
        == texts
    )


async def test_leaving_early_stops_the_generation(client: Client, fake: FakeModel) -> None:
    body = _body("fake-0-20-100000", stream=True)
    async with await client.chat(_to(fake), body, stream=True) as reply:
        async for _ in reply:
            break
    assert await fake.chats[0].settled() == "disconnected"


async def test_an_answer_of_five_megabytes_passes(client: Client, fake: FakeModel) -> None:
    size = len((await _streamed(client, fake, "fake-huge")).encode())
    assert HUGE_BYTES - 100 < size <= HUGE_BYTES


async def test_an_answer_over_the_limit_is_refused(client: Client, fake: FakeModel) -> None:
    async with await client.chat(_to(fake), _body("fake-huge"), stream=False) as reply:
        with pytest.raises(BadReply):
            await reply.read(limit=100_000)


@pytest.mark.parametrize(
    ("model", "kind", "status", "code"),
    [
        ("fake-400", RequestRefused, 400, "request_refused"),
        ("fake-401", KeyRefused, 401, "key_refused"),
        ("fake-403", NoPermission, 403, "no_permission"),
        ("fake-404", ModelUnknown, 404, "model_unknown"),
        ("no-such-model", ModelUnknown, 404, "model_unknown"),
        ("fake-429", RateLimited, 429, "rate_limited"),
        ("fake-quota", QuotaExhausted, 429, "quota_exhausted"),
        ("fake-500", ServerFault, 500, "server_fault"),
        ("fake-503", Overloaded, 503, "overloaded"),
        ("fake-context", ContextTooLong, 400, "context_too_long"),
        ("fake-filtered", ContentRefused, 400, "content_refused"),
        ("fake-html", BadReply, 200, "bad_reply"),
        ("fake-redirect", BadReply, 302, "bad_reply"),
    ],
)
@pytest.mark.parametrize("stream", [True, False])
async def test_a_refusal_becomes_its_own_error(
    client: Client,
    fake: FakeModel,
    model: str,
    kind: type[ProviderError],
    status: int,
    code: str,
    stream: bool,
) -> None:
    with pytest.raises(ProviderError) as caught:
        await client.chat(_to(fake), _body(model, stream=stream), stream=stream)
    assert type(caught.value) is kind
    assert (caught.value.status, caught.value.code) == (status, code)


async def test_the_time_to_wait_is_handed_on(client: Client, fake: FakeModel) -> None:
    with pytest.raises(RateLimited) as caught:
        await client.chat(_to(fake), _body("fake-429"), stream=False)
    assert caught.value.retry_after == 7
    assert caught.value.retryable
    assert caught.value.upstream_code == "rate_limit_exceeded requests"


async def test_an_image_for_a_model_without_eyes_is_refused(
    client: Client, fake: FakeModel
) -> None:
    image = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}
    body = {"model": "fake-noimages", "messages": [{"role": "user", "content": [image]}]}
    with pytest.raises(RequestRefused) as caught:
        await client.chat(_to(fake), json.dumps(body).encode(), stream=False)
    assert "image" in caught.value.detail


async def test_a_key_never_shows_in_an_error_or_a_representation(
    client: Client, fake: FakeModel
) -> None:
    key = "sk-secret-value-that-nobody-may-see"
    connection = Connection("compatible", fake.base_url, key, {"x-extra": "also-secret"})
    with pytest.raises(KeyRefused) as caught:
        await client.chat(connection, _body("fake"), stream=False)
    for shown in (repr(connection), str(caught.value), repr(caught.value), caught.value.detail):
        assert "secret" not in shown


async def test_a_dropped_socket_is_a_broken_stream(client: Client, fake: FakeModel) -> None:
    for stream in (True, False):
        body = _body("fake-dies", stream=stream)
        async with await client.chat(_to(fake), body, stream=stream) as reply:
            with pytest.raises(BrokenStream):
                await _drain(reply.chunks())


async def test_an_error_inside_a_stream_is_found(client: Client, fake: FakeModel) -> None:
    parser = EventParser()
    async with await client.chat(
        _to(fake), _body("fake-stream-error", stream=True), stream=True
    ) as reply:
        events = [event async for chunk in reply for event in parser.feed(chunk)]
    found = [read_stream_refusal(event.data) for event in events]
    assert found[:-1] == [None] * (len(found) - 1)
    assert isinstance(found[-1], ServerFault)


async def test_a_name_server_that_hangs_is_timed_out() -> None:
    class Hanging(ThreadedResolver):
        async def resolve(self, *_: object) -> list[ResolveResult]:
            await asyncio.Event().wait()
            return []

    async with Client(LOOPBACK, resolver=Hanging()) as client:
        with pytest.raises(TimedOut):
            await client.chat(
                Connection("compatible", "https://llm.example.com/v1", "k"),
                _body("fake"),
                stream=False,
                timeout=Timeouts(connect=0.1),
            )


async def test_no_answer_in_time_is_timed_out(client: Client, fake: FakeModel) -> None:
    with pytest.raises(TimedOut):
        await client.chat(
            _to(fake), _body("fake-timeout"), stream=False, timeout=Timeouts(first=0.2)
        )


async def test_a_late_first_token_is_not_a_stall(client: Client, fake: FakeModel) -> None:
    body = _body("fake-400-1-3", stream=True)
    limits = Timeouts(first=20, idle=0.1)
    async with await client.chat(_to(fake), body, stream=True, timeout=limits) as reply:
        assert b"[DONE]" in await reply.read()


async def test_the_whole_answer_has_a_limit_too(client: Client, fake: FakeModel) -> None:
    limits = Timeouts(total=0.3)
    body = _body("fake-0-20-100000", stream=True)
    async with await client.chat(_to(fake), body, stream=True, timeout=limits) as reply:
        with pytest.raises(TimedOut):
            await reply.read()


async def test_a_closed_port_is_unreachable(client: Client) -> None:
    async with FakeModel() as gone:
        connection = _to(gone)
    with pytest.raises(Unreachable) as caught:
        await client.chat(connection, _body("fake"), stream=False)
    assert caught.value.reason == "refused"


async def test_a_server_that_hangs_up_is_unreachable(client: Client) -> None:
    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        connection = Connection("compatible", f"http://127.0.0.1:{port}/v1", "")
        with pytest.raises(Unreachable) as caught:
            await client.chat(connection, _body("fake"), stream=False)
    assert caught.value.reason == "reset"


async def test_something_that_is_not_http_is_a_bad_reply(client: Client) -> None:
    async def speak(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example.com ESMTP\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(speak, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        connection = Connection("compatible", f"http://127.0.0.1:{port}/v1", "")
        with pytest.raises(BadReply):
            await client.chat(connection, _body("fake"), stream=False)


def _self_signed(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    path = folder / "both.pem"
    path.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


async def test_a_certificate_nobody_vouches_for_is_refused(client: Client, tmp_path: Path) -> None:
    async with FakeModel(tls=_self_signed(tmp_path)) as fake:
        with pytest.raises(Unreachable) as caught:
            await client.chat(_to(fake), _body("fake"), stream=False)
        assert caught.value.reason == "tls"
        assert fake.requests == []


async def test_models_are_listed(client: Client, fake: FakeModel) -> None:
    models = await client.models(_to(fake))
    assert "fake-echo" in models
    with pytest.raises(KeyRefused):
        await client.models(_to(fake, "wrong-key"))


async def test_each_vendor_gets_its_key_in_its_own_way(client: Client, fake: FakeModel) -> None:
    for preset, header in (("openai", "authorization"), ("azure", "api-key")):
        connection = Connection(preset, fake.base_url, fake.key, {"X-Team": "a", header: "forged"})
        async with await client.chat(connection, _body("fake"), stream=False) as reply:
            await reply.read()
        sent = fake.chats[-1].headers
        assert fake.key in sent[header]
        assert sent["x-team"] == "a"
        assert {"authorization", "api-key"} & sent.keys() == {header}
    await client.models(Connection("claude", fake.base_url, fake.key))
    assert fake.requests[-1].headers["x-api-key"] == fake.key
    assert "authorization" not in fake.requests[-1].headers


async def test_an_address_that_is_none_is_refused_before_anything_is_sent(client: Client) -> None:
    for address, reason in (
        ("ftp://example.com/v1", "scheme"),
        ("https://user:pw@example.com/v1", "credentials"),
        ("https://example.com/v1?x=1", "malformed"),
        ("https:///v1", "malformed"),
        ("", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("https://example.com:99999/v1", "malformed"),
        ("https://[::1/v1", "malformed"),
    ):
        with pytest.raises(AddressForbidden) as caught:
            await client.chat(Connection("compatible", address, "k"), b"{}", stream=False)
        assert caught.value.reason == reason, address
