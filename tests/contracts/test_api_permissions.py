"""/v1, asked with every kind of key and without one: the table holds, and changes act at once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.test import Client
from tests.contracts.furnishing import Furnished

from nezuku.bridge import engine
from nezuku.config.asgi import application
from nezuku.foundation.kit import clock
from nezuku.foundation.kit.actor import SYSTEM
from nezuku.foundation.kit.permissions import Role
from nezuku.foundation.ledger.models import Exchange
from nezuku.foundation.people import actions as people
from nezuku.foundation.people.actions import Grant
from nezuku.foundation.people.directory import actor_for

HOST = ("host", "testserver")
UNKNOWN_MODEL = json.dumps({"model": "no-such-model", "messages": []}).encode()
#: What is asked: method, path, body; and the answer for whoever is let in.
REQUESTS = (
    ("GET", "/v1/models", b"", 200),
    ("GET", "/v1/models/fake", b"", 200),
    ("GET", "/v1/models/no-such-model", b"", 404),
    ("POST", "/v1/chat/completions", UNKNOWN_MODEL, 404),
    ("POST", "/v1/chat/completions", b"{", 400),
    ("POST", "/v1/embeddings", b"{}", 404),
    ("GET", "/v1/", b"", 404),
)
#: Which key -> the answer of every request, 0 for that of whoever is let in.
KEYS = {
    "member": 0,
    "application": 0,
    "revoked": 401,
    "expired": 401,
    "left": 401,
    "application of left": 401,
    "without chat": 403,
    "application without chat": 403,
}


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer of /v1."""

    status: int
    headers: dict[str, str]
    body: bytes


async def ask(
    method: str,
    path: str,
    body: bytes = b"",
    headers: Iterable[tuple[str, str]] = (),
    query: str = "",
) -> Reply:
    """This will send one request into the server's own entry."""
    sent: list[dict[str, Any]] = []
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> dict[str, Any]:
        if not waiting:
            await asyncio.Event().wait()  # the client stays until it has its answer
        return waiting.pop()

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers],
        "client": ("203.0.113.20", 50000),
        "server": ("testserver", 80),
    }
    await application(scope, receive, send)
    named = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return Reply(sent[0]["status"], named, b"".join(part.get("body", b"") for part in sent[1:]))


def in_one_server(work: Callable[[], Awaitable[None]]) -> None:
    """This will run `work` in a loop with one engine, as one life of the server does."""

    async def live() -> None:
        try:
            await work()
        finally:
            await engine.stop()

    async_to_sync(live)()


def with_key(key: str) -> list[tuple[str, str]]:
    return [("authorization", f"Bearer {key}")]


@pytest.mark.parametrize("kind", KEYS)
def test_each_kind_of_key_gets_the_answers_of_the_table(
    furnished: Furnished, browsers: dict[str, Client], kind: str
) -> None:
    before = Exchange.objects.count()

    async def work() -> None:
        for method, path, body, status in REQUESTS:
            reply = await ask(method, path, body, with_key(furnished.keys[kind]))
            assert reply.status == (KEYS[kind] or status), (method, path, reply.body)
            assert json.loads(reply.body)
            assert reply.headers["cache-control"] == "no-store"

    in_one_server(work)
    if KEYS[kind]:
        assert Exchange.objects.count() == before


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("authorization", "")],
        [("authorization", "Bearer")],
        [("authorization", "Bearer  ")],
        [("authorization", "Bearer nzk_0000000000_wrong")],
        [("authorization", "Bearer nzk_' OR 1=1 --")],
        [("authorization", "Bearer \u00ff\u00fe")],
        [("authorization", "Basic {key}")],
        [("authorization", "{key}")],
        [("authorization", "Bearer {key}x")],
        [("x-api-key", "{key}")],
        [("api-key", "{key}")],
        [("cookie", "{cookie}")],
    ],
    ids=lambda headers: " ".join(":".join(header) for header in headers) or "nothing",
)
def test_no_other_way_in_is_open(
    furnished: Furnished, browsers: dict[str, Client], headers: list[tuple[str, str]]
) -> None:
    cookie = browsers["member"].cookies.output(header="", sep=";").split(";")[0].strip()
    values = {"key": furnished.keys["member"], "cookie": cookie}
    filled = [(name, value.format_map(values)) for name, value in headers]

    async def work() -> None:
        for method, path, body, _status in REQUESTS:
            reply = await ask(method, path, body, filled, query=f"key={values['key']}")
            assert reply.status == 401
            assert reply.headers["www-authenticate"].startswith("Bearer")

    in_one_server(work)


def test_an_end_of_access_acts_on_the_next_request(furnished: Furnished) -> None:
    """In one server, which remembers keys: revoking, deactivating, taking roles away."""
    now, ids = clock.now(), furnished.people

    def key_of(column: str) -> people.NewKey:
        actor = actor_for(ids[column], "203.0.113.10", "web")
        return people.make_key(actor=actor, now=now, label="道具", days=30)

    def revoke(key: people.NewKey) -> None:
        actor = actor_for(ids["lead"], "203.0.113.10", "web")
        people.revoke_key(actor=actor, now=clock.now(), key_id=key.id)

    def deactivate() -> None:
        people.deactivate_member(actor=SYSTEM, now=clock.now(), member_id=ids["neighbour"])

    def to_advisor() -> None:
        people.change_roles(
            actor=SYSTEM,
            now=clock.now(),
            member_id=ids["sponsor"],
            grants={Grant(Role.ADVISOR)},
        )

    revoked, gone, moved = key_of("lead"), key_of("neighbour"), key_of("sponsor")
    changes: list[tuple[people.NewKey, Callable[[], None], int]] = [
        (revoked, lambda: revoke(revoked), 401),
        (gone, deactivate, 401),
        (moved, to_advisor, 403),
    ]

    async def work() -> None:
        for key, change, status in changes:
            assert (await ask("GET", "/v1/models", headers=with_key(key.text))).status == 200
            await sync_to_async(change)()
            assert (await ask("GET", "/v1/models", headers=with_key(key.text))).status == status

    in_one_server(work)


def test_only_v1_is_the_door_and_healthz_says_nothing(furnished: Furnished) -> None:
    async def work() -> None:
        health = await ask("GET", "/healthz")
        assert (health.status, health.body) == (200, b"ok\n")
        for path in ("/v1", "/V1/models", "//v1/models", "/v1x/models"):
            reply = await ask("GET", path, headers=[*with_key(furnished.keys["member"]), HOST])
            assert reply.status == 404, path

    in_one_server(work)
