"""Addresses inside the company are not called unless an administrator lists them."""

from __future__ import annotations

import ipaddress
import socket

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from hypothesis import given
from hypothesis import strategies as st
from tests.fake_model.server import FakeModel
from yarl import URL

from nezuku.providers import (
    AddressForbidden,
    AddressListError,
    AddressPolicy,
    BadReply,
    Client,
    Connection,
    ProviderError,
    Unreachable,
)
from nezuku.providers.addresses import GuardedResolver, is_public, parse_address

BODY = b'{"model":"fake","messages":[{"role":"user","content":"secret"}]}'


class Names(AbstractResolver):
    """Resolves names from a table, as a name server in foreign hands might."""

    def __init__(self, table: dict[str, list[str]]) -> None:
        self.table = table
        self.asked: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        if host not in self.table:
            raise OSError(None, "name not known")
        self.asked.append(host)
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=0,
            )
            for address in self.table[host]
        ]

    async def close(self) -> None:
        """Nothing to close."""


async def _call(
    base_url: str, policy: AddressPolicy | None = None, names: Names | None = None
) -> None:
    async with Client(policy or AddressPolicy(), resolver=names or Names({})) as client:
        reply = await client.chat(Connection("compatible", base_url, "key"), BODY, stream=False)
        async with reply:
            await reply.read()


INSIDE = [
    "127.0.0.1", "127.255.255.254", "10.0.0.1", "172.16.5.5", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "0.0.0.1", "255.255.255.255", "224.0.0.1", "192.0.0.8", "192.0.2.1", "198.18.0.1",
    "203.0.113.9", "240.0.0.1", "192.88.99.1",
    "::1", "::", "fe80::1", "fc00::1", "fd12:3456::1", "fec0::1", "ff02::1", "2001:db8::1",
    "100::1",
    "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:10.0.0.1", "::ffff:0:0", "::127.0.0.1",
    "2002:7f00:1::", "2002:a9fe:a9fe::", "2002:808:808::", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1", "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "3fff::1", "5f00::1",
]  # fmt: skip
OUTSIDE = ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_that_is_not_of_the_open_net_is_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", OUTSIDE)
def test_an_address_of_the_open_net_is_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@given(st.integers(min_value=0, max_value=2**32 - 1))
def test_an_ipv6_address_is_never_more_public_than_the_ipv4_it_carries(number: int) -> None:
    inner = ipaddress.IPv4Address(number)
    for prefix in ("::ffff:0:0", "64:ff9b::"):
        outer = ipaddress.IPv6Address(int(ipaddress.IPv6Address(prefix)) | number)
        assert is_public(outer) == is_public(inner)


@pytest.mark.parametrize("address", INSIDE)
@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_a_literal_address_inside_is_refused(address: str, scheme: str) -> None:
    host = f"[{address}]" if ":" in address else address
    with pytest.raises(AddressForbidden) as caught:
        await _call(f"{scheme}://{host}:9/v1")
    assert caught.value.reason == "private"


@pytest.mark.parametrize(
    "host", ["127.1", "0x7f000001", "2130706433", "0177.0.0.1", "127.0.0.1.", "①②⑦.⓪.⓪.①"]
)
async def test_odd_spellings_of_a_loopback_address_are_refused(host: str) -> None:
    with pytest.raises(AddressForbidden):
        await _call(f"https://{host}:9/v1")


@pytest.mark.parametrize("address", INSIDE)
async def test_a_name_that_points_inside_is_refused(address: str) -> None:
    with pytest.raises(AddressForbidden) as caught:
        await _call("https://model.example.com/v1", names=Names({"model.example.com": [address]}))
    assert caught.value.reason == "private"


async def test_a_name_that_turns_inside_later_is_refused_then() -> None:
    """DNS rebinding: what the name meant when the connection was saved counts for nothing."""
    async with FakeModel(key=None) as fake:
        policy = AddressPolicy((f"llm.example.com:{fake.port}",))
        names = Names({"llm.example.com": ["127.0.0.1"]})
        address = f"http://llm.example.com:{fake.port}/v1"
        await _call(address, policy, names)
        names.table["llm.example.com"] = ["169.254.169.254"]
        with pytest.raises(AddressForbidden):
            await _call(address, policy, names)
        assert names.asked == ["llm.example.com"] * 2
        assert len(fake.requests) == 1


