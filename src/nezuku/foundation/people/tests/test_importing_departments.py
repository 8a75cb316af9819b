"""A table of departments: any order, any depth, nothing twice."""

from __future__ import annotations

from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from nezuku.foundation.people import actions, directory
from nezuku.foundation.people.actions.departments import MAX_DEPTH
from nezuku.foundation.people.cast import SALES, Person, World
from nezuku.foundation.people.import_departments import (
    DepartmentLine,
    KnownDepartment,
    plan_departments,
)
from nezuku.foundation.people.import_plans import departments_preview
from nezuku.foundation.people.import_rows import LineState
from nezuku.foundation.people.models import Department
from nezuku.foundation.people.tests.conftest import NOW

TABLE = """部門名,上位部門,人数
関東係,第一営業課,３名
第一営業課,営業,"1,2"
研究所,,15人
営業,,24
"""


def test_a_table_builds_the_tree_in_any_order_and_once(world: World) -> None:
    for states in (
        [LineState.NEW, LineState.NEW, LineState.NEW, LineState.CHANGED],
        [LineState.UNCHANGED] * 4,
    ):
        actor = world.admin.actor()
        draft_id = actions.draft_departments(
            actor=actor, now=NOW, data=TABLE.encode("cp932"), file_name="部門.csv"
        )
        plan = departments_preview(actor=actor, draft_id=draft_id)
        assert [row.state for row in plan.rows] == states
        actions.confirm_departments(actor=actor, now=NOW, draft_id=draft_id, digest=plan.digest)
    paths = {card.path: card.head_count for card in directory.departments()}
    assert paths["営業 / 第一営業課 / 関東係"] == 3
    assert paths["営業 / 第一営業課"] == 12
    assert paths["研究所"] == 15
    assert paths[SALES] == 24


def test_broken_lines_say_why(world: World) -> None:
    lines = [
        DepartmentLine(2, "課", "どこにもない部", ""),
        DepartmentLine(3, "", "", ""),
        DepartmentLine(4, "人数が変", "", "たくさん"),
        DepartmentLine(5, "営業", "", "1"),
        DepartmentLine(6, "営業", "", "2"),
        DepartmentLine(7, "甲", "乙", ""),
        DepartmentLine(8, "乙", "甲", ""),
    ]
    known = [KnownDepartment(1, ("営業",), 3)]
    plan = plan_departments(lines, known=known, max_depth=MAX_DEPTH)
    broken = {row.line: row.reason for row in plan if row.state is LineState.BROKEN}
    assert broken.keys() == {2, 3, 4, 6, 7, 8}
    assert "どこにもない部" in broken[2]
    assert "5行目と同じ部門" in broken[6]


def test_the_wizard_shows_then_writes(world: World, browser_of: Callable[[Person], Client]) -> None:
    client = browser_of(world.admin)
    file = SimpleUploadedFile("部門.csv", TABLE.encode())
    response = client.post(reverse("people:import_departments"), {"file": file}, follow=True)
    assert "営業 / 第一営業課 / 関東係" in response.content.decode()
    assert not Department.objects.filter(name="研究所").exists()
    client.post(response.request["PATH_INFO"], {"digest": response.context["plan"].digest})
    assert Department.objects.filter(name="研究所").exists()


NAMES = st.sampled_from(["営業", "製造", "課", "係", "営業/課", "", "=x", "／"]) | st.text(
    max_size=6
)
COUNTS = st.sampled_from(["", "10", "１０", "1,000人", "-1", "9" * 30, "多数"])


@given(st.lists(st.tuples(NAMES, NAMES, COUNTS), max_size=12))
def test_any_table_has_a_plan_that_can_be_built(cells: list[tuple[str, str, str]]) -> None:
    lines = [DepartmentLine(n, *row) for n, row in enumerate(cells, start=2)]
    known = [KnownDepartment(1, ("営業",), 3), KnownDepartment(2, ("製造",), 3)]
    plan = plan_departments(lines, known=known, max_depth=MAX_DEPTH)
    assert [row.line for row in plan] == [line.line for line in lines]
    there = {row.path for row in known}
    for row in sorted(plan, key=lambda row: len(row.path)):
        if row.state is LineState.BROKEN:
            assert row.reason
        else:
            assert len(row.path) == 1 or row.path[:-1] in there
            there.add(row.path)
