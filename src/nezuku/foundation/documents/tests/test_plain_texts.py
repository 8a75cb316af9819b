"""Text files are given as they are, from bytes or from a path."""

from __future__ import annotations

from pathlib import Path

import pytest

from nezuku.foundation.documents import errors
from nezuku.foundation.documents.extracts import extract
from nezuku.foundation.documents.kinds import Kind
from nezuku.foundation.documents.limits import ExtractLimits


def test_text_keeps_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes("# 見出し\r\n本文\r2行目\n".encode("cp932"))
    found = extract(path, "メモ.md")
    assert found.kind is Kind.MD
    assert found.text == "# 見出し\n本文\n2行目"
    assert found.pages == 1
    assert not found.truncated


def test_csv_stays_csv() -> None:
    assert extract(b'a,"b\r\nc"\r\n1,2\r\n', "x.csv").text == 'a,"b\nc"\n1,2'


def test_a_file_above_the_limit_is_refused_with_both_sizes(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(b"x" * 3 * 2**20)
    with pytest.raises(errors.FileTooLarge) as raised:
        extract(path, "a.txt", limits=ExtractLimits(bytes=2**20))
    assert "3.0 MB" in raised.value.text
    assert "1.0 MB" in raised.value.text
