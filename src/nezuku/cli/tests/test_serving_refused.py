"""`nezuku serve` refuses to start where it would share a port or lose a key."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from nezuku.cli.serve import require_free, require_key
from nezuku.cli.words import Refusal


def test_a_port_in_use_is_named_with_a_way_out() -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Refusal) as caught:
            require_free("127.0.0.1", port)
    assert f"--port {port + 1}" in str(caught.value)


def test_a_free_port_is_taken() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    require_free("127.0.0.1", port)


def test_an_address_that_is_not_ours_is_refused() -> None:
    with pytest.raises(Refusal):
        require_free("192.0.2.1", 8000)


def test_no_new_key_is_made_beside_an_old_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEZUKU_DATA_DIR", str(tmp_path))
    require_key()
    (tmp_path / "nezuku.sqlite3").touch()
    with pytest.raises(Refusal):
        require_key()
    assert not (tmp_path / "keys").exists()
