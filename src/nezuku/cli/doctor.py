"""`nezuku doctor`: what keeps the product from running well, in plain words with what to do.

Owns the order of the checks and what is printed. Looks only: an instance that was never started
is not started, and a missing key file is not replaced.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator

from nezuku.cli.findings import Answer, State
from nezuku.cli.machine import machine_answers
from nezuku.cli.start import database_file, start_django
from nezuku.cli.words import Said
from nezuku.config.env import read_env
from nezuku.foundation.kit import clock

WELL, ILL = 0, 1
_MARKS = {State.GOOD: "✓", State.NOTE: "・", State.BAD: "×"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """This will describe the options of the command."""
    parser.add_argument("--json", action="store_true", help="JSON")


def run(args: argparse.Namespace) -> int:
    """This will run every check and print what it found. Gives 1 when something fails."""
    answers: list[Answer] = []
    for answer in _answers(args.lang):
        answers.append(answer)
        if not args.json:
            _print(answer, args.lang)
    failed = [answer for answer in answers if answer.state is State.BAD]
    if args.json:
        print(json.dumps(_as_json(answers, args.lang), ensure_ascii=False, indent=2))
    elif failed:
        count = len(failed)
        print(Said(f"\n{count} 件を直してください。", f"\n{count} to mend.")(args.lang))
    else:
        print(Said("\n問題はありません。", "\nNothing is wrong.")(args.lang))
    return ILL if failed else WELL


def _answers(lang: str) -> Iterator[Answer]:
    env, now = read_env(), clock.now()
    can_start = env.key_file.exists() and (bool(env.database_url) or database_file(env).exists())
    for answer in machine_answers(env, now):
        can_start &= not (answer.state is State.BAD and answer.stops_all)
        yield answer
    # Starting Django makes a data directory and a key where there are none.
    if can_start:
        start_django(lang)
        from nezuku.cli.instance import instance_answers

        yield from instance_answers(now)


def _as_json(answers: list[Answer], lang: str) -> dict[str, object]:
    return {
        "well": all(answer.state is not State.BAD for answer in answers),
        "checks": [
            {
                "key": answer.key,
                "state": answer.state.value,
                "text": answer.said(lang),
                "advice": answer.advice(lang) if answer.advice else "",
            }
            for answer in answers
        ],
    }


def _print(answer: Answer, lang: str) -> None:
    print(f"{_MARKS[answer.state]} {answer.said(lang)}")
    if answer.advice is not None:
        print(f"    {answer.advice(lang)}")
