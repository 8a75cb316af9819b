"""`nezuku demo` touches nothing but a demo, and serves one that answers."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from nezuku.cli import demo
from nezuku.cli.words import Refusal


def test_a_directory_with_anything_else_in_it_is_refused(tmp_path: Path) -> None:
    real = tmp_path / "data"
    real.mkdir()
    (real / "nezuku.sqlite3").write_bytes(b"precious")
    for fresh in (False, True):
        with pytest.raises(Refusal):
            demo._claim(real, fresh=fresh)
    assert (real / "nezuku.sqlite3").read_bytes() == b"precious"
    assert not (real / demo.MARK).exists()


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    way = tmp_path / "file"
    way.write_text("x")
    with pytest.raises(Refusal):
        demo._claim(way, fresh=True)


def test_a_half_built_demo_is_begun_anew_and_a_ready_one_kept(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    demo._claim(folder, fresh=False)
    (folder / "half").touch()
    demo._claim(folder, fresh=False)
    assert not (folder / "half").exists()
    (folder / "ready").touch()
    (folder / "nezuku.sqlite3").touch()
    demo._claim(folder, fresh=False)
    assert (folder / "nezuku.sqlite3").exists()
    demo._claim(folder, fresh=True)
    assert not (folder / "nezuku.sqlite3").exists()
    assert (folder / demo.MARK).exists()


def test_its_options_have_safe_defaults() -> None:
    parser = argparse.ArgumentParser()
    demo.add_arguments(parser)
    args = parser.parse_args([])
    assert (args.host, args.port, args.fresh, args.build_only) == ("127.0.0.1", 8000, False, False)
