"""A table of members: looked at first, then written once, whatever is in the file."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from nezuku.foundation.documents.errors import DocumentError
from nezuku.foundation.kit.errors import Forbidden, NotFound
from nezuku.foundation.ledger.models import AuditEvent
from nezuku.foundation.people import actions, directory
from nezuku.foundation.people.actions.imports import ColumnsMissing, ImportOutcome, PlanChanged
from nezuku.foundation.people.cast import FACTORY, QUALITY, SALES, Person, World
from nezuku.foundation.people.import_plans import MembersPlan, members_preview
from nezuku.foundation.people.import_rows import (
    DepartmentIndex,
    KnownPerson,
    LineState,
    MemberLine,
    MemberRules,
    plan_members,
)
from nezuku.foundation.people.models import Department, ImportDraft, Invitation, Member
from nezuku.foundation.people.tests.conftest import NOW

TABLE = """氏名,フリガナ,メールアドレス,所属部署,社員番号
新田 光,ニッタ ヒカル,nitta@example.co.jp,製造,2001
川端 葵,カワバタ アオイ,kawabata@example.co.jp,品質保証,2002
"""


def draft(world: World, text: str | bytes, person: Person | None = None, **more: bool) -> int:
    data = text.encode() if isinstance(text, str) else text
    return actions.draft_members(
        actor=(person or world.admin).actor(), now=NOW, data=data, file_name="meibo.csv", **more
    )


def preview(world: World, draft_id: int, person: Person | None = None) -> MembersPlan:
    return members_preview(actor=(person or world.admin).actor(), draft_id=draft_id)


def confirm(world: World, plan: MembersPlan, person: Person | None = None) -> ImportOutcome:
    return actions.confirm_members(
        actor=(person or world.admin).actor(),
        now=NOW,
        draft_id=plan.draft_id,
        digest=plan.digest,
    )


def import_all(world: World, text: str | bytes, **more: bool) -> ImportOutcome:
    return confirm(world, preview(world, draft(world, text, **more)))


def reasons(plan: MembersPlan) -> dict[int, str]:
    return {row.line: row.reason for row in plan.rows if row.state is LineState.BROKEN}


def test_new_people_are_invited_only_after_the_confirmation(world: World) -> None:
    plan = preview(world, draft(world, TABLE))
    assert [row.state for row in plan.rows] == [LineState.NEW, LineState.NEW]
    assert Invitation.objects.count() == 0
    outcome = confirm(world, plan)
    assert (outcome.created, outcome.broken) == (2, 0)
    row = Invitation.objects.get(email="nitta@example.co.jp")
    assert (row.name, row.kana, row.employee_number) == ("新田 光", "ニッタ ヒカル", "2001")
    assert row.department_id == world.departments[FACTORY]
    assert AuditEvent.objects.filter(kind="people.members_imported").count() == 1


def test_the_same_table_again_changes_nothing(world: World) -> None:
    import_all(world, TABLE)
    before = list(Invitation.objects.values())
    outcome = import_all(world, TABLE)
    assert (outcome.created, outcome.changed, outcome.unchanged) == (0, 0, 2)
    assert list(Invitation.objects.values()) == before


def test_members_are_changed_and_empty_cells_change_nothing(world: World) -> None:
    table = f"メール,氏名,部門\n{world.sales_member.email},三宅 大地,品質保証\n"
    outcome = import_all(world, table)
    assert (outcome.created, outcome.changed) == (0, 1)
    member = Member.objects.get(pk=world.sales_member.id)
    assert member.department_id == world.departments[QUALITY]
    assert member.kana == "みやけ だいち"
    assert import_all(world, f"メール,氏名,部門\n{member.email},三宅 大地,\n").unchanged == 1


def test_family_and_given_names_in_two_columns_become_one(world: World) -> None:
    import_all(world, "姓,名,Email\n新田,光,nitta@example.co.jp\n")
    assert Invitation.objects.get().name == "新田 光"


@pytest.mark.parametrize("encoding", ["cp932", "utf-8-sig", "utf-8", "utf-16"])
def test_a_file_is_read_in_the_encodings_of_japanese_offices(world: World, encoding: str) -> None:
    import_all(world, TABLE.encode(encoding))
    assert Invitation.objects.filter(name="新田 光").count() == 1


def test_a_workbook_is_read_like_a_text_file(world: World) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in TABLE.splitlines():
        sheet.append(line.split(","))
    buffer = io.BytesIO()
    book.save(buffer)
    draft_id = actions.draft_members(
        actor=world.admin.actor(), now=NOW, data=buffer.getvalue(), file_name="名簿.xlsx"
    )
    assert confirm(world, preview(world, draft_id)).created == 2


def test_every_broken_line_says_where_and_why(world: World) -> None:
    table = (
        "氏名,メールアドレス,部門\n"
        "良い 人,good@example.co.jp,製造\n"
        "二人目,ＧＯＯＤ＠example.co.jp,製造\n"
        ",nameless@example.co.jp,製造\n"
        "宛先 無,,製造\n"
        "形式 悪,not-an-address,製造\n"
        "部門 無,nowhere@example.co.jp,宇宙開発\n"
        '=HYPERLINK("http://x"),formula@example.co.jp,製造\n'
        f"須藤 勉,{world.retired.email},営業\n"
    )
    plan = preview(world, draft(world, table))
    assert reasons(plan).keys() == {3, 4, 5, 6, 7, 8, 9}
    assert "2行目と同じメールアドレス" in reasons(plan)[3]
    assert "宇宙開発" in reasons(plan)[7]
    assert "利用を停止した社員" in reasons(plan)[9]
    outcome = confirm(world, plan)
    assert (outcome.created, outcome.broken) == (1, 7)


def test_a_department_may_be_written_as_a_path(world: World) -> None:
    admin = world.admin.actor()
    for above in (SALES, FACTORY):
        actions.add_department(
            actor=admin, now=NOW, name="業務課", parent_id=world.departments[above]
        )
    table = (
        "氏名,メール,部門\n一人目,a@example.co.jp,業務課\n二人目,b@example.co.jp,営業 ／ 業務課\n"
    )
    plan = preview(world, draft(world, table))
    assert "複数あります" in reasons(plan)[2]
    assert plan.rows[1].department_id is not None


def test_missing_departments_are_created_only_when_asked_for(world: World) -> None:
    table = "氏名,メール,部門\n一人目,a@example.co.jp,研究 / 材料\n二人目,b@example.co.jp,研究\n"
    assert preview(world, draft(world, table)).count(LineState.BROKEN) == 2
    import_all(world, table, create_departments=True)
    material = Department.objects.get(name="材料")
    assert material.parent is not None
    assert material.parent.name == "研究"
    assert Invitation.objects.get(email="a@example.co.jp").department_id == material.pk
    assert Department.objects.filter(name="研究").count() == 1


def test_what_changed_since_the_preview_is_shown_again(world: World) -> None:
    plan = preview(world, draft(world, TABLE))
    actions.invite(actor=world.admin.actor(), now=NOW, email="nitta@example.co.jp")
    with pytest.raises(PlanChanged):
        confirm(world, plan)
    assert Invitation.objects.count() == 1
    confirm(world, preview(world, plan.draft_id))


def test_the_draft_of_somebody_else_does_not_exist(world: World) -> None:
    draft_id = draft(world, TABLE)
    for act in (
        lambda: preview(world, draft_id, world.ambassador),
        lambda: confirm(world, preview(world, draft_id), world.ambassador),
    ):
        with pytest.raises(NotFound):
            act()
    actions.drop_draft(actor=world.ambassador.actor(), draft_id=draft_id)
    assert ImportDraft.objects.filter(pk=draft_id).exists()


def test_an_ambassador_imports_only_into_the_own_department(world: World) -> None:
    table = (
        "氏名,メール,部門\n"
        "営業の人,a@example.co.jp,営業\n"
        "製造の人,b@example.co.jp,製造\n"
        "部門なし,c@example.co.jp,\n"
        f"早川 鉄平,{world.factory_member.email},営業\n"
        f"岡部 さやか,{world.ambassador.email},営業\n"
    )
    plan = preview(world, draft(world, table, world.ambassador), world.ambassador)
    assert reasons(plan).keys() == {3, 4, 5, 6}
    confirm(world, plan, world.ambassador)
    card = directory.member_card(world.factory_member.id)
    assert card is not None
    assert card.department_name == FACTORY


def test_a_plain_member_imports_nothing(world: World) -> None:
    with pytest.raises(Forbidden):
        draft(world, TABLE, world.sales_member)


def test_a_table_without_the_needed_columns_is_refused(world: World) -> None:
    with pytest.raises(ColumnsMissing) as caught:
        draft(world, "部門,社員番号\n営業,1\n")
    assert "メールアドレス、氏名" in caught.value.text


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00" * 64,
        TABLE.encode().replace("光".encode(), b"\x00"),
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 64,
        b"PK\x03\x04broken",
    ],
)
def test_what_is_no_table_is_refused_in_words(world: World, data: bytes) -> None:
    with pytest.raises((DocumentError, ColumnsMissing)):
        draft(world, data)


def test_characters_that_nobody_sees_do_not_arrive(world: World) -> None:
    import_all(world, "氏名,メール\n新\u200b田\x07 光\u202e,ni\u200btta@example.co.jp\n")
    row = Invitation.objects.get()
    assert (row.name, row.email) == ("新田 光", "nitta@example.co.jp")


def test_ten_thousand_lines_cost_few_queries(world: World) -> None:
    lines = [f"社員 {n},p{n}@example.co.jp,製造" for n in range(10_000)]
    draft_id = draft(world, "\n".join(["氏名,メール,部門", *lines]))
    plan = preview(world, draft_id)
    with CaptureQueriesContext(connection) as queries:
        outcome = confirm(world, plan)
    assert outcome.created == 10_000
    assert len(queries) < 10_000 / 50


def test_the_wizard_shows_then_writes(world: World, browser_of: Callable[[Person], Client]) -> None:
    client = browser_of(world.admin)
    file = SimpleUploadedFile("名簿.csv", TABLE.replace("製造", "<b>製造").encode("cp932"))
    response = client.post(reverse("people:import_members"), {"file": file}, follow=True)
    page = response.content.decode()
    assert "まだ何も保存していません" in page
    assert "部門「&lt;b&gt;製造」がありません" in page
    digest = response.context["plan"].digest
    done = client.post(response.request["PATH_INFO"], {"digest": digest})
    assert done.status_code == 200
    assert Invitation.objects.count() == 1


def test_a_file_that_cannot_be_read_is_explained_on_the_page(
    world: World, browser_of: Callable[[Person], Client]
) -> None:
    file = SimpleUploadedFile("x.csv", b"")
    response = browser_of(world.admin).post(reverse("people:import_members"), {"file": file})
    assert response.status_code == 400


CELLS = st.text(max_size=30) | st.sampled_from(
    ["a@example.co.jp", "A＠EXAMPLE.CO.JP", "営業", "営業/課", "=1+1", "佐藤", "", "\x00", "／"]
)
LINES = st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS, CELLS), max_size=12)


@given(LINES, st.booleans(), st.none() | st.just(frozenset({1})))
def test_any_table_has_a_plan_without_doubles(
    cells: list[tuple[str, str, str, str, str]],
    create_departments: bool,
    covered: frozenset[int] | None,
) -> None:
    lines = [MemberLine(n, *row) for n, row in enumerate(cells, start=2)]
    known = {
        "a@example.co.jp": KnownPerson(
            id=1,
            is_member=True,
            is_active=True,
            may_change=True,
            name="佐藤",
            kana="",
            department_id=1,
            employee_number="",
        )
    }
    plan = plan_members(
        lines,
        known=known,
        departments=DepartmentIndex({1: ("営業",), 2: ("営業", "課"), 3: ("課",)}),
        rules=MemberRules(covered=covered, create_departments=create_departments),
    )
    assert [row.line for row in plan] == [line.line for line in lines]
    acting = [row for row in plan if row.state is not LineState.BROKEN]
    assert len({row.email for row in acting}) == len(acting)
    assert all(row.reason for row in plan if row.state is LineState.BROKEN)
    for row in acting:
        assert row.name
        assert row.name[0] not in "=+@"
        assert covered is None or row.department_id in covered
