"""What processes cost: CPU seconds and memory of a process with all its children (Linux)."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PROC = Path("/proc")


def tree(root: int) -> set[int]:
    """The process and all its descendants."""
    parents: dict[int, int] = {}
    for entry in _PROC.iterdir():
        if entry.name.isdigit():
            stat = _stat(int(entry.name))
            if stat is not None:
                parents[int(entry.name)] = int(stat[1])
    found = {root}
    grew = True
    while grew:
        more = {child for child, parent in parents.items() if parent in found} - found
        grew = bool(more)
        found |= more
    return found


def cpu_seconds(processes: Iterable[int]) -> float:
    """User and system time of these processes so far."""
    total = 0
    for process in processes:
        stat = _stat(process)
        if stat is not None:
            total += int(stat[11]) + int(stat[12])
    return total / _TICKS


def machine_seconds() -> float:
    """The time that all processors of the machine have been busy so far."""
    fields = (_PROC / "stat").read_text().split("\n", 1)[0].split()[1:9]
    times = [int(field) / _TICKS for field in fields]
    return sum(times[:3]) + sum(times[5:])


def memory_megabytes(processes: Iterable[int]) -> float:
    """The proportional set size: shared pages count in equal parts."""
    kilobytes = 0
    for process in processes:
        try:
            lines = (_PROC / str(process) / "smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        kilobytes += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return kilobytes / 1024


def _stat(process: int) -> list[str] | None:
    """The fields of /proc/PID/stat from the state on, or None if the process is gone."""
    try:
        text = (_PROC / str(process) / "stat").read_text()
    except OSError:
        return None
    return text.rpartition(")")[2].split()
