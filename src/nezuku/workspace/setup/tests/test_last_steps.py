"""Classes, invitations and the end: adjusted, handed out, and then gone for good."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from nezuku.foundation.people import directory
from nezuku.foundation.people.models import Invitation
from nezuku.foundation.policy import queries
from nezuku.workspace.setup import links
from nezuku.workspace.setup.models import SetupState
from nezuku.workspace.setup.tests.founding import EMAIL, link_path

pytestmark = pytest.mark.django_db


@pytest.fixture
def classes(admin: Client) -> Client:
    """The administrator at the step on classes."""
    SetupState.objects.update_or_create(pk=1, defaults={"step": "classes"})
    return admin


@pytest.fixture
def inviting(admin: Client) -> Client:
    """The administrator at the step on invitations."""
    SetupState.objects.update_or_create(pk=1, defaults={"step": "invite"})
    return admin


def class_form(page: str) -> dict[str, list[str]]:
    """The form as a browser would send it untouched."""
    form: dict[str, list[str]] = {}
    for level in (1, 2, 3):
        for field in ("version", "name", "rule"):
            found = re.search(rf'name="{field}-{level}" value="([^"]*)"', page)
            assert found
            form[f"{field}-{level}"] = [found[1]]
    for facts in queries.current_classes():
        examples = facts.text.examples
        form[f"mark-{facts.level}"] = [e.mark for e in examples]
        form[f"text-{facts.level}"] = [e.text for e in examples]
        form[f"note-{facts.level}"] = [e.note for e in examples]
        form["contact"] = [facts.text.contact]
    return form


def test_the_proposal_is_shown_with_its_examples_and_can_be_taken_as_it_is(classes: Client) -> None:
    page = classes.get("/setup/classes/").content.decode()
    for sign in ("◯", "△", "×"):
        assert sign in page
    answer = classes.post("/setup/classes/", class_form(page))
    assert answer.headers["Location"] == "/setup/invite/"
    assert [facts.version for facts in queries.current_classes()] == [1, 1, 1]


def test_adjusted_examples_become_the_next_version_once_however_often_sent(
    classes: Client,
) -> None:
    form = class_form(classes.get("/setup/classes/").content.decode())
    form["contact"] = ["情報システム部 内線123"]
    form["text-1"] = ["公開済みの製品カタログ", ""]
    form["mark-1"] = ["ok", "ok"]
    form["note-1"] = ["<b>営業</b>", ""]
    for _time in range(2):
        assert classes.post("/setup/classes/", form).status_code == 302
    first = queries.current_classes()[0]
    assert first.version == 2
    assert [e.text for e in first.text.examples] == ["公開済みの製品カタログ"]
    assert {facts.text.contact for facts in queries.current_classes()} == {"情報システム部 内線123"}
    again = classes.get("/setup/classes/").content.decode()
    assert "<b>営業</b>" not in again
    assert "&lt;b&gt;営業" in again


def test_a_class_without_examples_is_told_and_none_is_saved(classes: Client) -> None:
    form = class_form(classes.get("/setup/classes/").content.decode())
    form["contact"] = ["新しい相談先"]
    form["text-2"] = [""]
    page = classes.post("/setup/classes/", form)
    assert page.status_code == 400
    assert "例を1つ以上書いてください" in page.content.decode()
    assert [facts.version for facts in queries.current_classes()] == [1, 1, 1]


def test_pasted_people_are_invited_with_links_to_hand_over(inviting: Client, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    addresses = f"山田 花子 <hanako@example.co.jp>\ntaro@example.co.jp\n{EMAIL}"
    form = {"do": "paste", "addresses": addresses, "department": ""}
    for _time in range(2):
        assert inviting.post("/setup/invite/", form).headers["Location"] == "/setup/invite/"
    rows = Invitation.objects.order_by("email")
    assert [(row.email, row.name) for row in rows] == [
        ("hanako@example.co.jp", "山田 花子"),
        ("taro@example.co.jp", ""),
    ]
    page = inviting.get("/setup/invite/").content.decode()
    link = re.search(r'value="http://[^"]+(/people/join/[^"]+)"', page)
    assert link
    assert Client().get(link[1]).status_code == 200


def test_where_mail_is_configured_the_invitations_go_by_mail(
    inviting: Client, mailoutbox: list[EmailMessage]
) -> None:
    form = {"do": "paste", "addresses": "山田 花子 <hanako@example.co.jp>", "department": ""}
    inviting.post("/setup/invite/", form)
    [message] = mailoutbox
    assert message.to == ["hanako@example.co.jp"]
    assert "/people/join/" in str(message.body)
    assert "招待のメールを送りました" in inviting.get("/setup/invite/").content.decode()


def test_one_line_without_an_address_invites_nobody(inviting: Client) -> None:
    form = {"do": "paste", "addresses": "hanako@example.co.jp\n<i>山田</i>", "department": ""}
    page = inviting.post("/setup/invite/", form)
    assert page.status_code == 400
    text = page.content.decode()
    assert "メールアドレスが見つかりません" in text
    assert "&lt;i&gt;山田" in text
    assert not Invitation.objects.exists()


def test_a_link_for_several_is_made_for_the_companys_own_addresses(inviting: Client) -> None:
    assert 'value="example.co.jp"' in inviting.get("/setup/invite/").content.decode()
    form = {"do": "link", "uses": "20", "days": "7", "domain": "example.co.jp"}
    assert inviting.post("/setup/invite/", form).status_code == 302
    row = Invitation.objects.get()
    assert (row.uses_left, row.domain) == (20, "example.co.jp")
    assert "あと20人" in inviting.get("/setup/invite/").content.decode()
    too_many = inviting.post("/setup/invite/", {**form, "uses": "100000"})
    assert too_many.status_code == 400


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_table_is_shown_first_and_invites_once_confirmed(inviting: Client, encoding: str) -> None:
    table = "氏名,メールアドレス,部門\n山田 花子,hanako@example.co.jp,営業部\n鈴木,broken,営業部\n"
    file = SimpleUploadedFile("名簿.csv", table.encode(encoding))
    answer = inviting.post("/setup/invite/", {"do": "table", "file": file})
    path = answer.headers["Location"]
    page = inviting.get(path).content.decode()
    assert "山田 花子" in page
    assert "鈴木" in page
    assert not Invitation.objects.exists()
    digest = re.search(r'name="digest" value="([^"]+)"', page)
    assert digest
    assert inviting.post(path, {"digest": "stale"}).headers["Location"] == path
    assert inviting.post(path, {"digest": digest[1]}).headers["Location"] == "/setup/invite/"
    [row] = Invitation.objects.all()
    assert row.email == "hanako@example.co.jp"
    assert row.department is not None
    assert inviting.post(path, {"digest": digest[1]}).status_code == 404


def test_a_file_that_is_no_table_is_told(inviting: Client) -> None:
    file = SimpleUploadedFile("x.csv", "ただの文章です".encode())
    page = inviting.post("/setup/invite/", {"do": "table", "file": file})
    assert page.status_code == 400
    assert "見出しの行" in page.content.decode()


def test_a_table_can_be_dropped(inviting: Client) -> None:
    table = "氏名,メールアドレス\n山田 花子,hanako@example.co.jp\n"
    file = SimpleUploadedFile("x.csv", table.encode())
    path = inviting.post("/setup/invite/", {"do": "table", "file": file}).headers["Location"]
    assert inviting.post(path, {"do": "drop"}).headers["Location"] == "/setup/invite/"
    assert inviting.get(path).status_code == 404


@pytest.mark.parametrize(
    ("to", "path"),
    [
        ("home", "/"),
        ("invitations", "/people/invitations/"),
        ("chat", "/chat/"),
        ("dictionary", "/safety/dictionary/"),
        ("nonsense", "/"),
        ("", "/"),
    ],
)
def test_the_end_leads_on_and_closes_the_set_up_for_good(
    inviting: Client, to: str, path: str
) -> None:
    inviting.post("/setup/invite/", {"do": "next"})
    assert "準備ができました" in inviting.get("/setup/done/").content.decode()
    assert inviting.post("/setup/done/", {"to": to}).headers["Location"] == path
    card = directory.company_card()
    assert card is not None
    assert card.is_set_up
    assert links.setup_link("http://127.0.0.1:8000") is None
    steps = ["company/", "departments/", "administrator/", "model/", "classes/", "invite/"]
    others = ["", "done/", "link/abc/", "model/vendor/openai/", "model/1/", "invite/1/"]
    for client in (inviting, Client()):
        for step in (*steps, *others):
            assert client.get(f"/setup/{step}").status_code == 404, step
            assert client.post(f"/setup/{step}").status_code in (404, 405), step


def test_a_set_up_that_was_left_is_printed_again_and_asks_to_sign_in(admin: Client) -> None:
    link = links.setup_link("http://127.0.0.1:8000/")
    assert link == f"http://127.0.0.1:8000{reverse('setup:index')}"
    assert "/people/sign-in/" in Client().get("/setup/").headers["Location"]
    assert admin.get("/setup/").headers["Location"] == "/setup/model/"


def test_steps_cannot_be_skipped_by_address(admin: Client) -> None:
    for step in ("classes", "invite", "done"):
        assert admin.get(f"/setup/{step}/").headers["Location"] == "/setup/model/"
        assert admin.post(f"/setup/{step}/").headers["Location"] == "/setup/model/"
    card = directory.company_card()
    assert card is not None
    assert not card.is_set_up


def test_a_member_without_the_role_is_refused(admin: Client, client: Client) -> None:
    SetupState.objects.update_or_create(pk=1, defaults={"step": "invite"})
    admin.post("/setup/invite/", {"do": "link", "uses": "5", "days": "7", "domain": ""})
    page = admin.get("/setup/invite/").content.decode()
    link = re.search(r'value="http://[^"]+(/people/join/[^"]+)"', page)
    assert link
    newcomer = Client()
    newcomer.post(
        link[1],
        {
            "email": "new@example.co.jp",
            "name": "新人",
            "kana": "",
            "password": "himawari-no-7-gokan",
        },
    )
    for path in ("/setup/", "/setup/company/", "/setup/invite/", "/setup/done/"):
        assert newcomer.get(path).status_code == 403, path
        assert newcomer.post(path).status_code in (403, 405), path
    assert links.is_open()
    assert link_path() == "/setup/"
