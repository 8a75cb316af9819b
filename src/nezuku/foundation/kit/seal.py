"""Secrets at rest: sealing with the instance's key file, and keys derived from it.

Owns the key file and the format of sealed bytes; does not know what is sealed.
"""

from __future__ import annotations

import os
import secrets
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
_NONCE_BYTES = 12
_VERSION = b"\x01"


class KeyFileProblem(Exception):
    """The key file is missing, unreadable or too short; nothing sealed can be opened."""


class Unsealable(Exception):
    """The bytes were sealed with another key file, for another purpose, or were changed."""


def read_or_create_key(path: Path) -> bytes:
    """This will read the master key (32 bytes, hex in the file), creating it at first start.

    The file is created with mode 0600 and never overwritten. Raises KeyFileProblem.
    """
    try:
        key = bytes.fromhex(path.read_text("ascii").strip())
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        key = secrets.token_bytes(KEY_BYTES)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return read_or_create_key(path)
        with os.fdopen(handle, "w") as file:
            file.write(key.hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        return key
    except (OSError, ValueError) as error:
        raise KeyFileProblem(f"the key file {path} cannot be read") from error
    if len(key) != KEY_BYTES:
        raise KeyFileProblem(f"the key file {path} does not hold {KEY_BYTES} bytes")
    return key


class Keyring:
    """Keys for different purposes, all derived (HKDF-SHA256) from one master key."""

    def __init__(self, master: bytes) -> None:
        self._master = master
        self.derive = cache(self._derive)
        self._cipher = cache(self._make_cipher)

    def _derive(self, purpose: str) -> bytes:
        kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"nezuku:" + purpose.encode())
        return kdf.derive(self._master)

    def _make_cipher(self, purpose: str) -> AESGCM:
        """The cipher of a purpose; it keeps no state between calls, so threads share it."""
        return AESGCM(self.derive(purpose))

    def seal(self, purpose: str, data: bytes) -> bytes:
        """This will encrypt and authenticate `data` (AES-256-GCM) for one purpose."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return _VERSION + nonce + self._cipher(purpose).encrypt(nonce, data, _VERSION)

    def open(self, purpose: str, sealed: bytes) -> bytes:
        """The data sealed for `purpose`. Raises Unsealable."""
        sealed = bytes(sealed)
        if sealed[:1] != _VERSION:
            raise Unsealable
        nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        try:
            return self._cipher(purpose).decrypt(nonce, body, _VERSION)
        except (InvalidTag, ValueError) as error:
            raise Unsealable from error
