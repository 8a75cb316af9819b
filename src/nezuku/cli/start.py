"""Starting Django for the commands that need the database, and only as far as they need it."""

from __future__ import annotations

import os
from pathlib import Path

from nezuku.cli.words import Refusal
from nezuku.config.env import Env, read_env

SETTINGS = "nezuku.config.settings"


def existing_instance() -> Env:
    """The settings of an instance that has been started before. Raises Refusal.

    Without this the first import of the settings would make a new data directory and a new key
    beside a database that was sealed with another one.
    """
    env = read_env()
    if not env.data_dir.is_dir():
        raise Refusal(
            f"データの置き場所 {env.data_dir} がありません。--data で場所を指定するか、"
            "nezuku serve で最初の起動をしてください。",
            f"There is no data directory {env.data_dir}. Name one with --data, "
            "or start the product for the first time with nezuku serve.",
        )
    if not env.database_url and not database_file(env).exists():
        raise Refusal(
            f"{env.data_dir} にデータベースがありません。--data の場所を確かめるか、"
            "nezuku serve で最初の起動をしてください。",
            f"There is no database in {env.data_dir}. Check the directory given with --data, "
            "or start the product for the first time with nezuku serve.",
        )
    if not env.key_file.exists():
        raise Refusal(
            f"鍵ファイル {env.key_file} がありません。バックアップから元の場所に戻してください。"
            "鍵がないと、暗号化した本文と接続情報は開けません。",
            f"The key file {env.key_file} is missing. Put it back from your backup: "
            "without it sealed texts and keys cannot be opened.",
        )
    return env


def database_file(env: Env) -> Path:
    """Where the database lies when no server is named."""
    return env.data_dir / "nezuku.sqlite3"


def start_django(lang: str) -> None:
    """This will start Django with the settings of the instance, speaking `lang`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django
    from django.utils import translation

    django.setup()
    translation.activate(lang)


def borrow_words(lang: str) -> None:
    """This will let Django's catalogues speak without starting anything else of Django."""
    from django.apps import apps
    from django.conf import settings
    from django.utils import translation

    package = Path(__file__).resolve().parent.parent
    if not settings.configured:
        catalogues = sorted(str(path) for path in package.glob("**/locale") if path.is_dir())
        settings.configure(USE_I18N=True, USE_TZ=True, LANGUAGE_CODE="ja", LOCALE_PATHS=catalogues)
        apps.populate(())
    translation.activate(lang)
