"""`nezuku version`: which version this is."""

from __future__ import annotations

import argparse
import platform
import sqlite3
from importlib.metadata import version


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """This will describe the options of the command: it has none."""


def run(_args: argparse.Namespace) -> int:
    """This will print the version and what it runs on."""
    print(
        f"nezuku {version('nezuku')} (Python {platform.python_version()}, "
        f"Django {version('django')}, SQLite {sqlite3.sqlite_version})"
    )
    return 0
