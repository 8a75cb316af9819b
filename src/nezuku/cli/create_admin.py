"""`nezuku create-admin`: an administrator's account, also when nobody can sign in any more.

Owns the questions and the checks of what is typed; the account is made by an action of people. A
password is never taken from the arguments, where every user of the machine could read it.
"""

from __future__ import annotations

import argparse
import getpass
import sys

from nezuku.cli.start import existing_instance, start_django
from nezuku.cli.words import Refusal, Said

ATTEMPTS = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """This will describe the options of the command."""
    parser.add_argument("--email", help="メールアドレス / mail address")
    parser.add_argument("--name", help="氏名 / name")
    parser.add_argument(
        "--password-stdin",
        action="store_true",
        help="パスワードを標準入力の1行目から読みます / read the password from standard input",
    )


def run(args: argparse.Namespace) -> int:
    """This will ask for what was not given and create the account."""
    existing_instance()
    start_django(args.lang)
    from nezuku.foundation.kit import clock
    from nezuku.foundation.kit.actor import command_line
    from nezuku.foundation.kit.permissions import Role
    from nezuku.foundation.people.actions import Grant, create_member

    email = args.email or _asked(Said("メールアドレス: ", "Mail address: "), args.lang)
    name = args.name or _asked(Said("氏名: ", "Name: "), args.lang)
    password = _from_stdin() if args.password_stdin else _typed(args.lang)
    create_member(
        actor=command_line(getpass.getuser()),
        now=clock.now(),
        email=email,
        name=name,
        grants=[Grant(Role.ADMIN), Grant(Role.MEMBER)],
        password=password,
        locale=args.lang,
    )
    print(
        Said(
            f"管理者 {name}（{email}）を作成しました。このメールアドレスでサインインできます。",
            f"Created the administrator {name} ({email}), who can sign in now.",
        )(args.lang)
    )
    return 0


def _asked(question: Said, lang: str) -> str:
    if not sys.stdin.isatty():
        raise Refusal(
            "入力できる端末がありません。--email、--name、--password-stdin を指定してください。",
            "There is no terminal to ask on. Give --email, --name and --password-stdin.",
        )
    answer = ""
    while not answer:
        answer = input(question(lang)).strip()
    return answer


def _from_stdin() -> str:
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise Refusal(
            "標準入力にパスワードがありません。", "There is no password on standard input."
        )
    return password


def _typed(lang: str) -> str:
    if not sys.stdin.isatty():
        _asked(Said("", ""), lang)
    for _attempt in range(ATTEMPTS):
        password = getpass.getpass(Said("パスワード（表示されません）: ", "Password: ")(lang))
        again = getpass.getpass(Said("もう一度: ", "Again: ")(lang))
        if password and password == again:
            return password
        print(Said("2回の入力が一致しません。", "The two differ.")(lang), file=sys.stderr)
    raise Refusal(
        "パスワードを確認できませんでした。もう一度お試しください。",
        "The password could not be confirmed. Please try again.",
    )
