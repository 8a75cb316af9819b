"""Keys of model vendors at rest: sealed together with the address that they belong to.

Owns the sealed form. A row whose address was changed in the database, past the product, does
not open: the key can only go where the person who typed it meant it to go.
"""

from __future__ import annotations

import orjson
from django.conf import settings

from nezuku.foundation.kit.seal import Keyring, Unsealable

PURPOSE = "model-key"


def seal_key(key: str, base_url: str) -> bytes:
    """This will seal a key for one address; no key gives empty bytes."""
    if not key:
        return b""
    return _keyring().seal(PURPOSE, orjson.dumps({"key": key, "base_url": base_url}))


def open_key(sealed: bytes, base_url: str) -> str:
    """The key sealed for this address, "" where there is none. Raises Unsealable."""
    if not sealed:
        return ""
    held = orjson.loads(_keyring().open(PURPOSE, sealed))
    if held["base_url"] != base_url:
        raise Unsealable
    return str(held["key"])


def _keyring() -> Keyring:
    keyring: Keyring = settings.KEYRING
    return keyring
