"""The checks of `doctor` that need no database: the machine, the data directory, the key file."""

from __future__ import annotations

import http.client
import platform
import shutil
import smtplib
import socket
import sqlite3
import stat
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from nezuku.cli.findings import Answer, bad, good, note
from nezuku.cli.start import database_file
from nezuku.cli.words import Said
from nezuku.config.env import Env
from nezuku.foundation.kit.seal import KEY_BYTES

OLDEST_PYTHON = (3, 11)
OLDEST_SQLITE = (3, 31)
#: Below the first the database can fail at any moment; below the second it is time to act.
FULL, NEARLY_FULL = 200 * 2**20, 2 * 2**30
#: No copy of this product ran before it was written.
EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)
_PATIENCE_SECONDS = 3


def machine_answers(env: Env, now: datetime) -> Iterator[Answer]:
    """The machine and the files of the instance. Nothing is created or changed for good."""
    yield _python()
    yield _sqlite()
    yield _clock(env, now)
    yield from _data_directory(env)
    yield _key_file(env)
    yield _port(env)
    yield _mail(env)


def _python() -> Answer:
    version = platform.python_version()
    if sys.version_info < OLDEST_PYTHON:
        return bad(
            "python",
            Said(f"Python {version} は古すぎます。", f"Python {version} is too old."),
            Said("Python 3.11 以降を入れてください。", "Install Python 3.11 or newer."),
        )
    return good("python", f"Python {version}", f"Python {version}")


def _sqlite() -> Answer:
    version = sqlite3.sqlite_version
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        return bad(
            "sqlite",
            Said(f"SQLite {version} は古すぎます。", f"SQLite {version} is too old."),
            Said(
                "SQLite 3.31 以降を含む Python を使ってください。",
                "Use a Python that comes with SQLite 3.31 or newer.",
            ),
        )
    return good("sqlite", f"SQLite {version}", f"SQLite {version}")


