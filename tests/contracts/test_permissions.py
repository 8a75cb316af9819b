"""Every address of the product, asked as everybody: the table of `permission_table` holds.

Also: who is refused changes nothing, looking changes nothing, a thing that does not exist is a
miss for everybody, and a form that was not ours is refused.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from tests.contracts.furnishing import Furnished
from tests.contracts.permission_rows import COLUMNS, Answer, Row, Visitor, rows
from tests.contracts.permission_table import NOTED_ON_GET
from tests.contracts.url_map import addresses

ROWS = rows()
GETS = [row for row in ROWS if row.method == "GET"]
POSTS = [row for row in ROWS if row.method == "POST"]
#: Rows about a thing that somebody reaches, so that a thing that is not there can be asked for.
ABOUT_THINGS = [
    row
    for row in ROWS
    if row.let_in and addresses()[row.name].arguments and row.name != "people:import_drop"
]
#: An id that nothing has; a preset or level is no row of anybody.
NOTHING: dict[str, str | int] = {
    "thread_id": "0" * 32,
    "message_id": "0" * 32,
    "attachment_id": "0" * 32,
    "exchange_id": "0" * 32,
    "import_id": "0" * 32,
    "token": "0" * 43,
    "key": "1-0",
    "preset_id": "no-such-vendor",
    "level": 9,
}
Asked = Callable[[Row], dict[str, Answer]]


@pytest.fixture(scope="module")
def visitors(browsers: dict[str, Client]) -> dict[str, Visitor]:
    """Everybody of the table, at the door."""
    return {column: Visitor(browsers[column]) for column in COLUMNS}


@pytest.fixture(scope="module")
def asked(visitors: dict[str, Visitor], furnished: Furnished) -> Asked:
    """The answers of a row, each asked for once."""
    kept: dict[str, dict[str, Answer]] = {}

    def answers(row: Row) -> dict[str, Answer]:
        if str(row) not in kept:
            kept[str(row)] = {
                column: visitor.asks(row, furnished.things) for column, visitor in visitors.items()
            }
        return kept[str(row)]

    return answers


def test_every_address_has_its_rows(visitors: dict[str, Visitor], furnished: Furnished) -> None:
    written = {(row.name, row.method) for row in ROWS}
    wanted = set()
    for name, address in addresses().items():
        url = address.url(furnished.things)
        taken = [
            method
            for method in ("GET", "POST")
            if (name, method) in written
            or visitors["admin"].requests(method, url, {}).code != "405"
        ]
        assert taken, f"{name} takes neither GET nor POST"
        wanted |= {(name, method) for method in taken}
        unlimited = visitors["admin"].requests("DELETE", url, {}).code != "405"
        assert not unlimited, f"{name}: say with require_GET or require_POST what the view takes"
    for name, method in sorted(wanted - written):
        pytest.fail(
            f"{method} {name} has no row: write one into tests/contracts/permission_table.py, "
            "with the answer that each column ought to get (and a body for a POST)"
        )
    gone = sorted({name for name, _method in written} - set(addresses()))
    assert not gone, f"take the rows of what is gone out of permission_table.py: {gone}"


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_everybody_gets_the_answer_of_the_table(asked: Asked, row: Row) -> None:
    found = {column: answer.code for column, answer in asked(row).items()}
    assert found == row.expected


@pytest.mark.parametrize("row", POSTS, ids=str)
def test_who_is_refused_changes_nothing(asked: Asked, row: Row) -> None:
    refused = {
        column: answer.wrote
        for column, answer in asked(row).items()
        if row.expected[column] in {"403", "404", "405"} and answer.wrote
    }
    assert not refused


def test_only_who_uploaded_a_table_can_drop_it(asked: Asked) -> None:
    row = next(row for row in ROWS if row.name == "people:import_drop")
    assert {who for who, answer in asked(row).items() if answer.wrote} == {"admin"}


@pytest.mark.parametrize("row", GETS, ids=str)
def test_looking_changes_nothing(asked: Asked, row: Row) -> None:
    wrote = frozenset[str]().union(*(answer.wrote for answer in asked(row).values()))
    assert wrote <= NOTED_ON_GET.get(row.name, frozenset())


@pytest.mark.parametrize("row", ABOUT_THINGS, ids=str)
def test_what_is_not_there_is_a_miss(
    visitors: dict[str, Visitor], furnished: Furnished, row: Row
) -> None:
    arguments = addresses()[row.name].arguments
    nothing = {name: NOTHING.get(name, 999_999) for name in arguments}
    url = addresses()[row.name].url(nothing)
    answer = visitors[row.let_in[0]].requests(row.method, url, row.body(furnished.things))
    assert answer.code == "404"
    assert not answer.wrote


@pytest.mark.parametrize("row", POSTS, ids=str)
def test_a_form_that_is_not_ours_is_refused(
    browsers: dict[str, Client], furnished: Furnished, row: Row
) -> None:
    column = row.let_in[0] if row.let_in else "member"
    browser = Client(enforce_csrf_checks=True)
    browser.cookies.load(browsers[column].cookies.output(header=""))
    url = row.url(furnished.things)
    for origin in ("http://testserver", "https://evil.example.com"):
        response = browser.post(url, row.body(furnished.things), headers={"origin": origin})
        assert response.status_code == 403
