"""How much of a file is read before it is refused or cut. Owns the numbers, not the checks."""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """What an Office file (a ZIP archive) may unpack to, checked before anything is unpacked.

    `ratio` is unpacked size divided by packed size; it counts only above `ratio_from` bytes,
    because small files of repeated markup pack very well without being hostile.
    """

    entries: int = 10_000
    unpacked_bytes: int = 400 * MEBIBYTE
    part_bytes: int = 64 * MEBIBYTE
    ratio: int = 200
    ratio_from: int = 16 * MEBIBYTE


@dataclass(frozen=True, slots=True)
class TableLimits:
    """What a table that is imported may hold. `rows` does not count the header."""

    bytes: int = 10 * MEBIBYTE
    rows: int = 50_000
    columns: int = 200
    cell_characters: int = 32_767
    archive: ArchiveLimits = ArchiveLimits()


@dataclass(frozen=True, slots=True)
class ExtractLimits:
    """What an attachment may hold. Above `bytes` it is refused, above the others it is cut."""

    bytes: int = 30 * MEBIBYTE
    characters: int = 500_000
    pages: int = 1_000
    archive: ArchiveLimits = ArchiveLimits()


@dataclass(frozen=True, slots=True)
class ReaderLimits:
    """What the separate process that reads one file may use.

    `seconds` is wall time, the wait for a free process not included; `memory_bytes` is address
    space, which is more than what is really used.
    """

    seconds: float = 40.0
    cpu_seconds: int = 30
    memory_bytes: int = 2048 * MEBIBYTE
