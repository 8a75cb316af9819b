"""Company, departments, administrator: each step is saved and can be left, repeated, undone."""

from __future__ import annotations

import pytest
from django.test import Client

from nezuku.foundation.kit.permissions import Role
from nezuku.foundation.ledger.models import AuditEvent
from nezuku.foundation.people import directory
from nezuku.workspace.setup.models import SetupState
from nezuku.workspace.setup.tests.founding import EMAIL, PASSWORD, link_path

pytestmark = pytest.mark.django_db

ADMINISTRATOR = {
    "name": "佐藤 花子",
    "email": EMAIL,
    "password": PASSWORD,
    "repeated": PASSWORD,
    "is_lead": "on",
}


def names() -> list[tuple[str, int]]:
    return [(card.name, card.head_count) for card in directory.departments()]


def test_the_company_is_saved_and_the_departments_come_next(holder: Client) -> None:
    answer = holder.post("/setup/company/", {"name": "株式会社あおば", "head_count": "６０人"})
    assert answer.headers["Location"] == "/setup/departments/"
    card = directory.company_card()
    assert card is not None
    assert (card.name, card.head_count, card.is_set_up) == ("株式会社あおば", 60, False)
    assert holder.get("/setup/").headers["Location"] == "/setup/departments/"


@pytest.mark.parametrize(
    ("name", "head_count"),
    [
        ("", "60"),
        ("=1+1", "60"),
        ("あ" * 101, "60"),
        ("会社", "0"),
        ("会社", "多数"),
        ("会社", "-3"),
    ],
)
def test_what_cannot_be_a_company_is_told_and_not_saved(
    holder: Client, name: str, head_count: str
) -> None:
    page = holder.post("/setup/company/", {"name": name, "head_count": head_count})
    assert page.status_code == 200
    assert "まだ保存されていません" in page.content.decode()
    assert directory.company_card() is None


def test_going_back_shows_what_was_typed_and_saving_again_changes_it(begun: Client) -> None:
    page = begun.get("/setup/company/").content.decode()
    assert "株式会社あおば" in page
    begun.post("/setup/company/", {"name": "株式会社あおば工業", "head_count": "61"})
    card = directory.company_card()
    assert card is not None
    assert card.name == "株式会社あおば工業"
    assert names() == [("営業部", 20)]


def test_a_proposal_by_size_can_be_taken_as_it_is(holder: Client) -> None:
    holder.post("/setup/company/", {"name": "株式会社あおば", "head_count": "20"})
    page = holder.get("/setup/departments/").content.decode()
    assert "業務部" in page
    assert "製造部" not in page
    assert names() == []


def test_sending_the_departments_twice_makes_each_once(holder: Client) -> None:
    holder.post("/setup/company/", {"name": "株式会社あおば", "head_count": "60"})
    form = {"name": ["営業部", "製造部", ""], "head_count": ["20", "", ""], "id": ["", "", ""]}
    for _time in range(2):
        answer = holder.post("/setup/departments/", form)
        assert answer.headers["Location"] == "/setup/administrator/"
    assert names() == [("営業部", 20), ("製造部", 0)]


def test_rows_are_renamed_counted_and_taken_away(begun: Client) -> None:
    [card] = directory.departments()
    begun.post(
        "/setup/departments/",
        {"name": ["第一営業部", "経理部"], "head_count": ["21", "3"], "id": [str(card.id), ""]},
    )
    assert names() == [("第一営業部", 21), ("経理部", 3)]
    second = directory.departments()[1]
    begun.post(
        "/setup/departments/",
        {
            "name": ["第一営業部", "経理部"],
            "head_count": ["21", "3"],
            "id": [str(card.id), str(second.id)],
            "remove": ["1"],
        },
    )
    assert names() == [("第一営業部", 21)]


def test_one_bad_row_saves_none_and_says_which(begun: Client) -> None:
    page = begun.post(
        "/setup/departments/",
        {"name": ["総務部", "総務部", "=cmd()"], "head_count": ["1", "x", "2"], "id": ["", "", ""]},
    )
    assert page.status_code == 400
    text = page.content.decode()
    assert "人数は数字で" in text
    assert "名前として使えません" in text
    assert names() == [("営業部", 20)]


