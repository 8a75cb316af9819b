"""`nezuku demo`: a company of eighty people with half a year behind it, to look around in.

Owns the demo's data directory: it is marked, and nothing but a marked directory is ever touched.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
from pathlib import Path

from nezuku.cli import serve
from nezuku.cli.words import Refusal, Said

FOLDER = ".demo"
MARK = "THIS-IS-A-DEMO.txt"
_READY = "ready"
_MARK_TEXT = (
    "This directory holds the demo company of Nezuku. `nezuku demo` may delete and rebuild it.\n"
    "見本の会社のデータです。nezuku demo がこのフォルダーを消して作り直すことがあります。\n"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """This will describe the options of the command."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on")
    parser.add_argument(
        "--fresh", action="store_true", help="データを作り直します / build the company anew"
    )
    parser.add_argument(
        "--build-only", action="store_true", help="作るだけで起動しません / build, do not serve"
    )


def run(args: argparse.Namespace) -> int:
    """This will build the demo company where it is missing, print its people, and serve it."""
    folder = Path(getattr(args, "data", None) or FOLDER).absolute()
    _claim(folder, fresh=args.fresh)
    port = _free_port()
    os.environ["NEZUKU_DATA_DIR"] = str(folder)
    os.environ["NEZUKU_DATABASE_URL"] = ""
    os.environ["NEZUKU_EMAIL_URL"] = ""
    os.environ["NEZUKU_LOCAL_MODELS"] = f"127.0.0.1:{port}"
    os.environ.setdefault("NEZUKU_BASE_URL", f"http://{args.host}:{args.port}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nezuku.config.settings")
    import django

    django.setup()
    serve.prepare()
    lang = getattr(args, "lang", "ja")
    if not (folder / _READY).exists():
        print(Said("見本の会社を作っています…", "Building the demo company …")(lang), flush=True)
        _build(folder, port, lang)
    else:
        _point_to(port)
    _print_people(lang)
    if args.build_only:
        return 0
    from nezuku.workspace.demo import model

    with model.served(port):
        return serve.run(argparse.Namespace(host=args.host, port=args.port, quiet=False))


def _claim(folder: Path, *, fresh: bool) -> None:
    """This will leave a marked directory, emptied where it was to be or was left half built.

    Raises Refusal for a directory that holds anything else: it may be a real instance.
    """
    marked = (folder / MARK).is_file()
    if folder.exists() and not marked and (not folder.is_dir() or any(folder.iterdir())):
        raise Refusal(
            f"{folder} は見本のデータではないため、使いません。"
            "--data で別の場所を指定してください。",
            f"{folder} is not a demo, so it is left alone. Name another place with --data.",
        )
    if marked and (fresh or not (folder / _READY).exists()):
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).write_text(_MARK_TEXT, "utf-8")


def _build(folder: Path, port: int, lang: str) -> None:
    from nezuku.foundation.kit import clock
    from nezuku.workspace.demo.building import build

    built = build(now=clock.now(), model_address=_address(port))
    (folder / _READY).touch()
    said = Said(
        f"  社員80人、やりとり{built.exchanges}件、チャット{built.threads}件",
        f"  80 people, {built.exchanges} exchanges, {built.threads} conversations",
    )
    print(said(lang), flush=True)


def _point_to(port: int) -> None:
    """The demo model has another port at each start; its connection follows."""
    from nezuku.foundation.kit import clock
    from nezuku.foundation.kit.actor import SYSTEM
    from nezuku.foundation.policy import actions, queries
    from nezuku.workspace.demo.recording import CONNECTION

    for row in queries.connections(SYSTEM):
        if row.label == CONNECTION:
            now = clock.now()
            actions.change_connection(
                actor=SYSTEM,
                now=now,
                connection_id=row.connection_id,
                label=row.label,
                base_url=_address(port),
            )
            actions.record_check(actor=SYSTEM, now=now, connection_id=row.connection_id, problem="")


def _print_people(lang: str) -> None:
    from nezuku.foundation.people.cast import DOMAIN, PASSWORD

    people = (
        (Said("推進リーダー", "lead"), "shiraishi"),
        (Said("管理者", "administrator"), "morishita"),
        (Said("責任者", "sponsor"), "todo"),
        (Said("監査担当", "auditor"), "kuroda"),
        (Said("部門アンバサダー", "ambassador"), "okabe"),
        (Said("社員（営業）", "member, sales"), "miyake"),
        (Said("社員（製造）", "member, factory"), "hayakawa"),
    )
    print(Said("\n  サインインできる人", "\n  People to sign in as")(lang))
    for role, login in people:
        print(f"    {login}@{DOMAIN}  {role(lang)}")
    print(Said(f"  パスワードは全員 {PASSWORD}", f"  Everybody's password: {PASSWORD}")(lang))


def _address(port: int) -> str:
    return f"http://127.0.0.1:{port}/v1"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
