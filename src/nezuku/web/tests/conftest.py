"""A company with an administrator and a member, made through the real actions."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.test import Client

from nezuku.foundation.kit.actor import SYSTEM
from nezuku.foundation.kit.permissions import Role
from nezuku.foundation.people.actions import create_member
from nezuku.foundation.people.actions.roles import Grant
from nezuku.foundation.people.models import Company, Member

#: Playwright keeps a running loop in its thread; in a thread of its own no query meets it.
_BROWSER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="browser")

NOW = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def company(db: None) -> None:
    Company.objects.update_or_create(
        pk=1, defaults={"name": "株式会社みどり製作所", "head_count": 80, "set_up_at": NOW}
    )


def _client(email: str, name: str, *roles: Role) -> Client:
    member_id = create_member(
        actor=SYSTEM, now=NOW, email=email, name=name, grants=[Grant(role) for role in roles]
    )
    client = Client()
    client.force_login(Member.objects.get(pk=member_id))
    return client


@pytest.fixture
def admin(company: None) -> Client:
    """The browser of an administrator."""
    return _client("admin@example.co.jp", "佐藤 花子", Role.ADMIN, Role.MEMBER)


@pytest.fixture
def member(company: None) -> Client:
    """The browser of a member."""
    return _client("member@example.co.jp", "鈴木 一郎", Role.MEMBER)


@pytest.fixture(scope="session")
def browser_thread() -> ThreadPoolExecutor:
    """Where everything that touches the browser runs."""
    return _BROWSER


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """This will run the body of a browser test in the browser's thread."""
    if pyfuncitem.get_closest_marker("e2e") is None:
        return None
    wanted = pyfuncitem._fixtureinfo.argnames
    arguments = {name: pyfuncitem.funcargs[name] for name in wanted}
    _BROWSER.submit(lambda: pyfuncitem.obj(**arguments)).result()
    return True
