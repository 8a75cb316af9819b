"""The `nezuku` command: finds the command, and turns what goes wrong into one sentence.

Owns the options that every command has and the exit statuses: 0 done, 1 the command's own "no"
(findings, a broken chain, a failed check), 2 could not be done, 130 stopped by the person.
"""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from importlib import import_module
from types import ModuleType

from nezuku.cli.words import Refusal, Said, language, speak_utf8
from nezuku.config.env import BadSetting
from nezuku.foundation.kit.seal import KeyFileProblem

DONE, NO, FAILED, STOPPED, READER_GONE = 0, 1, 2, 130, 141

#: Each command is a module with `add_arguments(parser)` and `run(args) -> int`. It is imported
#: when it is wanted: a check of a text should not wait for the parts that serve.
COMMANDS = {
    "serve": Said("サーバーを起動します", "serve the product"),
    "demo": Said("見本の会社で起動します", "serve a demo company"),
    "check": Said("ファイルや文章に機密が含まれないか調べます", "look for what must not leave"),
    "verify": Said("記録が書き換えられていないか検証します", "verify that no record was changed"),
    "doctor": Said("動かない原因を調べ、直し方を示します", "find what is wrong and how to mend it"),
    "create-admin": Said("管理者を作ります", "create an administrator's account"),
    "version": Said("版を表示します", "print the version"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """This will run one command and give its exit status. It never shows a traceback unasked."""
    speak_utf8()
    given = list(sys.argv[1:] if argv is None else argv)
    wish, name = _first_look(given)
    lang = language(wish)
    module = import_module(f"nezuku.cli.{name.replace('-', '_')}") if name in COMMANDS else None
    args = _parser(lang, name, module).parse_args(given)
    args.lang = lang
    if args.data:
        os.environ["NEZUKU_DATA_DIR"] = args.data
    return _guarded(module.run, args) if module is not None else FAILED


def _parser(lang: str, wanted: str | None, module: ModuleType | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="nezuku",
        description=Said("生成AIを会社に根づかせる Nezuku", "Nezuku: AI takes root")(lang),
    )
    _add_common(parser, lang, default=None)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, help_text in COMMANDS.items():
        one = commands.add_parser(name, help=help_text(lang), description=help_text(lang))
        _add_common(one, lang, default=argparse.SUPPRESS)
        if name == wanted and module is not None:
            module.add_arguments(one)
    return parser


def _add_common(parser: argparse.ArgumentParser, lang: str, *, default: str | None) -> None:
    """The options of every command; they may stand before and after its name."""
    data = Said("データの置き場所（NEZUKU_DATA_DIR）", "the data directory (NEZUKU_DATA_DIR)")
    debug = Said("エラーの詳細を表示します", "show the details of an error")
    parser.add_argument("--data", metavar="DIR", default=default, help=data(lang))
    parser.add_argument("--lang", choices=["ja", "en"], default=default, help="表示言語 / language")
    parser.add_argument("--debug", action="store_true", default=default or False, help=debug(lang))


def _first_look(given: Sequence[str]) -> tuple[str | None, str]:
    """The wished language and the name of the command, before anything is parsed for good.

    The help has to speak the language too, and only the command that is wanted is imported.
    """
    first = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    first.add_argument("--data", nargs="?")
    first.add_argument("--lang", nargs="?")
    known, rest = first.parse_known_args(list(given))
    return known.lang, next((word for word in rest if not word.startswith("-")), "")


def _guarded(run: Callable[[argparse.Namespace], int], args: argparse.Namespace) -> int:
    try:
        status = run(args)
        sys.stdout.flush()
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return STOPPED
    except BrokenPipeError:
        # Whoever read along (head, less) has seen enough; the interpreter must not complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_GONE
    except Exception as error:  # noqa: BLE001 - the edge of the program
        if args.debug:
            traceback.print_exc()
        print(sentence_for(error)(args.lang), file=sys.stderr)
        return FAILED
    return status


def sentence_for(error: Exception) -> Said:
    """One sentence for what went wrong, with what to do about it."""
    if isinstance(error, Refusal):
        return error.said
    text = str(getattr(error, "text", ""))  # a UserError, in the active language
    if text:
        return Said(text, text)
    if isinstance(error, BadSetting):
        return Said(f"環境変数の値が使えません。{error}", f"A setting cannot be used. {error}")
    if isinstance(error, KeyFileProblem):
        return Said(
            f"鍵ファイルを読めません。nezuku doctor で詳しく調べられます。（{error}）",
            f"The key file cannot be read; nezuku doctor says more. ({error})",
        )
    if isinstance(error, PermissionError):
        return Said(
            f"{error.filename} を読み書きする権限がありません。"
            "サーバーを動かしている利用者で実行してください。",
            f"No permission for {error.filename}. Run this as the user that runs the server.",
        )
    if isinstance(error, OSError) and error.filename:
        return Said(
            f"{error.filename} を開けません（{error.strerror}）。",
            f"{error.filename} cannot be opened ({error.strerror}).",
        )
    name = type(error).__name__
    if type(error).__module__.startswith("django.db"):
        return Said(
            f"データベースを使えません（{name}: {error}）。nezuku doctor で原因を調べてください。",
            f"The database cannot be used ({name}: {error}). nezuku doctor finds out why.",
        )
    return Said(
        f"予期しないエラーで止まりました（{name}）。--debug を付けると詳細が表示されます。",
        f"Stopped by an unexpected error ({name}). Add --debug to see the details.",
    )
