"""Lists of terms as companies have them: CP932, formulas, duplicates, a hundred thousand lines."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO

import openpyxl
import pytest

from nezuku.foundation.documents.limits import TableLimits
from nezuku.foundation.documents.sheets import csv_bytes
from nezuku.foundation.documents.tables import Table, read_table
from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.errors import Forbidden, NotFound
from nezuku.foundation.ledger.models import AuditEvent
from nezuku.foundation.policy import actions, guarding, queries
from nezuku.foundation.policy.importing import TermColumnMissing, read_terms
from nezuku.foundation.policy.models import Term, TermImport

pytestmark = pytest.mark.django_db


def table(text: str, encoding: str = "utf-8") -> Table:
    return read_table(text.encode(encoding), "list.csv")


def prepare(actor: Actor, now: datetime, given: Table, kind: str = "client", level: int = 2) -> str:
    return actions.prepare_import(
        actor=actor, now=now, table=given, file_name="list.csv", kind=kind, level=level
    )


LIST = """顧客名,種類,情報区分,略称
株式会社ねこじゃらし商事,顧客,2,NJS、ねこ商事
いぬふぐり計画,プロジェクト,区分３,
(株)ネコジャラシ商事,,,
会社,,,
A,,,
ひまわり工業,よく分からない種類,,
すみれ電機,,9,

