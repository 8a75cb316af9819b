"""The set-up of these tests: a browser that holds it, an administrator, a model server to reach."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.test import AsyncClient, Client
from tests.fake_model.server import FakeModel

from nezuku.bridge import engine as bridge
from nezuku.workspace.setup.tests.founding import Owner, link_path, make_owner, sign_in


@pytest.fixture
def holder(client: Client, db: None) -> Client:
    """A browser that has used the link."""
    client.post(link_path())
    return client


@pytest.fixture
def begun(holder: Client) -> Client:
    """The holder, past company and departments."""
    holder.post("/setup/company/", {"name": "株式会社あおば", "head_count": "60"})
    holder.post("/setup/departments/", {"name": ["営業部"], "head_count": ["20"], "id": [""]})
    return holder


@pytest.fixture
def owner(db: None) -> Owner:
    """The first administrator."""
    return make_owner()


@pytest.fixture
def admin(client: Client, owner: Owner) -> Client:
    """The administrator's browser, signed in."""
    sign_in(client)
    return client


@pytest.fixture
async def fake(settings: Any) -> AsyncIterator[FakeModel]:
    """A model server on a real socket that this instance may call."""
    async with FakeModel() as server:
        settings.ENV = replace(settings.ENV, local_models=(f"127.0.0.1:{server.port}",))
        yield server
        await bridge.stop()


@pytest.fixture
async def browser(transactional_db: None, fake: FakeModel) -> AsyncClient:
    """The administrator's browser for pages that reach models."""
    client = AsyncClient()

    def prepare() -> None:
        make_owner()
        sign_in_client = Client()
        sign_in(sign_in_client)
        client.cookies.update(sign_in_client.cookies)

    await sync_to_async(prepare)()
    return client
