"""Print the guard beside Presidio with GiNZA: what leaves, what is hidden for nothing, how long.

    python -m bench.guard.run [--peer] [FILE.jsonl ...]

Without files it uses ``texts.txt``. ``--peer`` makes an environment of its own under
``bench/.work/guard`` (several hundred megabytes) and runs the peer in it. Rows of a file hold
``text`` and ``spans`` ([start, end, TYPE]) and may hold ``ignore``.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import time
from pathlib import Path

from bench.guard.adapter import detect

HERE = Path(__file__).resolve().parent
WORK = HERE.parent / ".work" / "guard"


Row = dict[str, object]
OPEN = {"LOC", "ORG", "MONEY"}  # class of business data, not of a person
MARK = re.compile(r"\{\{([A-Z_]+):(.*?)\}\}")


def own_texts() -> list[Row]:
    """Read the marked texts that stand beside this file."""
    rows: list[Row] = []
    for line in (HERE / "texts.txt").read_text(encoding="utf-8").splitlines():
        text, spans, place = "", [], 0
        for match in MARK.finditer(line):
            text += line[place : match.start()]
            spans.append([len(text), len(text) + len(match[2]), match[1]])
            text += match[2]
            place = match.end()
        rows.append({"text": text + line[place:], "spans": spans})
    return rows


def measure(rows: list[Row], found: list[list[tuple[int, int]]]) -> tuple[float, float, float]:
    """Give: share of personal spans not fully hidden, harmless characters hidden per 1,000,
    share of harmless texts hit."""
    personal = leaked = clean = wrong = harmless = hit = 0
    for row, spans in zip(rows, found, strict=True):
        hidden = {at for start, end in spans for at in range(start, end)}
        known: set[int] = set()
        for start, end, kind in row["spans"]:
            places = set(range(start, end))
            known |= places
            if kind not in OPEN:
                personal += 1
                leaked += not places <= hidden
        for start, end, *_ in row.get("ignore", []):
            known |= set(range(start, end))
        clean += len(row["text"]) - len(known)
        wrong += len(hidden - known)
        if not row["spans"]:
            harmless += 1
            hit += bool(hidden - known)
    return leaked / max(1, personal), 1000 * wrong / max(1, clean), hit / max(1, harmless)


def peer(rows: list[Row]) -> tuple[list[list[tuple[int, int]]], float]:
    """Run Presidio with GiNZA in its own environment."""
    python = WORK / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(WORK)], check=True)
        packages = ["presidio-analyzer", "ginza", "ja-ginza"]
        subprocess.run([str(python), "-m", "pip", "install", "-q", *packages], check=True)
    texts = json.dumps([row["text"] for row in rows])
    done = subprocess.run(
        [str(python), str(HERE / "peer.py")],
        input=texts,
        text=True,
        capture_output=True,
        check=True,
    )
    answer = json.loads(done.stdout.splitlines()[-1])
    return answer["spans"], answer["seconds"]


def main() -> None:
    """Print one line per tool and file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--peer", action="store_true")
    arguments = parser.parse_args()
    sets = {"texts.txt": own_texts()} if not arguments.files else {}
    for path in arguments.files:
        with path.open(encoding="utf-8") as lines:
            sets[path.name] = [json.loads(line) for line in lines]
    print(
        f"{'set':22} {'tool':16} {'not hidden':>10} {'over/1000':>10} "
        f"{'harmless hit':>12} {'char/s':>10}"
    )
    for name, rows in sets.items():
        size = sum(len(str(row["text"])) for row in rows)
        detect("始め")
        began = time.perf_counter()
        ours = [[(start, end) for start, end, _ in detect(str(row["text"]))] for row in rows]
        results = {"nezuku": (ours, time.perf_counter() - began)}
        if arguments.peer:
            results["presidio+ginza"] = peer(rows)
        for tool, (found, seconds) in results.items():
            missed, over, hit = measure(rows, found)
            rate = size / seconds
            print(f"{name:22} {tool:16} {missed:10.1%} {over:10.1f} {hit:12.1%} {rate:10,.0f}")


if __name__ == "__main__":
    main()
