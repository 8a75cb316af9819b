"""All benchmarks in one command: measures, prints the tables, writes docs/benchmarks.md.

`python bench/run.py [--only SECTION] [--quick] [--precedence]`. What is not measured in a run
stays in the document as it was.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from door import section as door

BENCH = Path(__file__).resolve().parent
DOCUMENT = BENCH.parent / "docs" / "benchmarks.md"
_HEAD = """\
# Benchmarks

Measured by `make bench` (`python bench/run.py [--only SECTION] [--quick]`); the tools are in
`bench/`. Each section says when and where it was measured; the figures of one table come from one
run on one machine.
"""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the document; `measure(work, quick)` runs it and gives its Markdown."""

    title: str
    measure: Callable[[Path, bool], str]


def guard(work: Path, quick: bool) -> str:
    """This will run the guard's own commands; the peer is left out of a quick run."""
    commands = [["bench.guard.run"], ["bench.guard.growth"]]
    if not quick:
        commands[0].append("--peer")
    parts = []
    for words in commands:
        done = subprocess.run(
            [sys.executable, "-m", *words],
            cwd=BENCH.parent,
            capture_output=True,
            text=True,
            check=False,
        )
        said = done.stdout.rstrip() if done.returncode == 0 else "failed:\n" + done.stderr[-1500:]
        parts.append(f"`python -m {' '.join(words)}`\n\n```text\n{said}\n```")
    return "\n\n".join(parts)


SECTIONS = {
    "door": Section(door.TITLE, lambda work, quick: door.measure(work, quick=quick)),
    "guard": Section("The guard: what it finds beside Presidio, and how long it takes", guard),
}


def main() -> int:
    """This will run the chosen sections. Gives the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=SECTIONS, action="append", help="only this section")
    parser.add_argument("--quick", action="store_true", help="short windows, one try each")
    parser.add_argument(
        "--precedence", action="store_true", help="before other work on the machine (Linux, root)"
    )
    chosen = parser.parse_args()
    if chosen.precedence:
        _take_precedence()
    work = BENCH / ".work"
    work.mkdir(exist_ok=True)
    for name in chosen.only or SECTIONS:
        section = SECTIONS[name]
        text = section.measure(work, chosen.quick)
        body = f"## {section.title}\n\n{_where()}\n\n{text}"
        print(f"\n{body}", flush=True)
        _put(name, body)
    print(f"\nwritten to {DOCUMENT.relative_to(BENCH.parent)}")
    return 0


def _take_precedence() -> None:
    """This will put this run before others. Raises PermissionError without the right to do so."""
    if os.getpgrp() != os.getpid():
        os.setsid()
    group = Path("/proc/self/autogroup")
    if group.exists():
        group.write_text("-15")
    os.setpriority(os.PRIO_PROCESS, 0, -15)


def _put(name: str, body: str) -> None:
    """This will replace one section of the document, or add it."""
    opening, closing = f"<!-- {name} -->", f"<!-- end of {name} -->"
    whole = f"{opening}\n\n{body.strip()}\n\n{closing}\n"
    text = DOCUMENT.read_text("utf-8") if DOCUMENT.exists() else _HEAD
    place = re.compile(re.escape(opening) + ".*?" + re.escape(closing) + "\n", re.DOTALL)
    added = f"{text.rstrip()}\n\n{whole}"
    text = place.sub(lambda _: whole, text) if place.search(text) else added
    DOCUMENT.write_text(text, "utf-8")


def _where() -> str:
    """One line on the machine, the versions and the day."""
    git = ["git", "-C", str(BENCH), "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(git, capture_output=True, text=True, check=False).stdout.strip()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, commit {commit or 'unknown'}, Python "
        f"{platform.python_version()}, {os.cpu_count()} processors ({_processor()}), "
        f"{memory:.0f} GB of memory."
    )


def _processor() -> str:
    try:
        found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    except OSError:
        found = None
    return found[1].strip() if found else platform.machine()


if __name__ == "__main__":
    sys.exit(main())