2号機,,,
"""


def test_a_list_is_looked_through_before_anything_is_written(admin: Actor, now: datetime) -> None:
    import_id = prepare(admin, now, table(LIST, "cp932"))
    assert Term.objects.count() == 0
    preview = queries.import_preview(admin, import_id)
    assert (preview.new, preview.changed, preview.same) == (3, 0, 0)
    assert [(s.line, s.text) for s in preview.samples["new"]] == [
        (2, "株式会社ねこじゃらし商事"),
        (3, "いぬふぐり計画"),
        (10, "2号機"),
    ]
    assert [(s.line, s.text) for s in preview.samples["repeated"]] == [(4, "(株)ネコジャラシ商事")]
    assert [(s.line, s.text, s.code) for s in preview.samples["refused"]] == [
        (5, "会社", "everyday"),
        (6, "A", "one_character"),
        (7, "ひまわり工業", "kind"),
        (8, "すみれ電機", "level"),
    ]


def test_an_applied_list_is_in_the_dictionary_and_in_the_guard(admin: Actor, now: datetime) -> None:
    result = actions.apply_import(
        actor=admin, now=now, import_id=prepare(admin, now, table(LIST, "cp932"))
    )
    assert result == actions.ImportResult(added=3, changed=0)
    rows = {t.text: (t.kind, t.level, t.aliases, t.spellings) for t in Term.objects.all()}
    assert rows["株式会社ねこじゃらし商事"] == ("client", 2, ["NJS", "ねこ商事"], 3)
    assert rows["いぬふぐり計画"] == ("project", 3, [], 1)
    found = guarding.current_guard().inspect("NJSと、いぬふぐり計画の打ち合わせ").findings
    assert {f.kind for f in found} >= {"client", "project"}
    kinds = set(AuditEvent.objects.values_list("kind", flat=True))
    assert {"policy.import_started", "policy.import_finished"} <= kinds
    assert not TermImport.objects.exists()


def test_importing_again_changes_only_what_differs(admin: Actor, now: datetime) -> None:
    actions.apply_import(actor=admin, now=now, import_id=prepare(admin, now, table(LIST)))
    again = prepare(admin, now, table(LIST))
    preview = queries.import_preview(admin, again)
    assert (preview.new, preview.changed, preview.same) == (0, 0, 3)
    with pytest.raises(actions.NothingToImport):
        actions.apply_import(actor=admin, now=now, import_id=again)
    changed = prepare(admin, now, table("顧客名,情報区分\n㈱ねこじゃらし商事,3\n"))
    assert queries.import_preview(admin, changed).changed == 1
    actions.apply_import(actor=admin, now=now, import_id=changed)
    term = Term.objects.get(folded="ネコジャラシ商事")
    assert (term.text, term.level) == ("㈱ねこじゃらし商事", 3)
    assert Term.objects.count() == 3


def test_an_export_can_be_imported_again_and_changes_nothing(admin: Actor, now: datetime) -> None:
    actions.apply_import(actor=admin, now=now, import_id=prepare(admin, now, table(LIST)))
    actions.add_term(actor=admin, now=now, text="=SUM計画", kind="project", aliases=["+81計画"])
    header = ("用語", "種類", "情報区分", "別の書き方")
    exported = csv_bytes(header, queries.export_terms(admin)).data
    assert b"\n=SUM" not in exported
    again = prepare(admin, now, read_table(exported, "export.csv"))
    preview = queries.import_preview(admin, again)
    assert (preview.new, preview.changed, preview.same, preview.refused) == (0, 0, 4, 0)


def test_a_list_of_one_column_needs_no_heading(admin: Actor, now: datetime) -> None:
    import_id = prepare(admin, now, table("ねこじゃらし商事\nいぬふぐり工業\n"))
    samples = queries.import_preview(admin, import_id).samples["new"]
    assert [(s.line, s.text) for s in samples] == [(1, "ねこじゃらし商事"), (2, "いぬふぐり工業")]


def test_several_columns_without_a_known_heading_are_refused() -> None:
    with pytest.raises(TermColumnMissing):
        read_terms(table("x,y\n1,2\n"), kind="client", level=2)


def test_an_excel_file_is_read(admin: Actor, now: datetime) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["取引先名", "種別", "レベル"])
    sheet.append(["ねこじゃらし商事", "取引先", 3])
    data = BytesIO()
    book.save(data)
    import_id = prepare(admin, now, read_table(data.getvalue(), "list.xlsx"))
    (sample,) = queries.import_preview(admin, import_id).samples["new"]
    assert (sample.text, sample.level) == ("ねこじゃらし商事", 3)


def test_formula_text_is_text(admin: Actor, now: datetime) -> None:
    given = table('用語\n"=HYPERLINK(""http://example.com"")"\n@計画\n')
    actions.apply_import(actor=admin, now=now, import_id=prepare(admin, now, given))
    assert Term.objects.filter(text__startswith="=HYPERLINK").exists()
    exported = csv_bytes(("用語",), ((row[0],) for row in queries.export_terms(admin))).data
    assert b"\n=" not in exported
    assert b"\n@" not in exported


def test_short_terms_are_taken_with_a_warning(admin: Actor, now: datetime) -> None:
    preview = queries.import_preview(admin, prepare(admin, now, table("用語\nニコ\n3M\n日立\n")))
    assert preview.new == 3
    assert [s.text for s in preview.samples["doubtful"]] == ["ニコ", "3M"]


def test_a_list_belongs_to_who_uploaded_it_and_is_kept_for_a_day(
    admin: Actor, lead: Actor, member: Actor, now: datetime
) -> None:
    import_id = prepare(admin, now, table(LIST))
    with pytest.raises(NotFound):
        queries.import_preview(lead, import_id)
    with pytest.raises(NotFound):
        actions.apply_import(actor=lead, now=now, import_id=import_id)
    with pytest.raises(Forbidden):
        prepare(member, now, table(LIST))
    prepare(lead, now + timedelta(hours=25), table(LIST))
    with pytest.raises(NotFound):
        queries.import_preview(admin, import_id)


def test_a_discarded_list_is_gone(admin: Actor, now: datetime) -> None:
    import_id = prepare(admin, now, table(LIST))
    actions.discard_import(actor=admin, import_id=import_id)
    assert not TermImport.objects.exists()


def test_a_list_of_two_hundred_thousand_lines_is_imported(admin: Actor, now: datetime) -> None:
    lines = "\n".join(f"ねこじゃらし{i}商事" for i in range(200_000))
    given = read_table(
        f"顧客名\n{lines}\n".encode("cp932"),
        "long.csv",
        limits=TableLimits(rows=300_000, bytes=40 * 2**20),
    )
    import_id = prepare(admin, now, given)
    assert queries.import_preview(admin, import_id).new == 200_000
    result = actions.apply_import(actor=admin, now=now, import_id=import_id)
    assert result.added == Term.objects.count() == 200_000
    page = queries.term_page(admin, search="じゃらし199999商")
    assert [row.text for row in page.rows] == ["ねこじゃらし199999商事"]