def _clock(env: Env, now: datetime) -> Answer:
    try:
        zone = ZoneInfo(env.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return bad(
            "clock",
            Said(f"時間帯 {env.time_zone} が見つかりません。", f"No time zone {env.time_zone}."),
            Said(
                "NEZUKU_TIME_ZONE を Asia/Tokyo のような名前にしてください。",
                "Set NEZUKU_TIME_ZONE to a name such as Asia/Tokyo.",
            ),
            stops_all=True,
        )
    shown = now.astimezone(zone).strftime("%Y-%m-%d %H:%M")
    if now < EARLIEST:
        return bad(
            "clock",
            Said(f"時計が {shown} を指しています。", f"The clock says {shown}."),
            Said("サーバーの時刻合わせを確かめてください。", "Check the server's time service."),
        )
    said = f"{shown} ({env.time_zone})"
    return good("clock", f"時刻 {said}", f"Time {said}")


def _data_directory(env: Env) -> Iterator[Answer]:
    place = env.data_dir
    if not place.exists():
        yield note(
            "data",
            Said(f"データの置き場所 {place} はまだありません。", f"{place} does not exist yet."),
            Said(
                "nezuku serve の最初の起動で作られます。"
                "場所が違うときは --data で指定してください。",
                "The first nezuku serve makes it. If the place is wrong, name it with --data.",
            ),
        )
        return
    try:
        with tempfile.TemporaryFile(dir=place) as file:
            file.write(b"x")
    except OSError as error:
        yield bad(
            "data",
            Said(
                f"データの置き場所 {place} に書き込めません（{error.strerror}）。",
                f"Cannot write to the data directory {place} ({error.strerror}).",
            ),
            Said(
                "サーバーを動かす利用者に、このフォルダーの書き込み権限を与えてください。",
                "Give the user that runs the server the right to write there.",
            ),
            stops_all=True,
        )
        return
    yield good("data", f"データの置き場所 {place}", f"Data directory {place}")
    free = shutil.disk_usage(place).free
    said = Said(f"ディスクの空き {free / 2**30:.1f} GB", f"{free / 2**30:.1f} GB of disk free")
    advice = Said(
        "空きがなくなると記録が書けず、やりとりが止まります。容量を増やしてください。",
        "Without space nothing can be recorded and every exchange stops. Make room.",
    )
    if free < FULL:
        yield bad("disk", said, advice)
    elif free < NEARLY_FULL:
        yield note("disk", said, advice)
    else:
        yield good("disk", said.ja, said.en)


def _key_file(env: Env) -> Answer:
    path = env.key_file
    if not path.exists():
        if not env.database_url and not database_file(env).exists():
            return note(
                "key",
                Said("鍵ファイルはまだありません。", "There is no key file yet."),
                Said("最初の起動で作られます。", "The first start makes it."),
            )
        return bad(
            "key",
            Said(f"鍵ファイル {path} がありません。", f"The key file {path} is missing."),
            Said(
                "サーバーを起動せずに、バックアップから元の場所に戻してください。"
                "新しい鍵では、保存済みの本文と接続情報を開けません。",
                "Do not start the server. Put it back from your backup: a new key opens nothing "
                "that was sealed before.",
            ),
        )
    try:
        key = bytes.fromhex(path.read_text("ascii").strip())
    except (OSError, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        return bad(
            "key",
            Said(f"鍵ファイル {path} の中身を読めません。", f"The key file {path} is unreadable."),
            Said("バックアップから戻してください。", "Put it back from your backup."),
            stops_all=True,
        )
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        return bad(
            "key",
            Said(
                f"鍵ファイルを、ほかの利用者も読めます（{mode:04o}）。",
                f"Other users can read the key file ({mode:04o}).",
            ),
            Said(f"chmod 600 {path} を実行してください。", f"Run chmod 600 {path}."),
        )
    return good("key", f"鍵ファイル {path}（{mode:04o}）", f"Key file {path} ({mode:04o})")


def _port(env: Env) -> Answer:
    parts = urlsplit(env.base_url)
    port = parts.port or 8000  # behind a proxy the product itself listens where serve's default is
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return _taken(port)
    return good("port", f"ポート {port} は空いています", f"Port {port} is free")


def _taken(port: int) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE_SECONDS)
    try:
        connection.request("GET", "/healthz")
        ours = connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        ours = False
    finally:
        connection.close()
    if ours:
        return good("port", f"ポート {port} で動いています", f"Serving on port {port}")
    return bad(
        "port",
        Said(f"ポート {port} は使われています。", f"Port {port} is taken."),
        Said(
            "使っているプログラムを止めるか、nezuku serve --port で別の番号を指定してください。",
            "Stop the program that uses it, or name another with nezuku serve --port.",
        ),
    )


def _mail(env: Env) -> Answer:
    if not env.email_url:
        return note(
            "mail",
            Said("メールの送信は設定されていません。", "Sending mail is not configured."),
            Said(
                "招待やパスワード再設定はリンクを手渡しします。送信するには NEZUKU_EMAIL_URL を"
                "設定してください。",
                "Invitations and resets are handed over as links. To send them set "
                "NEZUKU_EMAIL_URL.",
            ),
        )
    parts = urlsplit(env.email_url)
    standard = {"smtp": smtplib.SMTP_PORT, "smtps": smtplib.SMTP_SSL_PORT}.get(parts.scheme, 587)
    host, port = parts.hostname or "", parts.port or standard
    try:
        socket.create_connection((host, port), timeout=_PATIENCE_SECONDS).close()
    except OSError as error:
        return bad(
            "mail",
            Said(
                f"メールサーバー {host}:{port} に接続できません（{error}）。",
                f"No connection to the mail server {host}:{port} ({error}).",
            ),
            Said(
                "NEZUKU_EMAIL_URL と、社内のファイアウォールの設定を確かめてください。",
                "Check NEZUKU_EMAIL_URL and the firewall.",
            ),
        )
    return good("mail", f"メールサーバー {host}:{port}", f"Mail server {host}:{port}")
