"""The named cast, for tests. The company itself stands in `nezuku.foundation.people.cast`."""

from __future__ import annotations

from nezuku.foundation.people.cast import (
    COMPANY,
    DOMAIN,
    FACTORY,
    HEAD_COUNTS,
    PASSWORD,
    PLANNING,
    QUALITY,
    SALES,
    SUPPORT,
    SYSTEMS,
    Person,
    World,
    build_world,
)

__all__ = [
    "COMPANY",
    "DOMAIN",
    "FACTORY",
    "HEAD_COUNTS",
    "PASSWORD",
    "PLANNING",
    "QUALITY",
    "SALES",
    "SUPPORT",
    "SYSTEMS",
    "Person",
    "World",
    "build_world",
]
