"""Pure rules of policy: what an address, a key, a level may look like. No ORM, no clock."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

LEVELS = (1, 2, 3)

#: The built-in model that answers while none is connected; its name cannot be given away.
PREVIEW_MODEL = "preview"

_KEY = re.compile(r"[\x21-\x7e]{1,1000}")
_SHOWN = 4
_LONG_ENOUGH_TO_SHOW = 12


def clean_address(text: str) -> str:
    """The address without the slashes and spaces around it, as it is kept and compared."""
    return text.strip().rstrip("/")


def address_problem(address: str, *, is_local: bool) -> str:
    """What speaks against an address, as a code; "" when nothing does.

    Codes: `malformed`, `scheme`, `credentials`, `plain` (a key would cross the open network
    unencrypted). Whether the address may be called at all is judged when it is called.
    """
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return "malformed"
    if parts.scheme not in {"http", "https"}:
        return "scheme"
    if not host or parts.query or parts.fragment or any(c.isspace() for c in address):
        return "malformed"
    if parts.username is not None or parts.password is not None:
        return "credentials"
    if parts.scheme == "http" and not is_local:
        return "plain"
    return ""


def is_key(text: str) -> bool:
    """Whether the text can stand in a header as a key: printable ASCII without spaces."""
    return _KEY.fullmatch(text) is not None


def key_hint(key: str) -> str:
    """The last four characters, enough to tell two keys apart; nothing of a short key."""
    return key[-_SHOWN:] if len(key) >= _LONG_ENOUGH_TO_SHOW else ""
