"""Which column of a table holds what, found by header names as people really write them.

Owns the comparison of names. The names that a feature looks for come from that feature.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_IGNORED = re.compile(r"[\s\-‐‑–—_・/:*※.]+")
_IN_BRACKETS = re.compile(r"[(\[【〔「][^)\]】〕」]*[)\]】〕」]")


@dataclass(frozen=True, slots=True)
class Columns:
    """`found`: wanted name to column, from 0. `unknown`: the headers that nobody wanted."""

    found: Mapping[str, int]
    missing: tuple[str, ...]
    unknown: tuple[str, ...]

    def cell(self, row: Sequence[str], name: str) -> str:
        """The stripped cell of a wanted column, or "" where the table has no such column."""
        at = self.found.get(name)
        return row[at].strip() if at is not None and at < len(row) else ""


def match_columns(header: Sequence[str], wanted: Mapping[str, tuple[str, ...]]) -> Columns:
    """This will find the wanted columns by name or alias.

    Width, case, spaces, hyphens and middle dots do not count; what stands in brackets, such as
    （必須）, does not count either unless the name matches with it. Each column serves one name;
    the first in the order of `wanted`, of its aliases, and of the header wins.
    """
    exact = [_plain(name) for name in header]
    bare = [_plain(_IN_BRACKETS.sub("", unicodedata.normalize("NFKC", name))) for name in header]
    found: dict[str, int] = {}
    taken: set[int] = set()
    for names in (exact, bare):
        for key, aliases in wanted.items():
            if key in found:
                continue
            for alias in (key, *aliases):
                at = _first(names, _plain(alias), taken)
                if at is not None:
                    found[key] = at
                    taken.add(at)
                    break
    return Columns(
        found=found,
        missing=tuple(key for key in wanted if key not in found),
        unknown=tuple(
            name.strip() for at, name in enumerate(header) if at not in taken and name.strip()
        ),
    )


def _first(names: list[str], alias: str, taken: set[int]) -> int | None:
    for at, name in enumerate(names):
        if name and name == alias and at not in taken:
            return at
    return None


def _plain(name: str) -> str:
    return _IGNORED.sub("", unicodedata.normalize("NFKC", name).casefold())
