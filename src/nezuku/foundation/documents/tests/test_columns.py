"""Columns are found by the names that people write, in whatever width and with whatever remarks."""

from __future__ import annotations

from nezuku.foundation.documents.columns import match_columns

WANTED = {
    "email": ("メールアドレス", "メール", "e-mail", "mail"),
    "name": ("氏名", "名前", "お名前"),
    "department": ("部署", "部門", "所属"),
}


def test_names_match_without_regard_to_width_case_spaces_and_hyphens() -> None:
    for header in (
        ["氏名", "メールアドレス", "所属"],
        ["氏　名", "Ｅ－Ｍａｉｌ", "部門"],
        ["お名前 ", "E-MAIL", "部署"],
        ["Name", "email", "Department"],
    ):
        columns = match_columns(header, WANTED)
        assert columns.found == {"name": 0, "email": 1, "department": 2}
        assert columns.missing == ()
        assert columns.unknown == ()


def test_remarks_in_brackets_do_not_count() -> None:
    columns = match_columns(["氏名（必須）", "メール【会社】", "所属*"], WANTED)
    assert columns.missing == ()


def test_missing_and_unknown_columns_are_named() -> None:
    columns = match_columns(["社員番号", "氏名", ""], WANTED)
    assert columns.missing == ("email", "department")
    assert columns.unknown == ("社員番号",)


def test_a_better_match_wins_and_a_column_serves_once() -> None:
    columns = match_columns(["メール", "メールアドレス", "名前(カナ)", "名前"], WANTED)
    assert columns.found == {"email": 1, "name": 3}
    assert columns.unknown == ("メール", "名前(カナ)")


def test_a_missing_column_reads_as_empty() -> None:
    columns = match_columns(["氏名"], WANTED)
    assert columns.cell(("  山田 ",), "name") == "山田"
    assert columns.cell(("山田",), "email") == ""
