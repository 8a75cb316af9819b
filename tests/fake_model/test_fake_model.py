"""The fake model server speaks the protocol that official clients expect."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

import openai
import pytest
from tests.fake_model.behaviours import (
    ANSWER,
    BEHAVIOURS,
    LISTED,
    Plan,
    Refusal,
    plan_for,
    vary_placeholders,
)
from tests.fake_model.server import FakeModel, fake_model_in_thread

from nezuku.guard.placeholders import match_at

HELLO = [{"role": "user", "content": "こんにちは《氏名1》"}]


def test_every_name_in_the_table_is_played() -> None:
    for name in BEHAVIOURS:
        played = plan_for(re.sub(r"[A-Z]", "3", name), {"messages": HELLO})
        assert isinstance(played, Plan) or played.status != 404 or name == "fake-404", name
    assert isinstance(plan_for("fake-unheard-of", {}), Refusal)


async def test_the_official_client_gets_whole_and_streamed_answers() -> None:
    async with (
        FakeModel() as fake,
        openai.AsyncOpenAI(base_url=fake.base_url, api_key=fake.key, max_retries=0) as client,
    ):
        whole = await client.chat.completions.create(model="fake", messages=HELLO)
        assert whole.choices[0].message.content == ANSWER
        stream = await client.chat.completions.create(
            model="fake-echo", messages=HELLO, stream=True, stream_options={"include_usage": True}
        )
        chunks = [chunk async for chunk in stream]
        text = "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)
        assert text == HELLO[0]["content"]
        assert chunks[-1].usage is not None
        assert chunks[-1].usage.completion_tokens == len(text)
        assert {model.id async for model in client.models.list()} == set(LISTED)
        with pytest.raises(openai.RateLimitError) as caught:
            await client.chat.completions.create(model="fake-429", messages=HELLO)
        assert caught.value.response.headers["retry-after"] == "7"


async def test_a_tool_is_called_with_the_users_text_and_its_result_echoed() -> None:
    tools = [{"type": "function", "function": {"name": "search", "parameters": {}}}]
    async with (
        FakeModel() as fake,
        openai.AsyncOpenAI(base_url=fake.base_url, api_key=fake.key) as client,
    ):
        stream = await client.chat.completions.create(
            model="fake-tools", messages=HELLO, tools=tools, stream=True
        )
        name = arguments = ""
        async for chunk in stream:
            for call in chunk.choices[0].delta.tool_calls or []:
                name += call.function.name or ""
                arguments += call.function.arguments or ""
        assert (name, json.loads(arguments)) == ("search", {"text": HELLO[0]["content"]})
        answer = await client.chat.completions.create(
            model="fake-tools",
            messages=[*HELLO, {"role": "tool", "tool_call_id": "call_1", "content": "結果"}],
        )
        assert answer.choices[0].message.content == "結果"


def test_requests_are_kept_as_they_came_and_can_be_forgotten() -> None:
    with fake_model_in_thread() as fake:
        request = urllib.request.Request(  # noqa: S310  (our own server)
            f"{fake.base_url}/chat/completions",
            json.dumps({"model": "fake", "messages": HELLO}).encode(),
            {"authorization": f"Bearer {fake.key}", "x-mark": "1"},
        )
        root = fake.base_url.removesuffix("/v1")
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            assert json.load(answer)["choices"][0]["message"]["content"] == ANSWER
        with urllib.request.urlopen(f"{root}/_requests") as shown:  # noqa: S310
            [kept] = json.load(shown)
        assert kept["body"]["messages"] == HELLO
        assert (kept["headers"]["x-mark"], kept["outcome"]) == ("1", "completed")
        forget = urllib.request.Request(f"{root}/_requests", method="DELETE")  # noqa: S310
        with urllib.request.urlopen(forget):  # noqa: S310
            assert fake.requests == []


def test_it_runs_as_a_process_of_its_own() -> None:
    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "tests.fake_model.server", "--port", "0", "--key", ""]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/v1/models") as shown:
            assert json.load(shown)["object"] == "list"
        process.terminate()


def test_each_changed_placeholder_is_one_the_guard_still_knows() -> None:
    changed = vary_placeholders(" ".join(["《氏名1》"] * 9))
    assert "《氏名1》 《氏名1》" not in changed
    found = [match.name for at in range(len(changed)) if (match := match_at(changed, at)).name]
    assert found.count("《氏名1》") >= 9
