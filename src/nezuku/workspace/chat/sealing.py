"""The text of attached files at rest: sealed with the instance's key file."""

from __future__ import annotations

from django.conf import settings

from nezuku.foundation.kit.seal import Keyring

PURPOSE = "chat-attachment"


def seal(text: str) -> bytes:
    """The text of a file as it is kept."""
    return _keyring().seal(PURPOSE, text.encode("utf-8", "surrogatepass"))


def open_text(sealed: bytes | memoryview[int]) -> str:
    """The text of a file. Raises Unsealable when it was sealed with another key file."""
    return _keyring().open(PURPOSE, bytes(sealed)).decode("utf-8", "surrogatepass")


def _keyring() -> Keyring:
    ring: Keyring = settings.KEYRING
    return ring
