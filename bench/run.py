"""All benchmarks in one command: measures, prints the tables, writes docs/benchmarks.md.

`python bench/run.py [--only SECTION] [--quick] [--precedence]`. A section is a folder here with
a `section.py` that has a TITLE and `measure(work, *, quick) -> str` (Markdown). What is not
measured in a run stays in the document as it was.
"""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

BENCH = Path(__file__).resolve().parent
DOCUMENT = BENCH.parent / "docs" / "benchmarks.md"
_HEAD = """\
# Benchmarks

Measured by `make bench` (`python bench/run.py [--only SECTION] [--quick]`); the tools are in
`bench/`. Each section says when and where it was measured; the figures of one table come from one
run on one machine.
"""


def main() -> int:
    """This will run the chosen sections. Gives the exit status."""
    known = sorted(path.parent.name for path in BENCH.glob("*/section.py"))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=known, action="append", help="only this section")
    parser.add_argument("--quick", action="store_true", help="short windows, one try each")
    parser.add_argument(
        "--precedence", action="store_true", help="before other work on the machine (Linux, root)"
    )
    chosen = parser.parse_args()
    if chosen.precedence:
        _take_precedence()
    work = BENCH / ".work"
    work.mkdir(exist_ok=True)
    for name in chosen.only or known:
        section = importlib.import_module(f"{name}.section")
        text = section.measure(work, quick=chosen.quick)
        body = f"## {section.TITLE}\n\n{_where()}\n\n{text}"
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
