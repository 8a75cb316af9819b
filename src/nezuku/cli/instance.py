"""The checks of `doctor` inside an instance: database, versions, sealed data, models, ledger.

Imported only after Django has been started.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from nezuku.cli.findings import Answer, State, bad, good, note
from nezuku.cli.words import Said
from nezuku.foundation.kit.actor import SYSTEM
from nezuku.foundation.ledger.health import LedgerHealth, ledger_health
from nezuku.foundation.people.queries import administrators
from nezuku.foundation.policy.queries.models import (
    ConnectionUnusable,
    connection_facts,
    connections,
)

_AHEAD = timedelta(minutes=5)
_BACKUP = Said(
    "サーバーを止め、データの置き場所をバックアップから戻してください。",
    "Stop the server and restore the data directory from your backup.",
)


def instance_answers(now: datetime) -> Iterator[Answer]:
    """The inside of an instance. Stops at the first thing that everything else stands on."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        yield bad(
            "database",
            Said(
                f"データベースに接続できません（{error}）。",
                f"No connection to the database ({error}).",
            ),
            Said(
                "NEZUKU_DATABASE_URL、データベースのサーバー、ファイルの権限を確かめてください。",
                "Check NEZUKU_DATABASE_URL, the database server and the rights of the file.",
            ),
        )
        return
    yield good(
        "database", f"データベース（{connection.vendor}）", f"Database ({connection.vendor})"
    )
    migrations = _migrations()
    yield migrations
    yield _static_files()
    if migrations.state is not State.GOOD:
        return
    try:
        health = ledger_health()
        yield from _ledger(health, now)
        yield _administrators()
        yield from _models()
    except DatabaseError as error:
        yield bad(
            "database",
            Said(
                f"データベースを読み取れません（{error}）。",
                f"The database is unreadable ({error}).",
            ),
            _BACKUP,
        )


def _migrations() -> Answer:
    executor = MigrationExecutor(connection)
    known = set(executor.loader.disk_migrations)
    newer = sorted(
        f"{app}.{name}"
        for app, name in executor.loader.applied_migrations
        if app in executor.loader.migrated_apps and (app, name) not in known
    )
    if newer:
        return bad(
            "migrations",
            Said(
                f"データベースは、このプログラムより新しい版で作られています（{newer[0]}）。",
                f"The database was made by a newer version of the program ({newer[0]}).",
            ),
            Said(
                "プログラムを元の新しい版に戻してください。このまま起動してはいけません。",
                "Go back to the newer program. Do not start this one.",
            ),
        )
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        return note(
            "migrations",
            Said(
                f"データベースの更新が {len(waiting)} 件、まだ済んでいません。",
                f"{len(waiting)} updates of the database have not been made yet.",
            ),
            Said(
                "データの置き場所をバックアップしてから nezuku serve を起動すると、更新されます。",
                "Back up the data directory; the next nezuku serve makes them.",
            ),
        )
    return good("migrations", "データベースは最新の形です", "The database is up to date")


def _static_files() -> Answer:
    if not (settings.STATIC_ROOT / "staticfiles.json").exists():
        return note(
            "static",
            Said("画面の部品がまだ用意されていません。", "The static files are not ready yet."),
            Said("nezuku serve の起動で用意されます。", "nezuku serve prepares them."),
        )
    return good("static", "画面の部品は用意できています", "The static files are ready")


def _ledger(health: LedgerHealth, now: datetime) -> Iterator[Answer]:
    if health.key_fits is False:
        yield bad(
            "sealed",
            Said(
                "鍵ファイルが、保存されているデータの鍵と違います。",
                "The key file is not the one that the data was sealed with.",
            ),
            Said(
                "データと同じ時点のバックアップから、鍵ファイルを戻してください。",
                "Restore the key file from the same backup as the data.",
            ),
        )
    elif health.key_fits:
        yield good("sealed", "鍵ファイルは保存データと合っています", "The key file fits the data")
    if health.newest_at is not None and health.newest_at > now + _AHEAD:
        yield bad(
            "order",
            Said(
                "時計が、最後の記録の時刻より前を指しています。",
                "The clock is behind the newest record.",
            ),
            Said("サーバーの時刻合わせを確かめてください。", "Check the server's time service."),
        )
    if health.open_exchanges:
        count = health.open_exchanges
        yield note(
            "open",
            Said(f"終わっていないやりとりが {count} 件あります。", f"{count} exchanges are open."),
            Said(
                "回答中であれば問題ありません。サーバーが止まっていたなら、次の起動で"
                "「中断」と記録されます。",
                "That is normal while answers are on their way. After a crash the next start "
                "marks them as interrupted.",
            ),
        )
    if health.was_whole is False:
        yield bad(
            "chain",
            Said(
                "前回の検証で、記録に問題が見つかっています。",
                "The last verification found problems in the ledger.",
            ),
            Said("nezuku verify で場所を確かめてください。", "Run nezuku verify to see where."),
        )
    elif health.verified_at is not None:
        day = health.verified_at.astimezone().strftime("%Y-%m-%d")
        yield good("chain", f"記録の検証は {day} に済んでいます", f"The ledger was verified {day}")


def _administrators() -> Answer:
    count = len(administrators())
    if not count:
        return note(
            "admin",
            Said("サインインできる管理者がいません。", "No administrator can sign in."),
            Said(
                "最初の設定を画面で終えるか、nezuku create-admin で作ってください。",
                "Finish the set-up in the browser, or run nezuku create-admin.",
            ),
        )
    return good("admin", f"管理者 {count} 人", f"Administrators: {count}")


def _models() -> Iterator[Answer]:
    active = [row for row in connections(SYSTEM) if row.is_active]
    if not active:
        yield note(
            "models",
            Said("モデルはまだ接続されていません。", "No model is connected yet."),
            Said(
                "接続するまでは、送る内容をそのまま見せるプレビューが答えます。"
                "画面の「モデル接続」で接続してください。",
                "Until then a preview answers with what would be sent. "
                "Connect one under Model connections.",
            ),
        )
    for row in active:
        try:
            connection_facts(SYSTEM, row.connection_id)
        except ConnectionUnusable:
            yield bad(
                "models",
                Said(
                    f"接続先「{row.label}」の API キーを開けません。",
                    f"The key of the connection {row.label} does not open.",
                ),
                Said(
                    "管理者の画面で API キーを入力し直してください。",
                    "An administrator has to type the key again.",
                ),
            )
            continue
        if row.check_problem:
            yield note(
                "models",
                Said(
                    f"接続先「{row.label}」は前回の確認で失敗しました（{row.check_problem}）。",
                    f"The connection {row.label} failed its last check ({row.check_problem}).",
                ),
                Said(
                    "管理者の画面でもう一度確認してください。",
                    "An administrator should check it again.",
                ),
            )
        else:
            yield good("models", f"接続先「{row.label}」", f"Connection {row.label}")
