"""The people of these tests."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.permissions import Role

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def admin() -> Actor:
    return Actor(member_id=1, name="管理 花子", roles=frozenset({Role.ADMIN, Role.MEMBER}))


@pytest.fixture
def lead() -> Actor:
    return Actor(member_id=2, name="推進 一郎", roles=frozenset({Role.LEAD, Role.MEMBER}))


@pytest.fixture
def member() -> Actor:
    return Actor(member_id=3, name="社員 次郎", roles=frozenset({Role.MEMBER}))
