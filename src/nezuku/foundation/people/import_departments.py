"""What the lines of an imported table of departments mean. Pure, like `import_rows`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.kit.errors import UserError
from nezuku.foundation.people.import_rows import LineState, PlannedDepartment
from nezuku.foundation.people.rules import clean_name, fold, path_parts

MAX_HEAD_COUNT = 1_000_000
_NUMBER = re.compile(r"([0-9][0-9,]*)(?:\.0+)?[名人]?")

DEPARTMENT_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": ("部門", "部門名", "部署", "部署名", "department", "組織名", "名称"),
    "parent": ("上位部門", "上位部署", "親部門", "親部署", "上位組織", "parent", "本部"),
    "head_count": ("人数", "在籍人数", "従業員数", "社員数", "人員", "headcount"),
}


@dataclass(frozen=True, slots=True)
class DepartmentLine:
    """One line of a table of departments, as it was typed."""

    line: int
    name: str
    parent: str
    head_count: str


@dataclass(frozen=True, slots=True)
class KnownDepartment:
    """An open department with the names on the way to it."""

    id: int
    path: tuple[str, ...]
    head_count: int


def plan_departments(
    lines: Sequence[DepartmentLine], *, known: Iterable[KnownDepartment], max_depth: int
) -> tuple[PlannedDepartment, ...]:
    """What each line will do, in the order of the lines; a parent may stand further below."""
    standing = {_folded(row.path): row for row in known}
    places = _Places(standing)
    waiting = list(lines)
    done: dict[int, PlannedDepartment] = {}
    lines_of: dict[tuple[str, ...], int] = {}
    while waiting:
        left = []
        for line in waiting:
            planned = _plan(line, places, standing, max_depth)
            if planned is None:
                left.append(line)
                continue
            if planned.state is not LineState.BROKEN:
                key = _folded(planned.path)
                if key in lines_of:
                    reason = _("%(line)d行目と同じ部門です。")
                    planned = _broken(line, reason, line=lines_of[key])
                else:
                    lines_of[key] = line.line
                    places.add(planned.path)
            done[line.line] = planned
        if len(left) == len(waiting):
            for line in left:
                reason = _("上位部門「%(name)s」がありません。")
                done[line.line] = _broken(line, reason, name=_missing(line))
            break
        waiting = left
    return tuple(done[line.line] for line in lines)


class _Places:
    """The departments that exist once the lines so far are applied, by their last name."""

    def __init__(self, standing: Mapping[tuple[str, ...], KnownDepartment]) -> None:
        self._by_name: dict[str, dict[tuple[str, ...], tuple[str, ...]]] = {}
        for row in standing.values():
            self.add(row.path)

    def add(self, path: tuple[str, ...]) -> None:
        key = _folded(path)
        self._by_name.setdefault(key[-1], {}).setdefault(key, path)

    def find(self, parts: tuple[str, ...]) -> list[tuple[str, ...]]:
        key = _folded(parts)
        places = self._by_name.get(key[-1], {})
        if key in places:
            return [places[key]]
        return [path for found, path in places.items() if found[-len(key) :] == key]


def _plan(
    line: DepartmentLine,
    places: _Places,
    standing: Mapping[tuple[str, ...], KnownDepartment],
    max_depth: int,
) -> PlannedDepartment | None:
    """The plan for a line, or None while its parent is not known yet."""
    try:
        own = tuple(clean_name(part) for part in path_parts(line.name)) or (clean_name(line.name),)
        head_count = _head_count(line.head_count)
    except UserError as error:
        return _broken(line, error.text)
    if head_count == -1:
        return _broken(line, _("人数は数字で入力してください。"))
    above = path_parts(line.parent) + own[:-1]
    path: tuple[str, ...] = own
    if above:
        parents = places.find(above)
        if not parents:
            return None
        if len(parents) > 1:
            reason = _("上位部門「%(name)s」が複数あります。上からの順に「/」で区切ってください。")
            return _broken(line, reason, name=" / ".join(above))
        path = (*parents[0], own[-1])
    if len(path) > max_depth:
        return _broken(line, _("部門の階層が深すぎます。"))
    there = standing.get(_folded(path))
    if there is None:
        state = LineState.NEW
    elif head_count is None or head_count == there.head_count:
        state = LineState.UNCHANGED
    else:
        state = LineState.CHANGED
    return PlannedDepartment(
        line=line.line,
        state=state,
        name=path[-1],
        path=path,
        head_count=head_count,
        department_id=there.id if there else None,
    )


def _head_count(text: str) -> int | None:
    """The number in a cell; None for an empty one, -1 for what is no number of people."""
    text = unicodedata.normalize("NFKC", text).strip()
    if not text:
        return None
    match = _NUMBER.fullmatch(text)
    if match is None or len(match[1]) > 12:
        return -1
    count = int(match[1].replace(",", ""))
    return count if count <= MAX_HEAD_COUNT else -1


def _missing(line: DepartmentLine) -> str:
    return " / ".join(path_parts(line.parent) + path_parts(line.name)[:-1])


def _folded(path: Sequence[str]) -> tuple[str, ...]:
    return tuple(fold(part) for part in path)


def _broken(typed: DepartmentLine, reason: str | Promise, **fields: object) -> PlannedDepartment:
    return PlannedDepartment(
        line=typed.line,
        state=LineState.BROKEN,
        name=typed.name[:100],
        path=(),
        head_count=None,
        reason=str(reason) % fields if fields else str(reason),
    )
