"""A company with a fake model behind it, and browsers that post as the page's script does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.test import AsyncClient
from tests.fake_model.server import KEY, FakeModel, fake_model_in_thread

from nezuku.bridge import engine as bridge
from nezuku.foundation.kit import clock
from nezuku.foundation.kit.actor import SYSTEM
from nezuku.foundation.people.cast import Person, World, build_world
from nezuku.foundation.people.models import Member
from nezuku.foundation.policy import guarding
from nezuku.foundation.policy.actions import connections, offers
from nezuku.foundation.policy.actions.classes import propose_classes
from nezuku.workspace.chat.models import Message, new_id

MODELS = (
    "fake", "fake-echo", "fake-500", "fake-dies", "fake-stall", "fake-length", "fake-401",
    "fake-300-20-200", "fake-filter",
)  # fmt: skip


@pytest.fixture(scope="module")
def fake() -> Iterator[FakeModel]:
    """The fake model server."""
    with fake_model_in_thread() as server:
        yield server


@pytest.fixture
def company(transactional_db: None, fake: FakeModel, settings: Any) -> World:
    """The cast, with the fake model connected."""
    settings.ENV = replace(settings.ENV, local_models=(f"127.0.0.1:{fake.port}",))
    guarding.forget()
    world = build_world()
    now = clock.now()
    propose_classes(actor=SYSTEM, now=now)
    connection = connections.connect_model(
        actor=SYSTEM, now=now, preset="compatible", base_url=fake.base_url, key=KEY,
        label="試験", is_local=True,
    )  # fmt: skip
    for name in MODELS:
        offers.offer_model(
            actor=SYSTEM, now=now, connection_id=connection, name=name, public_name=name,
            is_default=name == "fake",
        )  # fmt: skip
    return world


@pytest.fixture
async def door() -> AsyncIterator[None]:
    """The engine of the test's own loop, closed at its end."""
    yield
    await bridge.stop()


@dataclass
class Answer:
    """What the server said: the status and the data."""

    status: int
    data: dict[str, Any]


class Visitor:
    """Somebody at the page; posts as its script does."""

    def __init__(self, client: AsyncClient, person: Person) -> None:
        self.client = client
        self.person = person

    async def post(self, path: str, **values: object) -> Answer:
        response = await self.client.post(
            f"/chat/{path}", values, headers={"accept": "application/json"}
        )
        body = response.content.decode()
        return Answer(response.status_code, json.loads(body) if body[:1] == "{" else {})

    async def ask(self, text: str, *, thread: str = "", **values: object) -> Answer:
        """Sends as one who looks at the panel and agrees."""
        thread = thread or new_id()
        body = {"thread": thread, "text": text, "model": "fake-echo", **values}
        seen = await self.post("check/", **body)
        return await self.post("ask/", **{"receipt": seen.data.get("receipt", ""), **body})

    async def settled(self, answer_id: str) -> Message:
        """The answer once it has ended."""
        for _attempt in range(400):
            row = await Message.objects.aget(pk=answer_id)
            if row.state != Message.State.GENERATING:
                return row
            await asyncio.sleep(0.02)
        raise AssertionError("the answer did not end")


@pytest.fixture
def visitor(company: World, door: None) -> Callable[[Person], Any]:
    """`await visitor(person)`: somebody signed in at the page."""

    async def arrive(person: Person) -> Visitor:
        client = AsyncClient()
        await client.aforce_login(await Member.objects.aget(pk=person.id))
        return Visitor(client, person)

    return arrive


@pytest.fixture
async def member(visitor: Callable[[Person], Any], company: World) -> Visitor:
    """The member from sales at the page."""
    found: Visitor = await visitor(company.sales_member)
    return found


def from_thread(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function for a test that runs in a loop."""
    return sync_to_async(function)
