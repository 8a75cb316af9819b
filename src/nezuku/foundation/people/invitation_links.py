"""The secret part of an invitation's link: made from the row and the instance's key file."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from django.conf import settings


def new_salt() -> str:
    """Random text that makes one link differ from all others; a new one ends the old link."""
    return secrets.token_hex(16)


def token_of(salt: str) -> str:
    """The secret that stands in the link (43 characters, safe in an address)."""
    key = settings.KEYRING.derive("invitation")
    digest = hmac.new(key, salt.encode(), "sha256").digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def token_hash(token: str) -> str:
    """The form in which the database knows a token (SHA-256, hex)."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
