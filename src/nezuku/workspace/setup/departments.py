"""The list of departments as the set-up proposes it and as a person types or pastes it. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MAX_ROWS = 200
SMALL, MIDDLE = 50, 300
_COUNT = re.compile(r"^(?P<name>.*?)[\s,、:\t]*\(?(?P<count>\d{1,7})\s*(?:人|名)?\)?\s*$")
_BULLET = re.compile(r"^[\s・*\-●◦■]+")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the form. `head_count` is as typed; `department_id` None is a new department."""

    name: str = ""
    head_count: str = ""
    department_id: int | None = None
    error: str = ""


_SMALL: tuple[str | Promise, ...] = (_("営業部"), _("業務部"), _("管理部"))
_MIDDLE: tuple[str | Promise, ...] = (
    _("経営企画部"),
    _("営業部"),
    _("製造部"),
    _("品質保証部"),
    _("総務人事部"),
    _("経理部"),
)
_LARGE: tuple[str | Promise, ...] = (
    *_MIDDLE,
    _("開発部"),
    _("購買部"),
    _("カスタマーサポート部"),
    _("法務部"),
    _("情報システム部"),
)


def proposal(head_count: int) -> tuple[Row, ...]:
    """Names to start from for a company of this size; the counts are the company's to say."""
    names = _SMALL if head_count < SMALL else _MIDDLE if head_count <= MIDDLE else _LARGE
    return tuple(Row(name=str(name)) for name in names)


def pasted(text: str) -> tuple[Row, ...]:
    """The rows of a pasted list: a department a line, with or without the number of its people.

    Takes what comes out of Excel (tabs), CSV (commas) and plain lists ("・営業部 24名").
    """
    rows = []
    for line in text.splitlines():
        line = _BULLET.sub("", unicodedata.normalize("NFKC", line)).strip(" \t,、\"'")
        if not line:
            continue
        found = _COUNT.match(line)
        name = found["name"].strip(" \t,、:\"'(") if found else line
        # A name that is nothing but a number ("1") is a name all the same.
        rows.append(Row(name=name, head_count=found["count"]) if found and name else Row(name=line))
    return tuple(rows[:MAX_ROWS])


def merged(rows: Iterable[Row], more: Iterable[Row]) -> tuple[Row, ...]:
    """The rows with pasted ones behind them; a name that is there already gets the new count."""
    found = [row for row in rows if row.name.strip() or row.department_id is not None]
    places = {_key(row.name): at for at, row in enumerate(found)}
    for row in more:
        at = places.get(_key(row.name))
        if at is None:
            places[_key(row.name)] = len(found)
            found.append(row)
        elif row.head_count:
            found[at] = replace(found[at], head_count=row.head_count)
    return tuple(found[:MAX_ROWS])


def typed(
    names: Sequence[str], counts: Sequence[str], ids: Sequence[str], removed: Iterable[str]
) -> tuple[Row, ...]:
    """The rows of a submitted form; a row that was emptied or ticked off has no name any more."""
    gone = set(removed)
    rows = []
    for at, name in enumerate(names[:MAX_ROWS]):
        number = ids[at] if at < len(ids) else ""
        rows.append(
            Row(
                name="" if str(at) in gone else name.strip(),
                head_count=counts[at].strip() if at < len(counts) else "",
                department_id=int(number) if number.isascii() and number.isdigit() else None,
            )
        )
    return tuple(rows)


def count_of(text: str) -> int | None:
    """The number of people that was typed: full-width digits and 人 are fine, "" is none (0)."""
    text = unicodedata.normalize("NFKC", text).strip().removesuffix("人").removesuffix("名")
    text = text.replace(",", "").strip()
    if not text:
        return 0
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 7 else None


def _key(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().replace(" ", "")
