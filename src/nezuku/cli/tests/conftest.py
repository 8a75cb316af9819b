"""Running the command as a person does: a process of its own, its own data directory."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import translation

from nezuku.cli.main import main

PASSWORD = "correct horse 12 battery"
ADMIN = ("--email", "admin@example.co.jp", "--name", "管理 修", "--password-stdin")
Here = Callable[..., int]
Nezuku = Callable[..., "subprocess.CompletedProcess[str]"]


def environment(**changes: str) -> dict[str, str]:
    """The environment of a Japanese terminal, without anything of this test run's."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("NEZUKU_", "DJANGO_", "LC_"))}
    return {**kept, "LANG": "ja_JP.UTF-8", **changes}


@pytest.fixture
def nezuku(tmp_path: Path) -> Nezuku:
    """`nezuku(*words, input="", env={})` with the data directory `tmp_path / "data"`."""

    def run(
        *words: str,
        input: str | bytes = "",  # noqa: A002 - named as in subprocess
        env: dict[str, str] | None = None,
    ) -> subprocess.CompletedProcess[str]:
        data = input if isinstance(input, bytes) else input.encode()
        done = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "nezuku", *words],
            input=data,
            capture_output=True,
            check=False,
            timeout=60,
            cwd=tmp_path,
            env=environment(NEZUKU_DATA_DIR=str(tmp_path / "data"), **(env or {})),
        )
        return subprocess.CompletedProcess(
            done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
        )

    return run


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with an administrator in it; tests take copies."""
    data = tmp_path_factory.mktemp("instance") / "data"
    known = environment(NEZUKU_DATA_DIR=str(data), DJANGO_SETTINGS_MODULE="nezuku.config.settings")
    for words, said in (
        (["django", "migrate", "-v0"], ""),
        (["nezuku", "create-admin", *ADMIN], f"{PASSWORD}\n"),
    ):
        done = subprocess.run(  # noqa: S603 - our own commands
            [sys.executable, "-m", *words],
            check=False,
            timeout=120,
            capture_output=True,
            input=said.encode(),
            env=known,
        )
        assert done.returncode == 0, done.stderr.decode()
        (data / "said.txt").write_bytes(done.stdout + done.stderr)
    return data


@pytest.fixture
def instance(migrated: Path, tmp_path: Path) -> Path:
    """The data directory of an instance in which there is an administrator and nothing else."""
    return shutil.copytree(migrated, tmp_path / "data")


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> Here:
    """The commands on the database of this test run, without a process for each."""

    def run(*words: str, lang: str = "ja", said: str = "") -> int:
        monkeypatch.setattr("sys.stdin", io.StringIO(said))
        with translation.override(lang):
            return main([*words, "--lang", lang])

    for module in ("verify", "create_admin"):
        monkeypatch.setattr(f"nezuku.cli.{module}.existing_instance", lambda: None)
        monkeypatch.setattr(f"nezuku.cli.{module}.start_django", lambda lang: None)
    return run
