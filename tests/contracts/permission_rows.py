"""Reads the permission table, and asks as each of its people.

Owns what a row is and how an answer is written down. The rows stand in `permission_table`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from asgiref.sync import async_to_sync, iscoroutinefunction
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import AsyncClient, Client
from django.urls import resolve, reverse
from tests.contracts.permission_table import BODIES, TABLE, UPLOADS
from tests.contracts.url_map import addresses

from nezuku.bridge import engine

#: The columns of the table; `permission_table` says who they are.
COLUMNS = (
    "out",
    "member",
    "colleague",
    "ambassador",
    "neighbour",
    "lead",
    "sponsor",
    "admin",
    "auditor",
    "advisor",
    "left",
)
#: The session of whoever looks may be written by any request.
_SESSION = "django_session"
_WRITING = re.compile(
    r"\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|REPLACE\s+INTO|UPDATE|DELETE\s+FROM)\s+[\"`]?(\w+)", re.I
)
Things = Mapping[str, str | int]


@dataclass(frozen=True)
class Row:
    """One address with one method, and the answer for each column."""

    name: str
    variant: str
    method: str
    expected: Mapping[str, str]

    def __str__(self) -> str:
        return f"{self.method} {self.key}"

    @property
    def key(self) -> str:
        """The name as the table writes it."""
        return f"{self.name}/{self.variant}" if self.variant else self.name

    @cached_property
    def let_in(self) -> tuple[str, ...]:
        """The columns that get what they ask for."""
        return tuple(who for who, answer in self.expected.items() if answer in {"200", "302"})

    def url(self, things: Things) -> str:
        """The address of the thing that the row is about."""
        return addresses()[self.name].url(things, self.variant)

    def body(self, things: Things) -> dict[str, object]:
        """What is posted."""
        values = BODIES.get(self.key, BODIES.get(self.name, {}))
        data: dict[str, object] = {name: text.format_map(things) for name, text in values.items()}
        if self.name in UPLOADS:
            name, file_name, content = UPLOADS[self.name]
            data[name] = SimpleUploadedFile(file_name, content)
        return data


def rows() -> list[Row]:
    """The table, line by line."""
    found = []
    for line in TABLE.splitlines():
        words = line.split("#")[0].split()
        if not words:
            continue
        assert len(words) == 2 + len(COLUMNS), f"a row has {len(COLUMNS)} answers: {line}"
        name, _slash, variant = words[0].partition("/")
        found.append(Row(name, variant, words[1], dict(zip(COLUMNS, words[2:], strict=True))))
    return found


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, written as in the table, and the tables whose rows it changed."""

    code: str
    wrote: frozenset[str]


@dataclass(slots=True)
class _Watch:
    """Listens to what is written, and forgets what was rolled back."""

    tables: list[str] = field(default_factory=list)
    marks: dict[str, int] = field(default_factory=dict)

    def __call__(
        self,
        execute: Callable[..., object],
        sql: str,
        params: object,
        many: bool,
        context: dict[str, Any],
    ) -> object:
        words = str(sql).split()
        if words[:1] == ["SAVEPOINT"]:
            self.marks[words[1]] = len(self.tables)
        elif words[:3] == ["ROLLBACK", "TO", "SAVEPOINT"]:
            del self.tables[self.marks[words[3]] :]
        result = execute(sql, params, many, context)
        if (found := _WRITING.match(str(sql))) and context["cursor"].rowcount:
            self.tables.append(found.group(1))
        return result


@dataclass(frozen=True, slots=True)
class Visitor:
    """One column of the table with a browser; each request of it is undone again."""

    session: Client

    def asks(self, row: Row, things: Things) -> Answer:
        """The answer to one request."""
        url, data = row.url(things), row.body(things) if row.method == "POST" else {}
        return self.requests(row.method, url, data)

    def requests(self, method: str, url: str, data: Mapping[str, object]) -> Answer:
        """The answer to a request; asynchronous views run as they do in the server."""
        watch = _Watch()
        cache.clear()
        asynchronous = iscoroutinefunction(resolve(url).func)
        browser = AsyncClient() if asynchronous else Client()
        browser.cookies.load(self.session.cookies.output(header=""))
        with transaction.atomic(), connection.execute_wrapper(watch):
            if asynchronous:
                response = async_to_sync(_asked)(method, browser, url, data)
            else:
                response = browser.generic(method, url) if method != "POST" else None
                response = response or browser.post(url, data)
            transaction.set_rollback(True)
        code = _code(response)
        response.close()
        return Answer(code, frozenset(set(watch.tables) - {_SESSION}))


async def _asked(
    method: str, browser: AsyncClient, url: str, data: Mapping[str, object]
) -> HttpResponse:
    """One request in a loop of its own; the door to the models that it opened is closed again."""
    asked = browser.post(url, data) if method == "POST" else browser.generic(method, url)
    response = await asked
    await engine.stop()
    return response


def _code(response: HttpResponse) -> str:
    to_sign_in = response.headers.get("Location", "").startswith(reverse("people:sign_in"))
    return "in" if response.status_code == 302 and to_sign_in else str(response.status_code)
