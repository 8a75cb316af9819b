"""A key between two tries of a connection: sealed, for one address, in the server's session.

A failed try shall not make a person paste the key again, and the key shall stand in no page and
in no row in the clear. Owns the sealed form and its life: one browser, one address, half an hour.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field

import orjson
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

from nezuku.foundation.kit import clock
from nezuku.foundation.kit.seal import Keyring, Unsealable

SESSION_KEY = "setup_draft"
PURPOSE = "setup-draft"
MAX_AGE_SECONDS = 1800
_SHOWN = 4
_LONG_ENOUGH_TO_SHOW = 12


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed at the last try. The key goes to this address and to no other."""

    preset: str
    base_url: str
    key: str = field(repr=False)

    @property
    def hint(self) -> str:
        """The last characters of the key; nothing of a short one."""
        return self.key[-_SHOWN:] if len(self.key) >= _LONG_ENOUGH_TO_SHOW else ""


def keep(session: SessionBase, draft: Draft) -> None:
    """This will keep what was typed for the next try."""
    body = {
        "preset": draft.preset,
        "base_url": draft.base_url,
        "key": draft.key,
        "until": clock.now().timestamp() + MAX_AGE_SECONDS,
    }
    sealed = _keyring().seal(PURPOSE, orjson.dumps(body))
    session[SESSION_KEY] = base64.b64encode(sealed).decode()


def kept(session: SessionBase, preset: str) -> Draft | None:
    """What was typed at the last try with this vendor, if it is still there."""
    text = session.get(SESSION_KEY)
    if not isinstance(text, str):
        return None
    try:
        body = orjson.loads(_keyring().open(PURPOSE, base64.b64decode(text)))
    except (Unsealable, binascii.Error):
        return None
    if body["preset"] != preset or body["until"] < clock.now().timestamp():
        return None
    return Draft(body["preset"], body["base_url"], body["key"])


def forget(session: SessionBase) -> None:
    """This will drop what was kept."""
    session.pop(SESSION_KEY, None)


def _keyring() -> Keyring:
    keyring: Keyring = settings.KEYRING
    return keyring
