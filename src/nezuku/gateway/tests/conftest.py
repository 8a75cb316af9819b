from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from nezuku.gateway.tests.door import Door, open_door


@pytest_asyncio.fixture
async def door() -> AsyncIterator[Door]:
    async with open_door() as opened:
        yield opened
