"""Reading a list of terms: which column is what, and what each row would do. No writing.

Owns the meaning of the columns and the verdict on each row. Reading the file is the business of
`documents`, writing the rows of `actions.imports`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.documents.columns import Columns, match_columns
from nezuku.foundation.documents.tables import Table
from nezuku.foundation.kit.errors import UserError
from nezuku.foundation.policy.models import Term
from nezuku.foundation.policy.spelling import Refusal, Spelling, is_doubtful, spell, split_aliases

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "text": (
        "用語",
        "名称",
        "正式名称",
        "名前",
        "会社名",
        "企業名",
        "顧客名",
        "取引先名",
        "取引先",
        "得意先名",
        "仕入先名",
        "案件名",
        "プロジェクト名",
        "製品名",
        "商品名",
        "サービス名",
        "氏名",
        "言葉",
        "term",
        "name",
    ),
    "kind": ("種類", "種別", "分類", "type"),
    "level": ("情報区分", "区分", "レベル", "information level"),
    "aliases": ("別の書き方", "別名", "略称", "通称", "別表記", "alias", "other spellings"),
}

#: The headings of an export, in whatever language it was made: an import knows them again.
HEADINGS: Mapping[str, str | Promise] = {
    "text": _("用語"),
    "kind": _("種類"),
    "level": _("情報区分"),
    "aliases": _("別の書き方"),
}

#: What people write in the column of kinds, folded; the keys are kinds of terms.
KIND_NAMES: Mapping[str, tuple[str, ...]] = {
    "client": (
        *("顧客・取引先", "顧客", "取引先", "得意先", "仕入先", "会社"),
        *("customer", "customer or partner"),
    ),
    "project": (
        *("案件・プロジェクト名", "案件", "案件名", "プロジェクト", "プロジェクト名"),
        "project name",
    ),
    "product": (
        *("未発表の製品・サービス", "製品", "商品", "サービス", "未発表"),
        "unreleased product or service",
    ),
    "person": ("人名", "氏名", "人", "個人"),
    "company_term": (
        *("その他の社内用語", "その他", "社内用語", "用語"),
        *("other", "other company term"),
    ),
}
_KINDS = {
    unicodedata.normalize("NFKC", name).casefold(): key
    for key, names in KIND_NAMES.items()
    for name in (key, *names)
}
T = TypeVar("T")


class TermColumnMissing(UserError):
    """No column of the list is known to hold the terms."""

    code = "term_column_missing"
    sentence = _(
        "用語の列が見つかりません。1行目に「用語」「会社名」「取引先名」などの見出しを付けてください。"
    )


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row that can be kept. `line` is the line in the file, as Excel shows it."""

    line: int
    spelling: Spelling
    kind: str
    level: int
    is_doubtful: bool


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """One row that cannot be kept; `code` is one of `spelling.REFUSALS`, `kind` or `level`."""

    line: int
    code: str
    text: str


@dataclass(slots=True)
class Reading:
    """What a list says: rows by their place in the dictionary, what was refused, what repeats."""

    rows: dict[tuple[str, str], ReadRow] = field(default_factory=dict)
    refused: list[RefusedRow] = field(default_factory=list)
    repeated: list[RefusedRow] = field(default_factory=list)


def read_terms(table: Table, *, kind: str, level: int) -> Reading:
    """This will judge every row of a list; `kind` and `level` stand in where a row says nothing.

    A list of one column needs no heading: its first line is then a term too. A row that repeats
    an earlier one in another spelling is counted and left out. Raises TermColumnMissing.
    """
    columns, rows = _columns(table)
    reading = Reading()
    for line, row in rows:
        if not any(cell.strip() for cell in row):
            continue
        text = columns.cell(row, "text")
        row_kind = _cell_or(columns.cell(row, "kind"), kind, parsed_kind)
        row_level = _cell_or(columns.cell(row, "level"), level, parsed_level)
        spelling = spell(text, split_aliases(columns.cell(row, "aliases")))
        if isinstance(spelling, Refusal):
            reading.refused.append(RefusedRow(line, spelling.code, spelling.text))
        elif row_kind is None:
            reading.refused.append(RefusedRow(line, "kind", spelling.text))
        elif row_level is None:
            reading.refused.append(RefusedRow(line, "level", spelling.text))
        elif (spelling.folded, row_kind) in reading.rows:
            reading.repeated.append(RefusedRow(line, "repeated", spelling.text))
        else:
            doubtful = any(map(is_doubtful, spelling.searched.split("\n")))
            reading.rows[spelling.folded, row_kind] = ReadRow(
                line, spelling, row_kind, row_level, doubtful
            )
    return reading


def parsed_kind(text: str) -> str | None:
    """The kind that a cell names, as people write it or as an export does; None for neither."""
    name = unicodedata.normalize("NFKC", text).casefold().strip()
    if name in _KINDS:
        return _KINDS[name]
    labels = {str(label).casefold(): kind for kind, label in Term.Kind.choices}
    return labels.get(name)


def parsed_level(text: str) -> int | None:
    """The level that a cell names (2, 区分2, レベル３ ...), or None."""
    digits = [c for c in unicodedata.normalize("NFKC", text) if c.isdecimal()]
    return int(digits[0]) if len(digits) == 1 and digits[0] in "23" else None


def _cell_or(cell: str, default: T, parse: Callable[[str], T | None]) -> T | None:
    return parse(cell) if cell else default


def _columns(table: Table) -> tuple[Columns, Iterator[tuple[int, Sequence[str]]]]:
    wanted = {key: (*names, str(HEADINGS[key])) for key, names in COLUMNS.items()}
    columns = match_columns(table.header, wanted)
    rows = enumerate(table.rows, start=table.first_line)
    if "text" in columns.found:
        return columns, iter(rows)
    if not _is_single(table.header, table.rows):
        raise TermColumnMissing
    first = [(table.first_line - 1, table.header)]
    return Columns({"text": 0}, (), ()), iter([*first, *rows])


def _is_single(header: Sequence[str], rows: Collection[Sequence[str]]) -> bool:
    return len(header) == 1 and all(len(row) == 1 for row in rows)
