"""`nezuku check FILE|-`: what the guard finds in a file or a text, without any instance.

Owns what is printed. The company's own policy and dictionary live in the database; this command
uses the policy of a new company, so that it runs anywhere.
"""

from __future__ import annotations

import argparse
import json
import sys
from bisect import bisect_right
from pathlib import Path

from nezuku.cli.start import borrow_words
from nezuku.cli.words import Refusal, Said
from nezuku.foundation.documents.decoding import decode
from nezuku.foundation.documents.errors import TypeUnsupported
from nezuku.foundation.documents.extracts import extract
from nezuku.foundation.documents.kinds import Kind, kind_of
from nezuku.foundation.documents.limits import ExtractLimits
from nezuku.foundation.policy.wording import describe
from nezuku.guard import Finding, Guard, Inspection

CLEAN, FOUND = 0, 1
_TEXTS = frozenset({Kind.TXT, Kind.CSV, Kind.TSV, Kind.MD})
_SHOWN = 40


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """This will describe the options of the command."""
    parser.add_argument("file", metavar="FILE|-", help="- は標準入力 / - reads standard input")
    parser.add_argument(
        "--mask", action="store_true", help="伏せた文章を表示します / print the masked text"
    )
    parser.add_argument("--json", action="store_true", help="JSON")


def run(args: argparse.Namespace) -> int:
    """This will print the findings, or the masked text. Gives 0 when nothing was found, else 1."""
    borrow_words(args.lang)
    text = read(args.file)
    guard = Guard()
    inspection = guard.inspect(text)
    masked = ""
    if args.mask:
        session = guard.session()
        masked = session.mask(text, inspection=inspection, block_as_mask=True).text
    found = (*inspection.findings, *inspection.signals)
    if args.json:
        print(json.dumps(_as_json(args, guard, inspection, masked), ensure_ascii=False, indent=2))
    elif args.mask:
        sys.stdout.write(masked)
    else:
        _print(text, found, inspection, args.lang)
    return FOUND if found else CLEAN


def read(name: str) -> str:
    """The text of a file, or of standard input for `-`. Raises DocumentError, OSError, Refusal.

    Texts are taken as they stand, so that offsets count in the file's own characters.
    """
    if name == "-":
        data, name = sys.stdin.buffer.read(), "stdin.txt"
    elif Path(name).is_dir():
        raise Refusal(
            f"{name} はフォルダーです。ファイルを1つ指定してください。",
            f"{name} is a folder. Name one file.",
        )
    else:
        data = Path(name).read_bytes()
    if not data.strip():
        return ""
    limits = ExtractLimits()
    try:
        is_text = kind_of(data, name, limits=limits.archive) in _TEXTS
    except TypeUnsupported:
        is_text = True  # a log, a program, a settings file: text under a name of its own
    if is_text:
        return decode(data).text
    return extract(data, name, limits=limits).text


def _as_json(
    args: argparse.Namespace, guard: Guard, inspection: Inspection, masked: str
) -> dict[str, object]:
    answer: dict[str, object] = {
        "file": args.file,
        "version": guard.version,
        **inspection.to_dict(),
    }
    if args.mask:
        answer["masked"] = masked
    return answer


def _print(text: str, found: tuple[Finding, ...], inspection: Inspection, lang: str) -> None:
    if not found:
        print(Said("見つかったものはありません。", "Nothing was found.")(lang))
        return
    starts = _line_starts(text)
    for finding in sorted(found, key=lambda one: (one.start, one.end)):
        line, column = _place(starts, finding.start)
        words = describe(finding)
        place = Said(f"{line}行{column}字", f"line {line}, column {column}")(lang)
        shown = " ".join(finding.text.split())
        shown = shown if len(shown) <= _SHOWN else shown[:_SHOWN] + "…"
        level = Said(f"レベル{finding.level}", f"level {finding.level}")(lang)
        print(f"{place}\t{words.kind_label}\t{level}\t{words.decision_label}\t{shown}")
        print(f"\t{words.reason_sentence}")
    count, level_of_all = len(found), inspection.level
    print(
        Said(
            f"{count}件見つかりました。文章全体はレベル{level_of_all}です。",
            f"{count} found. The text as a whole is level {level_of_all}.",
        )(lang)
    )


def _line_starts(text: str) -> list[int]:
    starts = [0]
    starts.extend(at + 1 for at, sign in enumerate(text) if sign == "\n")
    return starts


def _place(starts: list[int], offset: int) -> tuple[int, int]:
    line = bisect_right(starts, offset)
    return line, offset - starts[line - 1] + 1
