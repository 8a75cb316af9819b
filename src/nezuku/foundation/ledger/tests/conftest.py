"""A small ledger for tests, written by the real writer and the real audit."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.permissions import Role
from nezuku.foundation.ledger import audit
from nezuku.foundation.ledger.writer import ExchangeWriter, OpenedRecord, SettledRecord

START = datetime(2026, 10, 1, 0, 0, tzinfo=UTC)

AUDITOR = Actor(
    member_id=90, name="監査 澄子", roles=frozenset({Role.AUDITOR}), address="192.0.2.90"
)
ADMIN = Actor(member_id=80, name="管理 修", roles=frozenset({Role.ADMIN}), address="192.0.2.80")
MEMBER = Actor(
    member_id=1,
    name="営業 花子",
    roles=frozenset({Role.MEMBER}),
    department_id=10,
    address="192.0.2.1",
)


class Book:
    """Writes exchanges one after the other, a minute apart."""

    def __init__(self) -> None:
        self.writer = ExchangeWriter()
        self.count = 0

    def opened(self, **changes: object) -> OpenedRecord:
        """An exchange on its way, durable."""
        self.count += 1
        record = OpenedRecord(
            id=f"x{self.count:05}",
            at=START + timedelta(minutes=self.count),
            member_id=1,
            member_name="営業 花子",
            department_id=10,
            department_name="営業部",
            via="chat",
            account="session",
            address="192.0.2.1",
            thread_id="t1",
            use_case_id=None,
            template_version_id=None,
            level=2,
            decision="mask",
            findings={"person": 2, "email": 1},
            guard_version="g1",
            model="gpt-x",
            connection="OpenAI",
            sent_characters=120,
            asked="山田太郎さんへのメールを書いて".encode(),
            sent='{"messages":[{"role":"user","content":"<氏名1>さんへのメールを書いて"}]}'.encode(),
        )
        record = replace(record, **changes)
        self._submit(opened=record)
        return record

    def settled(self, exchange: str, **changes: object) -> None:
        """The end of an exchange, durable."""
        record = SettledRecord(
            id=exchange,
            outcome="completed",
            error="",
            settled_at=START + timedelta(hours=1),
            first_token_ms=300,
            duration_ms=2500,
            prompt_tokens=100,
            completion_tokens=50,
            cost_micros=4200,
            answer_characters=80,
            answered="<氏名1>様 いつもお世話になっております。".encode(),
        )
        self._submit(settled=replace(record, **changes))

    def exchange(self, **changes: object) -> str:
        """A whole exchange; gives its id."""
        record = self.opened(**changes)
        self.settled(record.id)
        return record.id

    def _submit(
        self, opened: OpenedRecord | None = None, settled: SettledRecord | None = None
    ) -> None:
        done = threading.Event()
        errors: list[Exception | None] = []

        def report(error: Exception | None) -> None:
            errors.append(error)
            done.set()

        self.writer.submit(report, opened=opened, settled=settled)
        assert done.wait(10)
        assert errors == [None]


@pytest.fixture
def book(transactional_db: None) -> Iterator[Book]:
    """A ledger to write into."""
    book = Book()
    yield book
    book.writer.close()


def act(kind: str = "people.role_granted", actor: Actor = ADMIN, **changes: object) -> None:
    """One audit event in its own transaction."""
    with transaction.atomic():
        audit.record(actor=actor, now=changes.pop("now", START), kind=kind, **changes)


def person(name: str, *roles: str) -> AbstractBaseUser:
    """A member who can sign in, with these roles for the whole company."""
    members = apps.get_model("people", "Member")
    member = members.objects.create(
        email=f"{name}@example.co.jp", name=name, joined_at=START, is_active=True
    )
    for role in roles:
        apps.get_model("people", "RoleGrant").objects.create(member=member, role=role)
    return member


@pytest.fixture
def auditor(transactional_db: None) -> AbstractBaseUser:
    """The auditor of the company."""
    return person("監査 澄子", "auditor", "member")


@pytest.fixture
def admin(transactional_db: None) -> AbstractBaseUser:
    """The admin of the company."""
    return person("管理 修", "admin", "member")


@pytest.fixture
def hanako(transactional_db: None) -> AbstractBaseUser:
    """A member whose exchanges are looked at."""
    return person("営業 花子", "member")


@pytest.fixture
def jiro(transactional_db: None) -> AbstractBaseUser:
    """Another member."""
    return person("製造 次郎", "member")