async def test_the_inside_half_of_a_mixed_answer_is_never_tried() -> None:
    names = Names({"model.example.com": ["127.0.0.1", "::1"]})
    async with FakeModel() as fake:
        policy = AddressPolicy((f"[::1]:{fake.port}",))
        with pytest.raises(ProviderError):  # nothing listens on ::1 here
            await _call(f"http://model.example.com:{fake.port}/v1", policy, names)
        assert fake.requests == []


async def test_the_socket_itself_is_judged_even_if_the_name_was_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def blind(
        self: GuardedResolver, host: str, port: int = 0, family: int = 0
    ) -> list[ResolveResult]:
        return await Names({host: ["127.0.0.1"]}).resolve(host, port)

    monkeypatch.setattr(GuardedResolver, "resolve", blind)
    async with FakeModel() as fake:
        with pytest.raises(AddressForbidden):
            await _call(f"https://model.example.com:{fake.port}/v1")
        assert fake.requests == []


@pytest.mark.parametrize("entry", ["127.0.0.1:{port}", "127.0.0.0/8", "127.0.0.1"])
async def test_a_listed_address_may_be_called(entry: str) -> None:
    async with FakeModel(key=None) as fake:
        await _call(fake.base_url, AddressPolicy((entry.format(port=fake.port),)))
        assert fake.chats[0].outcome == "completed"


async def test_a_listed_mapped_address_counts_as_the_address_it_carries() -> None:
    policy = AddressPolicy(("127.0.0.0/8",))
    policy.check_url(URL("http://[::ffff:127.0.0.1]:8080/v1"))
    with pytest.raises(AddressForbidden):
        policy.check_url(URL("http://[::ffff:10.0.0.1]:8080/v1"))


async def test_a_listed_name_may_be_called_at_its_port_only() -> None:
    names = Names({"llm.example.com": ["127.0.0.1"], "other.example.com": ["127.0.0.1"]})
    async with FakeModel(key=None) as fake:
        policy = AddressPolicy((f"LLM.example.com.:{fake.port}",))
        await _call(f"http://llm.example.com:{fake.port}/v1", policy, names)
        for address in (
            f"http://other.example.com:{fake.port}/v1",
            f"http://127.0.0.1:{fake.port}/v1",
            f"http://llm.example.com:{fake.port + 1}/v1",
        ):
            with pytest.raises(AddressForbidden):
                await _call(address, policy, names)
        assert len(fake.chats) == 1


async def test_a_listed_name_never_opens_the_metadata_address() -> None:
    names = Names({"llm.example.com": ["169.254.169.254"]})
    with pytest.raises(AddressForbidden):
        await _call("http://llm.example.com:80/v1", AddressPolicy(("llm.example.com:80",)), names)


async def test_a_public_address_needs_https() -> None:
    for address in ("http://8.8.8.8/v1", "http://model.example.com/v1"):
        with pytest.raises(AddressForbidden) as caught:
            await _call(address, names=Names({"model.example.com": ["8.8.8.8"]}))
        assert caught.value.reason == "plain_http"


async def test_an_unknown_name_is_unreachable_and_not_forbidden() -> None:
    with pytest.raises(Unreachable) as caught:
        await _call("https://nowhere.example.com/v1")
    assert caught.value.reason == "dns"


async def test_a_redirect_is_never_followed() -> None:
    body = b'{"model":"fake-redirect","messages":[]}'
    async with FakeModel(key=None) as fake, Client(AddressPolicy(("127.0.0.0/8",))) as client:
        with pytest.raises(BadReply) as caught:
            await client.chat(Connection("compatible", fake.base_url, ""), body, stream=False)
        assert caught.value.status == 302
        assert len(fake.requests) == 1


@pytest.mark.parametrize(
    "entry", ["example.com", "", "10.0.0.0/99", "host:99999", "host:0", ":80", "http://10.0.0.1"]
)
def test_a_list_entry_that_is_neither_network_nor_socket_is_refused(entry: str) -> None:
    with pytest.raises(AddressListError):
        AddressPolicy((entry,))


@given(st.text(max_size=30))
def test_reading_a_host_never_fails(text: str) -> None:
    parse_address(text)
