"""`nezuku verify`: walk the chains of the ledger and name what does not hold.

Owns what is printed and which noted heads are compared. The walking is the ledger's.
"""

from __future__ import annotations

import argparse
import getpass
import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from nezuku.cli.start import existing_instance, start_django
from nezuku.cli.words import Refusal, Said

if TYPE_CHECKING:
    from nezuku.foundation.ledger.verification import Noted, Report, VerificationResult

WHOLE, BROKEN = 0, 1
_HASH = re.compile(r"[0-9a-f]{64}")
_HEAD_LINE = re.compile(r"\s*(\S+)\s+([0-9]+)\s+([0-9a-f]{64})\s*")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """This will describe the options of the command."""
    parser.add_argument(
        "--expect",
        metavar="FILE|HASH",
        action="append",
        default=[],
        help="控えておいた末尾と比べます / compare with heads that were noted down",
    )
    parser.add_argument("--json", action="store_true", help="JSON")


def run(args: argparse.Namespace) -> int:
    """This will verify the ledger and print the outcome. Gives 0 when it holds, else 1."""
    existing_instance()
    start_django(args.lang)
    from nezuku.foundation.ledger.verification import verify

    expected = [noted for one in args.expect for noted in noted_heads(one)]
    result = verify(_progress(args.lang) if sys.stderr.isatty() else None, expected=expected)
    if args.json:
        print(json.dumps(result.to_dict(), ensure_ascii=False, indent=2))
    else:
        _print(result, args.lang)
    _record(result, args.lang)
    return WHOLE if result.is_whole else BROKEN


def noted_heads(wish: str) -> list[Noted]:
    """The heads of a hash, or of a file with the output of an earlier run. Raises Refusal."""
    from nezuku.foundation.ledger.verification import Noted

    if _HASH.fullmatch(wish.lower()):
        return [Noted(wish.lower())]
    text = Path(wish).read_text("utf-8-sig", errors="replace")
    heads = [Noted(found[3], found[1], int(found[2])) for found in _head_lines(text)]
    if not heads:
        heads = [
            Noted(str(one["hash"]), str(one["writer"]), int(str(one["seq"]))) for one in _json(text)
        ]
    if not heads:
        raise Refusal(
            f"{wish} に末尾の控えがありません。nezuku verify の出力を保存したファイルを"
            "指定してください。",
            f"{wish} holds no heads. Name a file with the saved output of nezuku verify.",
        )
    return heads


def _head_lines(text: str) -> Iterable[re.Match[str]]:
    return filter(None, (_HEAD_LINE.fullmatch(line) for line in text.splitlines()))


def _json(text: str) -> list[dict[str, object]]:
    try:
        saved = json.loads(text)
        return [dict(head) for head in saved["heads"]]
    except (ValueError, KeyError, TypeError):
        return []


def _print(result: VerificationResult, lang: str) -> None:
    def say(ja: str, en: str) -> None:
        print(Said(ja, en)(lang))

    say(
        f"鎖 {len(result.chains)}本、記録 {result.links:,}件、やりとり {result.exchanges:,}件、"
        f"本文 {result.texts:,}件を調べました。",
        f"Checked: chains {len(result.chains)}, links {result.links:,}, "
        f"exchanges {result.exchanges:,}, texts {result.texts:,}.",
    )
    if result.first_at:
        say(
            f"期間: {result.first_at} から {result.last_at} まで（UTC）",
            f"Period: {result.first_at} to {result.last_at} (UTC)",
        )
    if result.expected:
        say(
            f"控えておいた末尾 {result.expected}件と比べました。",
            f"Compared with noted heads: {result.expected}.",
        )
    if result.is_whole:
        say(
            "書き換え、削除、挿入、並べ替えの跡はありません。",
            "Nothing was changed, deleted, inserted or reordered.",
        )
    else:
        say(
            f"問題が {result.problem_count:,}件あります。鎖ごとに最初の問題を示します。",
            f"Problems: {result.problem_count:,}. Of each chain the first one is named.",
        )
        for problem in result.problems:
            print(f"  - {problem.text}")
        if result.problem_count > len(result.problems):
            rest = result.problem_count - len(result.problems)
            say(f"  ほか {rest:,}件", f"  and {rest:,} more")
    if result.chains:
        say(
            "\n末尾のハッシュ（別の場所に控え、次回 --expect で比べてください）:",
            "\nHeads (note them down elsewhere and compare with --expect next time):",
        )
    for chain in result.chains:
        print(f"  {chain.head.writer}  {chain.head.seq}  {chain.head.hash}")


def _progress(lang: str) -> Report:
    """Shows on a terminal how far the verification is."""
    from nezuku.foundation.ledger.verification import Step

    links, rows = Said("記録", "links")(lang), Said("やりとり", "exchanges")(lang)

    def report(step: Step, done: int, total: int) -> None:
        of = f" / {total:,}" if total else ""
        print(f"\r{links if step is Step.LINKS else rows} {done:,}{of}   ", end="", file=sys.stderr)

    return report


def _record(result: VerificationResult, lang: str) -> None:
    """Leaves the outcome in the ledger, for the page of the auditor."""
    from django.db import DatabaseError

    from nezuku.foundation.kit import clock
    from nezuku.foundation.kit.actor import command_line
    from nezuku.foundation.ledger.actions import record_verification

    try:
        record_verification(actor=command_line(getpass.getuser()), result=result, now=clock.now())
    except DatabaseError as error:
        said = Said(
            f"検証の結果をデータベースに記録できませんでした（{error}）。検証そのものは終わっています。",
            f"The outcome could not be recorded ({error}). The verification itself is complete.",
        )
        print(said(lang), file=sys.stderr)
