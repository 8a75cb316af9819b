"""Trying a connection says in plain causes what is wrong."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator

import pytest
from tests.fake_model.server import FakeModel

from nezuku.providers import AddressPolicy, Client, Connection, Problem, find_local
from nezuku.providers.presets import LOCAL
from nezuku.providers.reply import Timeouts

LOOPBACK = AddressPolicy(("127.0.0.0/8",))


@pytest.fixture
async def fake() -> AsyncIterator[FakeModel]:
    async with FakeModel() as server:
        yield server


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with Client(LOOPBACK) as one:
        yield one


async def test_a_good_connection_lists_its_models(client: Client, fake: FakeModel) -> None:
    probe = await client.probe(Connection("compatible", fake.base_url, fake.key), None)
    assert (probe.ok, probe.problem, "fake" in probe.models) == (True, None, True)
    assert fake.chats == []


async def test_a_named_model_is_asked_for_one_token(client: Client, fake: FakeModel) -> None:
    probe = await client.probe(Connection("compatible", fake.base_url, fake.key), "fake")
    assert probe.ok
    assert fake.chats[0].body["max_tokens"] == 1


async def test_a_model_that_wants_the_newer_limit_gets_it(client: Client, fake: FakeModel) -> None:
    probe = await client.probe(Connection("compatible", fake.base_url, fake.key), "fake-maxtokens")
    assert probe.ok
    assert "max_tokens" not in fake.chats[1].body


@pytest.mark.parametrize(
    ("model", "problem"),
    [
        ("fake-401", Problem.KEY_REFUSED),
        ("fake-403", Problem.NO_PERMISSION),
        ("fake-404", Problem.MODEL_UNKNOWN),
        ("fake-429", Problem.RATE_LIMITED),
        ("fake-quota", Problem.QUOTA_OR_BILLING),
        ("fake-500", Problem.SERVER_ERROR),
        ("fake-503", Problem.SERVER_ERROR),
        ("fake-400", Problem.REQUEST_REFUSED),
        ("fake-html", Problem.NOT_OPENAI_COMPATIBLE),
        ("fake-redirect", Problem.NOT_OPENAI_COMPATIBLE),
        ("fake-malformed", Problem.NOT_OPENAI_COMPATIBLE),
        ("fake-dies", Problem.UNREACHABLE),
        ("fake-timeout", Problem.TIMED_OUT),
    ],
)
async def test_each_failure_has_its_cause(
    client: Client, fake: FakeModel, model: str, problem: Problem
) -> None:
    connection = Connection("compatible", fake.base_url, fake.key)
    limits = Timeouts(connect=1, first=0.5, idle=0.5, total=10)
    probe = await client.probe(connection, model, timeout=limits)
    assert (probe.ok, probe.problem) == (False, problem)
    assert probe.detail
    assert fake.key not in probe.detail


async def test_a_wrong_key_is_found_without_a_model(client: Client, fake: FakeModel) -> None:
    probe = await client.probe(Connection("compatible", fake.base_url, "sk-wrong-key-00"), None)
    assert (probe.problem, probe.models) == (Problem.KEY_REFUSED, ())


@pytest.mark.parametrize("key", ["ｓｋ－ａｂｃ", "sk-abc\r\nx-forged: 1", "sk-abc def\x00"])
async def test_a_key_no_vendor_gives_is_refused_before_anything_is_sent(
    client: Client, fake: FakeModel, key: str
) -> None:
    probe = await client.probe(Connection("compatible", fake.base_url, key), None)
    assert probe.problem is Problem.KEY_REFUSED
    assert fake.requests == []


async def test_a_key_pasted_with_spaces_around_works(client: Client, fake: FakeModel) -> None:
    probe = await client.probe(Connection("compatible", fake.base_url, f" {fake.key}\n"), "fake")
    assert probe.ok


async def test_an_address_pasted_with_its_endpoint_works(client: Client, fake: FakeModel) -> None:
    pasted = f" {fake.base_url}/chat/completions/ "
    assert (await client.probe(Connection("compatible", pasted, fake.key), "fake")).ok


async def test_a_forgotten_v1_is_suggested(client: Client, fake: FakeModel) -> None:
    for model in (None, "fake"):
        short = fake.base_url.removesuffix("/v1")
        probe = await client.probe(Connection("compatible", short, fake.key), model)
        assert probe.problem is Problem.NOT_OPENAI_COMPATIBLE
        assert probe.suggested_base_url == fake.base_url


async def test_a_vendor_without_a_list_asks_for_a_model(client: Client, fake: FakeModel) -> None:
    nowhere = fake.base_url + "/other"
    probe = await client.probe(Connection("bedrock", nowhere, fake.key), None)
    assert probe.problem is Problem.MODEL_NEEDED


async def test_addresses_that_lead_nowhere_have_their_causes(client: Client) -> None:
    async with FakeModel() as gone:
        closed = gone.base_url
    assert (await client.probe(Connection("compatible", closed, ""), None)).problem is (
        Problem.UNREACHABLE
    )
    unknown = await client.probe(Connection("compatible", "https://nowhere.invalid/v1", ""), "fake")
    assert (unknown.problem, unknown.reason) == (Problem.ADDRESS_UNKNOWN, "dns")
    inside = await client.probe(Connection("compatible", "https://10.0.0.1/v1", "k"), None)
    assert (inside.problem, inside.reason) == (Problem.ADDRESS_FORBIDDEN, "private")


async def test_local_servers_are_found_on_their_ports_and_others_are_not() -> None:
    async with FakeModel(key=None) as ollama, FakeModel() as locked, FakeModel() as gone:
        await gone.stop()
        presets = [
            dataclasses.replace(preset, base_url=server.base_url, local_port=server.port)
            for preset, server in zip(LOCAL[:3], (ollama, locked, gone), strict=True)
        ]
        found = await find_local(timeout=2, presets=presets)
        assert [one.kind for one in found] == ["ollama"]
        assert found[0].base_url == ollama.base_url
        assert "fake" in found[0].models
        assert await find_local(timeout=2, presets=presets, skip_ports=(ollama.port,)) == ()