def test_a_pasted_list_joins_the_rows_and_is_saved(begun: Client) -> None:
    [card] = directory.departments()
    form = {
        "name": ["営業部"],
        "head_count": ["20"],
        "id": [str(card.id)],
        "pasted": "営業部\t24\n・製造部 27名\n品質保証部、8人\n開発",
    }
    shown = begun.post("/setup/departments/", {**form, "do": "paste"}).content.decode()
    assert 'value="製造部"' in shown
    assert names() == [("営業部", 20)]
    begun.post("/setup/departments/", form)
    assert names() == [("営業部", 24), ("製造部", 27), ("品質保証部", 8), ("開発", 0)]


def test_ids_of_other_rows_or_nonsense_change_nothing_else(begun: Client) -> None:
    form = {"name": ["総務部", "x"], "head_count": ["1", "1"], "id": ["999999", "abc"]}
    assert begun.post("/setup/departments/", form).status_code == 302
    assert ("営業部", 20) in names()


def test_the_first_administrator_is_signed_in_with_the_roles_ticked(begun: Client) -> None:
    answer = begun.post("/setup/administrator/", ADMINISTRATOR)
    assert answer.headers["Location"] == "/setup/model/"
    [card] = directory.active_members()
    actor = directory.actor_for(card.id, "", "web")
    assert actor.roles == {Role.ADMIN, Role.LEAD, Role.MEMBER}
    assert begun.get("/setup/classes/").headers["Location"] == "/setup/model/"
    assert "setup_holder" not in begun.session
    kinds = set(AuditEvent.objects.values_list("kind", flat=True))
    assert {"people.member_created", "people.signed_in"} <= kinds


def test_once_there_is_an_administrator_the_link_and_its_browser_are_out(begun: Client) -> None:
    old = link_path()
    SetupState.objects.update(holder_hash=SetupState.objects.get().holder_hash)
    first = Client()
    first.post(link_path())
    stolen = first.session["setup_holder"]
    first.post("/setup/administrator/", ADMINISTRATOR)
    stranger = Client()
    session = stranger.session
    session["setup_holder"] = stolen
    session.save()
    stranger.cookies["nezuku_session"] = session.session_key or ""
    for path in (old, "/setup/", "/setup/administrator/", "/setup/company/"):
        assert "/people/sign-in/" in _end(stranger, path)
    assert begun.get("/setup/administrator/").status_code == 302
    stranger.post("/setup/administrator/", {**ADMINISTRATOR, "email": "evil@example.com"})
    assert [card.email for card in directory.active_members()] == [EMAIL]


def _end(client: Client, path: str) -> str:
    return client.get(path, follow=True).redirect_chain[-1][0]


def test_sending_the_administrator_twice_makes_one(begun: Client) -> None:
    begun.post("/setup/administrator/", ADMINISTRATOR)
    again = begun.post("/setup/administrator/", {**ADMINISTRATOR, "email": "other@example.co.jp"})
    assert again.headers["Location"] == "/setup/model/"
    assert len(directory.active_members()) == 1


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("email", "not an address", "メールアドレスとして使えません"),
        ("password", "short", "このパスワードは使えません"),
        ("password", EMAIL, "このパスワードは使えません"),
        ("repeated", "something-else-entirely", "パスワードが一致しません"),
        ("name", "@SUM(1)", "名前として使えません"),
    ],
)
def test_what_cannot_be_an_administrator_is_told_at_its_field(
    begun: Client, field: str, value: str, said: str
) -> None:
    typed = {**ADMINISTRATOR, field: value}
    if field == "password":
        typed["repeated"] = value
    page = begun.post("/setup/administrator/", typed)
    assert said in page.content.decode()
    assert directory.active_members() == ()
    assert typed["password"] not in page.content.decode() or (
        field == "password" and value == EMAIL
    )


def test_hostile_names_are_shown_as_text(holder: Client) -> None:
    name = '<script>alert("1")</script>'
    holder.post("/setup/company/", {"name": name, "head_count": "5"})
    holder.post("/setup/departments/", {"name": [name], "head_count": ["1"], "id": [""]})
    for path in ("/setup/company/", "/setup/departments/", "/setup/administrator/"):
        page = holder.get(path).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page
