"""/v1 with the official `openai` package: what its users do works, what fails says so their way."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from typing import Any

import httpx2 as httpx
import openai
import pytest
from openai import AsyncOpenAI, OpenAI
from tests.e2e.instances import Instance
from tests.fake_model.server import FakeModel

PHONE = "090-1234-5678"


@pytest.fixture
def client(server: Instance) -> Iterator[OpenAI]:
    with OpenAI(base_url=f"{server.url}/v1", api_key=server.key("member"), max_retries=0) as made:
        yield made


def ask(client: OpenAI, text: str, model: str = "fake", **rest: Any) -> Any:
    messages = [{"role": "user", "content": text}]
    return client.chat.completions.create(model=model, messages=messages, **rest)  # type: ignore[call-overload]


def last_sent(fake: FakeModel) -> str:
    return fake.chats[-1].raw


def test_an_answer_comes_back_whole_with_its_usage(client: OpenAI) -> None:
    answer = ask(client, "こんにちは")
    assert "問題ありません" in answer.choices[0].message.content
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens


def test_a_stream_comes_in_pieces_without_a_usage_event_nobody_asked_for(client: OpenAI) -> None:
    chunks = list(ask(client, "こんにちは", stream=True))
    assert "".join(c.choices[0].delta.content or "" for c in chunks).startswith("**結論**")
    assert all(chunk.usage is None for chunk in chunks)
    assert chunks[-1].choices[0].finish_reason == "stop"


def test_a_stream_ends_with_usage_when_it_was_asked_for(client: OpenAI) -> None:
    chunks = list(ask(client, "こんにちは", stream=True, stream_options={"include_usage": True}))
    assert chunks[-1].usage is not None
    assert chunks[-1].choices == []


@pytest.mark.parametrize("stream", [False, True])
def test_personal_data_leaves_as_placeholders_and_comes_back(
    client: OpenAI, fake: FakeModel, stream: bool
) -> None:
    text = f"田中一郎様（{PHONE}）への返信を書いて"
    answer = ask(client, text, model="fake-echo", stream=stream)
    if stream:
        got = "".join(c.choices[0].delta.content or "" for c in answer if c.choices)
    else:
        got = answer.choices[0].message.content
    assert got == text
    assert PHONE not in last_sent(fake)
    assert "田中" not in last_sent(fake)


def test_the_async_client_works_too(server: Instance) -> None:
    async def work() -> tuple[str, str]:
        async with AsyncOpenAI(
            base_url=f"{server.url}/v1", api_key=server.key("member"), max_retries=0
        ) as client:
            messages: Any = [{"role": "user", "content": "こんにちは"}]
            whole = await client.chat.completions.create(model="fake", messages=messages)
            stream = await client.chat.completions.create(
                model="fake", messages=messages, stream=True
            )
            pieces = [c.choices[0].delta.content or "" async for c in stream]
            return whole.choices[0].message.content or "", "".join(pieces)

    whole, streamed = asyncio.run(work())
    assert whole == streamed


def test_many_at_once_get_their_own_answers(server: Instance) -> None:
    async def work() -> list[str]:
        async with AsyncOpenAI(
            base_url=f"{server.url}/v1", api_key=server.key("other"), max_retries=0
        ) as client:

            async def one(number: int) -> str:
                answer = await client.chat.completions.create(
                    model="fake-echo",
                    messages=[{"role": "user", "content": f"番号{number} 担当は佐藤{number}様"}],
                )
                return answer.choices[0].message.content or ""

            return list(await asyncio.gather(*(one(n) for n in range(40))))

    assert asyncio.run(work()) == [f"番号{n} 担当は佐藤{n}様" for n in range(40)]


def test_tools_pass_and_their_arguments_are_json_with_the_originals(
    client: OpenAI, fake: FakeModel
) -> None:
    tools = [{"type": "function", "function": {"name": "send", "parameters": {"type": "object"}}}]
    text = f'"至急" {PHONE} に電話'
    answer = ask(client, text, model="fake-tools", tools=tools)
    call = answer.choices[0].message.tool_calls[0]
    assert call.function.name == "send"
    assert json.loads(call.function.arguments) == {"text": text}
    assert PHONE not in last_sent(fake)

    chunks = list(ask(client, text, model="fake-tools", tools=tools, stream=True))
    pieces = [
        call.function.arguments or ""
        for chunk in chunks
        if chunk.choices
        for call in chunk.choices[0].delta.tool_calls or []
    ]
    assert json.loads("".join(pieces)) == {"text": text}


def test_what_may_never_leave_is_a_bad_request_that_says_why(
    client: OpenAI, fake: FakeModel
) -> None:
    before = len(fake.chats)
    with pytest.raises(openai.BadRequestError) as caught:
        ask(client, "マイナンバーは 9832 0567 3214 です")
    assert caught.value.code == "guard_blocked"
    assert "マイナンバー" in str(caught.value)
    assert len(fake.chats) == before


def test_pictures_are_refused_clearly(client: OpenAI) -> None:
    part = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}
    with pytest.raises(openai.BadRequestError) as caught:
        client.chat.completions.create(
            model="fake",
            messages=[{"role": "user", "content": [part]}],  # type: ignore[list-item, misc]
        )
    assert caught.value.code == "images_refused"


def test_models_are_listed_and_found(client: OpenAI) -> None:
    names = [model.id for model in client.models.list()]
    assert "fake" in names
    assert client.models.retrieve("fake-echo").id == "fake-echo"
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("gpt-none")


@pytest.mark.parametrize(
    ("model", "error"),
    [
        ("gpt-none", openai.NotFoundError),
        ("fake-400", openai.BadRequestError),
        ("fake-context", openai.BadRequestError),
        ("fake-429", openai.RateLimitError),
        ("fake-500", openai.InternalServerError),
        ("fake-503", openai.InternalServerError),
        ("fake-401", openai.InternalServerError),
        ("fake-html", openai.InternalServerError),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_errors_have_the_class_that_clients_expect(
    client: OpenAI, model: str, error: type[openai.APIStatusError], stream: bool
) -> None:
    with pytest.raises(error) as caught:
        ask(client, "こんにちは", model=model, stream=stream)
    body = caught.value.body
    assert isinstance(body, dict)
    assert set(body) >= {"message", "type", "param", "code"}
    assert any("\u3040" <= letter <= "\u30ff" for letter in body["message"]), "in Japanese"


def test_a_vendor_that_asks_to_wait_is_passed_on(client: OpenAI) -> None:
    with pytest.raises(openai.RateLimitError) as caught:
        ask(client, "こんにちは", model="fake-429")
    assert caught.value.response.headers["retry-after"] == "7"


def test_an_english_member_reads_english(server: Instance) -> None:
    key = server.key("english")
    with (
        OpenAI(base_url=f"{server.url}/v1", api_key=key, max_retries=0) as client,
        pytest.raises(openai.NotFoundError) as caught,
    ):
        ask(client, "hello", model="gpt-none")
    assert caught.value.body["message"].isascii()  # type: ignore[index]


@pytest.mark.parametrize("key", ["x", "nzk_0000000000_" + "A" * 43, "nzk_'; --", "x" * 10_000])
def test_a_wrong_key_is_an_authentication_error(server: Instance, key: str) -> None:
    with (
        OpenAI(base_url=f"{server.url}/v1", api_key=key, max_retries=0) as client,
        pytest.raises(openai.AuthenticationError) as caught,
    ):
        ask(client, "こんにちは")
    assert caught.value.code == "invalid_api_key"


@pytest.mark.parametrize("header", [None, b"", b"Bearer", b"Basic eDp4", b"Bearer \xff"])
def test_a_request_without_a_key_is_not_answered(server: Instance, header: bytes | None) -> None:
    headers = {} if header is None else {b"authorization": header}
    for path in ("models", "chat/completions", "nothing"):
        answer = httpx.post(f"{server.url}/v1/{path}", content=b"{}", headers=headers)
        assert answer.status_code == 401


def test_an_error_in_the_middle_of_a_stream_is_raised(client: OpenAI) -> None:
    for model in ("fake-stream-error", "fake-dies", "fake-malformed"):
        with pytest.raises(openai.APIError):
            list(ask(client, "こんにちは", model=model, stream=True))


def test_the_client_retries_what_may_pass(server: Instance, fake: FakeModel) -> None:
    before = len(fake.chats)
    with (
        OpenAI(base_url=f"{server.url}/v1", api_key=server.key("member"), max_retries=1) as client,
        pytest.raises(openai.InternalServerError),
    ):
        ask(client, "こんにちは", model="fake-503")
    assert len(fake.chats) == before + 2


def test_leaving_a_stream_ends_the_call_upstream(client: OpenAI, fake: FakeModel) -> None:
    stream = ask(client, "こんにちは", model="fake-stall", stream=True)
    next(iter(stream))
    stream.close()
    assert asyncio.run(asyncio.wait_for(fake.chats[-1].settled(), 10)) == "disconnected"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        ('{"model": "fake"}'.encode("utf-16"), 400),
        (b'{"model": 5, "messages": []}', 400),
        (b'{"model": "fake", "messages": [], "stream": "yes"}', 400),
        (b"[" * 100_000, 400),
        (b'{"model":"fake","messages":[{"role":"user","content":"\\ud800"}]}', 400),
        (b"x" * (25 * 1024 * 1024), 413),
    ],
)
def test_broken_requests_get_json_errors(server: Instance, body: bytes, status: int) -> None:
    answer = httpx.post(
        f"{server.url}/v1/chat/completions",
        content=body,
        headers={"authorization": f"Bearer {server.key('member')}"},
        timeout=30,
    )
    assert answer.status_code == status
    assert answer.json()["error"]["message"]


def test_paths_that_are_not_offered_say_so(server: Instance) -> None:
    with OpenAI(base_url=f"{server.url}/v1", api_key=server.key("member"), max_retries=0) as client:
        with pytest.raises(openai.NotFoundError) as caught:
            client.embeddings.create(model="fake", input="x")
        assert caught.value.code == "unknown_endpoint"


def test_a_running_stream_ends_when_its_key_is_revoked(own_server: Instance) -> None:
    with OpenAI(
        base_url=f"{own_server.url}/v1", api_key=own_server.key("member"), max_retries=0
    ) as client:
        stream = iter(ask(client, "こんにちは", model="fake-stall", stream=True))
        next(stream)
        with sqlite3.connect(own_server.data_dir / "nezuku.sqlite3") as database:
            database.execute("UPDATE people_apikey SET revoked_at = '2026-01-01'")
            database.execute("UPDATE people_accessepoch SET value = value + 1")
        with pytest.raises((openai.APIError, httpx.TransportError)):
            list(stream)
    with sqlite3.connect(own_server.data_dir / "nezuku.sqlite3") as database:
        rows = database.execute("SELECT outcome FROM ledger_exchange").fetchall()
    assert rows == [("stopped",)]
