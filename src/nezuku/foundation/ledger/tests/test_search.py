"""An auditor searches the facts; texts are not among them."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.contrib.auth.base_user import AbstractBaseUser
from django.test import Client

from nezuku.foundation.ledger import keysets, queries
from nezuku.foundation.ledger.models import AuditEvent
from nezuku.foundation.ledger.tests.conftest import AUDITOR, START, Book

pytestmark = pytest.mark.django_db(transaction=True)

SEARCH = "/ledger/?since=2026-09-01"


def shown(response) -> list[str]:
    assert response.status_code == 200
    page = response.context["page"]
    return [fact.id for fact in page.found.facts] if page.found else []


def test_the_search_is_open_to_auditor_and_admin_only(
    client: Client, auditor: AbstractBaseUser, admin: AbstractBaseUser, hanako: AbstractBaseUser
):
    for member, status in ((auditor, 200), (admin, 200), (hanako, 403)):
        client.force_login(member)
        assert client.get("/ledger/").status_code == status


def test_nobody_who_is_not_signed_in_reaches_any_page(client: Client, book: Book):
    exchange = book.exchange()
    for address in ("", f"exchanges/{exchange}/", f"exchanges/{exchange}/text/", "events/", "me/"):
        response = client.get(f"/ledger/{address}")
        assert response.status_code in {302, 401}
        assert "営業 花子" not in response.content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("who=営業花子", "123"),
        ("who=ジロウ", ""),
        ("who=次郎", "4"),
        ("department=20", "4"),
        ("via=api", "2"),
        ("decision=block", "3"),
        ("level=3", "3"),
        ("model=GPT", "124"),
        ("outcome=refused", "3"),
        ("finding=my_number", "3"),
        ("finding=person", "124"),
        ("address=198.51.", "2"),
        ("until=2026-10-01", "123"),
        ("since=2026-10-02", "4"),
        ("decision=mask&via=chat", "14"),
    ],
)
def test_every_filter_narrows_the_list(
    client: Client, auditor: AbstractBaseUser, book: Book, query: str, found: str
):
    book.exchange()
    book.exchange(via="api", address="198.51.100.7")
    third = book.opened(
        decision="block", level=3, findings={"my_number": 1}, model="claude", connection="A"
    )
    book.settled(third.id, outcome="refused")
    book.exchange(
        member_id=2,
        member_name="製造 次郎",
        department_id=20,
        department_name="製造部",
        at=START + timedelta(days=2),
    )
    client.force_login(auditor)

    ids = shown(client.get(f"/ledger/?{query}"))

    assert sorted(ids) == [f"x0000{number}" for number in found]


def test_a_page_names_the_totals_and_shows_no_text(
    client: Client, auditor: AbstractBaseUser, book: Book
):
    book.exchange()
    client.force_login(auditor)

    body = client.get(SEARCH).content.decode()

    assert "条件に合うやりとりは1件、1人です。" in body
    assert "伏せて送信" in body
    assert "山田太郎" not in body
    assert "〈" not in body


def test_a_wrong_period_is_explained_beside_the_field(client: Client, auditor: AbstractBaseUser):
    client.force_login(auditor)

    body = client.get("/ledger/?since=2026-10-02&until=2026-10-01").content.decode()

    assert "終了日は開始日より後の日付にしてください。" in body


@pytest.mark.parametrize("after", ["x", "1-", "99999999999999999-x", "-1-x", "1-';--", "²-x"])
def test_a_place_that_nobody_made_means_the_newest(
    client: Client, auditor: AbstractBaseUser, book: Book, after: str
):
    book.exchange()
    client.force_login(auditor)

    assert client.get("/ledger/", {"since": "2026-09-01", "after": after}).status_code == 200


def test_the_pager_walks_every_row_once_also_through_equal_times(
    book: Book, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(queries, "PAGE", 2)
    for number in range(7):
        book.exchange(at=START + timedelta(minutes=number // 4))
    rows = queries.matching(AUDITOR, queries.Terms())

    seen: list[str] = []
    place = None
    while True:
        page = queries.page(rows, place, 2)
        seen += [fact.id for fact in page.facts]
        if not page.older:
            break
        place = keysets.parse_place(page.older)

    assert seen == [f"x0000{number}" for number in (7, 6, 5, 4, 3, 2, 1)]
    assert [fact.id for fact in queries.every_fact(rows)] == seen


def test_a_page_costs_the_same_queries_for_few_and_many(
    client: Client, auditor: AbstractBaseUser, book: Book, django_assert_max_num_queries
):
    for _ in range(60):
        book.exchange()
    client.force_login(auditor)
    client.get(SEARCH)

    with django_assert_max_num_queries(10):
        assert len(shown(client.get(SEARCH + "&who=花子"))) == 50


@pytest.mark.parametrize(
    ("form", "encoding"), [("csv", "utf-8-sig"), ("csv-cp932", "cp932"), ("xlsx", "")]
)
def test_the_facts_can_be_taken_along_and_that_is_recorded(
    client: Client, auditor: AbstractBaseUser, book: Book, form: str, encoding: str
):
    book.exchange(model="=HYPERLINK(1)")
    book.exchange(via="api")
    client.force_login(auditor)

    response = client.post("/ledger/export/", {"form": form, "via": "chat"})
    data = response.getvalue() if response.streaming else response.content

    if encoding:
        lines = data.decode(encoding).splitlines()
        assert len(lines) == 2
        assert "営業 花子" in lines[1]
        assert "'=HYPERLINK(1)" in lines[1]
    else:
        sheet = openpyxl.load_workbook(BytesIO(data)).active
        assert [cell.value for cell in sheet[2]][1] == "営業 花子"
        assert sheet.max_row == 2
    event = AuditEvent.objects.get(kind="ledger.exported")
    assert '"exchanges":1' in event.body
    assert '"via":"chat"' in event.body


def test_a_member_cannot_take_the_facts_of_others_along(client: Client, hanako: AbstractBaseUser):
    client.force_login(hanako)

    assert client.post("/ledger/export/", {"form": "csv"}).status_code == 403
    assert not AuditEvent.objects.filter(kind="ledger.exported").exists()


def test_one_exchange_is_shown_to_its_person_and_to_those_who_may(
    client: Client,
    hanako: AbstractBaseUser,
    jiro: AbstractBaseUser,
    admin: AbstractBaseUser,
    book: Book,
):
    exchange = book.exchange(member_id=hanako.pk)
    for member, status in ((hanako, 200), (admin, 200), (jiro, 404)):
        client.force_login(member)
        response = client.get(f"/ledger/exchanges/{exchange}/")
        assert response.status_code == status
        assert "山田太郎" not in response.content.decode()
    client.force_login(admin)
    assert client.get("/ledger/exchanges/nothing/").status_code == 404
