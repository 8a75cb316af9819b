"""Show that a change made to be fast finds what the guard found before.

    python -m bench.guard.same record KEPT.json [FILE.jsonl ...]
    python -m bench.guard.same compare KEPT.json

`record` inspects ``texts.txt``, the texts of ``growth.py``, and every text of the files, each
one alone and all of a file in pieces of 500 characters and of several thousand, and keeps the
findings. `compare` inspects the same texts again and prints each text whose findings differ.
Confidences count to the third decimal.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.guard.growth import UNITS
from bench.guard.run import own_texts

from nezuku.guard import Guard, Inspection

_PIECES = (500, 7_001)


def texts(files: list[Path]) -> Iterator[str]:
    """Give every text to look at."""
    own = [str(row["text"]) for row in own_texts()]
    for unit in UNITS.values():
        yield unit * 40
        yield (unit * 40)[:700] + own[0]
    yield from _cut(own)
    for path in files:
        with path.open(encoding="utf-8") as lines:
            yield from _cut([json.loads(line)["text"] for line in lines])


def _cut(rows: list[str]) -> Iterator[str]:
    yield from rows
    joined = "\n\n".join(rows)
    for size in _PIECES:
        for start in range(0, len(joined), size):
            yield joined[start : start + size]


def found(inspection: Inspection) -> list[str]:
    """Give what an inspection found, one line a finding."""
    return [
        f"{f.start}-{f.end} {f.kind} {f.level} {f.decision.value} {f.confidence:.3f} "
        f"{f.reason.code} {dict(f.reason.fields)} {f.text!r}"
        for f in (*inspection.findings, *inspection.signals)
    ]


def main() -> int:
    """Record, or compare and give 1 when something differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("action", choices=("record", "compare"))
    parser.add_argument("kept", type=Path)
    parser.add_argument("files", nargs="*", type=Path)
    arguments = parser.parse_args()
    guard = Guard()
    if arguments.action == "record":
        rows = {text: found(guard.inspect(text)) for text in texts(arguments.files)}
        arguments.kept.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
        print(f"{len(rows):,} texts, {sum(map(len, rows.values())):,} findings")
        return 0
    rows = json.loads(arguments.kept.read_text(encoding="utf-8"))
    differ = 0
    for text, before in rows.items():
        after = found(guard.inspect(text))
        if after != before:
            differ += 1
            for sign, left, right in (("-", before, after), ("+", after, before)):
                for line in left:
                    if line not in right:
                        print(sign, line)
    print(f"{differ:,} of {len(rows):,} texts differ")
    return int(differ > 0)


if __name__ == "__main__":
    sys.exit(main())
