"""The dictionary compiled for the guard, kept in a file named after the token of its terms.

Owns the file and how it is filled. The token is drawn anew at each change of the dictionary, so
a file is never out of date: it is right for its token, or it is not there.
"""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from nezuku.foundation.policy.models import DictionaryVersion
from nezuku.foundation.policy.models import Term as TermRow
from nezuku.guard import Dictionary, DictionaryError, Term

logger = logging.getLogger(__name__)

_DIGEST_BYTES = 32
_TRIES = 3


def load(folder: Path, token: str, earlier: Dictionary | None = None) -> tuple[Dictionary, str]:
    """The dictionary of this token, or of a newer one when the terms change meanwhile.

    From the file if there is one, else from the table; then the file is written. What is as in
    `earlier`, the dictionary before the change, is taken over. Gives the token with it.
    Raises DictionaryError, DatabaseError.
    """
    kept = _read(_path(folder, token), earlier) if token else None
    if kept is not None:
        return kept, token
    for _attempt in range(_TRIES):
        dictionary = Dictionary.build(_terms(), earlier)
        after = current_token()
        if after == token:
            if token:
                _write(folder, token, dictionary.to_bytes())
            return dictionary, token
        token = after
    # Changed during each reading: what was read last may mix two states. Giving it no token makes
    # the next check read again.
    return dictionary, ""


def is_small(most: int) -> bool:
    """Whether the dictionary has at most so many terms."""
    return len(TermRow.objects.values_list("pk")[: most + 1]) <= most


def current_token() -> str:
    """The token of the dictionary as it is now, "" before its first change."""
    return DictionaryVersion.objects.filter(pk=1).values_list("token", flat=True).first() or ""


def _terms() -> Iterator[Term]:
    rows = TermRow.objects.values_list("text", "kind", "level", "aliases").order_by()
    for text, kind, level, aliases in rows.iterator(chunk_size=5_000):
        yield Term(text=text, kind=kind, level=level, aliases=tuple(aliases))


def _path(folder: Path, token: str) -> Path:
    if not token.isalnum():
        raise ValueError(token)
    return folder / f"dictionary-{token}.bin"


def _read(path: Path, earlier: Dictionary | None) -> Dictionary | None:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError:
        logger.warning("the compiled dictionary cannot be read", exc_info=True)
        return None
    digest, body = data[:_DIGEST_BYTES], data[_DIGEST_BYTES:]
    if hashlib.sha256(body).digest() != digest:
        logger.warning("the compiled dictionary is damaged; reading the table instead")
        return None
    try:
        return Dictionary.from_bytes(body, earlier)
    except DictionaryError:  # written by another release
        return None


def _write(folder: Path, token: str, body: bytes) -> None:
    """Write the file whole or not at all, and remove those of earlier tokens."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = _path(folder, token)
        draft = folder / f"dictionary-{secrets.token_hex(8)}.part"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(hashlib.sha256(body).digest() + body)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        for other in folder.glob("dictionary-*.bin"):
            if other != path:
                other.unlink(missing_ok=True)
    except OSError:
        # The file only saves time at the next start.
        logger.warning("the compiled dictionary cannot be written", exc_info=True)
