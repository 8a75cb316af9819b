"""What the lines of an imported table mean: new, changed, unchanged or broken, each with a reason.

Pure: compares lines with what is there, as plain data. Does not read files or tables; applying a
plan is `actions.imports`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import orjson
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.kit.errors import UserError
from nezuku.foundation.people.rules import (
    clean_email,
    clean_name,
    clean_optional_name,
    fold,
    path_parts,
)

MEMBER_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "email": ("メールアドレス", "メール", "Eメール", "E-mail", "mail", "アドレス", "ログインID"),
    "name": ("氏名", "名前", "お名前", "社員名", "full name", "姓名"),
    "family_name": ("姓", "苗字", "family name", "last name"),
    "given_name": ("名", "given name", "first name"),
    "kana": ("ふりがな", "フリガナ", "カナ", "氏名カナ", "よみがな", "読み", "氏名（カナ）"),
    "department": ("部門", "部署", "所属", "所属部門", "所属部署", "部課", "部門名", "部署名"),
    "employee_number": ("社員番号", "社員コード", "従業員番号", "社員ID", "employee id"),
}


class LineState(StrEnum):
    """What will happen to a line."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One line of a table of members, as it was typed. `line` is what Excel shows at its left."""

    line: int
    email: str
    name: str
    kana: str
    department: str
    employee_number: str


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody with this address: a member, or an open invitation. What the table may change."""

    id: int
    is_member: bool
    is_active: bool
    may_change: bool
    name: str
    kana: str
    department_id: int | None
    employee_number: str


@dataclass(frozen=True, slots=True)
class PlannedMember:
    """What a line will do. `new_path` names a department that has to be created first."""

    line: int
    state: LineState
    email: str
    name: str
    kana: str
    employee_number: str
    department_id: int | None
    department_text: str
    new_path: tuple[str, ...] = ()
    known: KnownPerson | None = None
    reason: str = ""


class DepartmentIndex:
    """Finds departments as people write them: by a name that is unique, or by the path to it."""

    def __init__(self, paths: Mapping[int, Sequence[str]]) -> None:
        self._by_name: dict[str, list[tuple[tuple[str, ...], int]]] = {}
        for pk, parts in paths.items():
            folded = tuple(fold(part) for part in parts)
            self._by_name.setdefault(folded[-1], []).append((folded, pk))

    def find(self, text: str) -> tuple[int, ...]:
        """The ids of the departments that the text can mean; a full path means one only."""
        wanted = tuple(fold(part) for part in path_parts(text))
        if not wanted:
            return ()
        if whole := self._by_name.get(fold(text)):
            return tuple(pk for path, pk in whole if len(path) == 1) or tuple(
                pk for _path, pk in whole
            )
        found = [
            (path, pk)
            for path, pk in self._by_name.get(wanted[-1], [])
            if path[-len(wanted) :] == wanted
        ]
        exact = tuple(pk for path, pk in found if path == wanted)
        return exact or tuple(pk for _path, pk in found)


@dataclass(frozen=True, slots=True)
class MemberRules:
    """What whoever imports may do. `covered` None is the whole company."""

    covered: frozenset[int] | None
    create_departments: bool


def plan_members(
    lines: Iterable[MemberLine],
    *,
    known: Mapping[str, KnownPerson],
    departments: DepartmentIndex,
    rules: MemberRules,
) -> tuple[PlannedMember, ...]:
    """What each line will do, in the order of the lines. Empty cells change nothing."""
    first_seen: dict[str, int] = {}
    plan = []
    for line in lines:
        planned = _plan_member(line, known, departments, rules)
        if planned.state is not LineState.BROKEN:
            before = first_seen.setdefault(planned.email, line.line)
            if before != line.line:
                reason = _("%(line)d行目と同じメールアドレスです。")
                planned = _broken(line, reason, line=before)
        plan.append(planned)
    return tuple(plan)


def _plan_member(
    line: MemberLine,
    known: Mapping[str, KnownPerson],
    departments: DepartmentIndex,
    rules: MemberRules,
) -> PlannedMember:
    try:
        email = clean_email(line.email)
        name = clean_name(line.name)
        kana = clean_optional_name(line.kana)
        number = clean_optional_name(line.employee_number, limit=40)
    except UserError as error:
        return _broken(line, error.text)
    person = known.get(email)
    if person is not None and person.is_member and not person.is_active:
        return _broken(line, _("利用を停止した社員です。社員のページで再開してください。"))
    if person is not None and not person.may_change:
        return _broken(line, _("この人の情報を変更する権限がありません。"))
    found = departments.find(line.department)
    new_path: tuple[str, ...] = ()
    if len(found) > 1:
        reason = _("部門「%(name)s」が複数あります。「上の部門 / 部門」の形で書いてください。")
        return _broken(line, reason, name=line.department)
    if not found and path_parts(line.department):
        new_path = path_parts(line.department)
        if not rules.create_departments:
            reason = _("部門「%(name)s」がありません。先に部門を作成してください。")
            return _broken(line, reason, name=line.department)
        try:
            new_path = tuple(clean_name(part) for part in new_path)
        except UserError as error:
            return _broken(line, error.text)
    department_id = found[0] if found else (person.department_id if person else None)
    if rules.covered is not None and department_id not in rules.covered:
        return _broken(line, _("担当する部門の名前を入力してください。"))
    after = (name, kana, department_id, number, new_path)
    if person is None:
        state = LineState.NEW
    else:
        kana, number = kana or person.kana, number or person.employee_number
        after = (name, kana, department_id, number, new_path)
        before = (person.name, person.kana, person.department_id, person.employee_number, ())
        state = LineState.UNCHANGED if before == after else LineState.CHANGED
    return PlannedMember(
        line=line.line,
        state=state,
        email=email,
        name=name,
        kana=kana,
        employee_number=number,
        department_id=department_id,
        department_text=" / ".join(path_parts(line.department)),
        new_path=new_path,
        known=person,
    )


def _broken(typed: MemberLine, reason: str | Promise, **fields: object) -> PlannedMember:
    sentence = str(reason) % fields if fields else str(reason)
    return PlannedMember(
        line=typed.line,
        state=LineState.BROKEN,
        email=typed.email[:254],
        name=typed.name[:100],
        kana=typed.kana[:100],
        employee_number=typed.employee_number[:40],
        department_id=None,
        department_text=typed.department[:200],
        reason=sentence,
    )


def digest(plan: Iterable[PlannedMember | PlannedDepartment]) -> str:
    """A short text that changes with anything in the plan; ties a confirmation to its preview."""
    rows = [
        (row.line, row.state, row.department_id, row.name, getattr(row, "email", ""))
        for row in plan
    ]
    return hashlib.sha256(orjson.dumps(rows)).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class PlannedDepartment:
    """What a line of a table of departments will do. `path` is where the department stands."""

    line: int
    state: LineState
    name: str
    path: tuple[str, ...]
    head_count: int | None
    department_id: int | None = None
    reason: str = ""
