"""The environment variables that configure an instance; each is read in this one place."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit


class BadSetting(Exception):
    """An environment variable holds something that cannot be used; the sentence says which."""


@dataclass(frozen=True, slots=True)
class Env:
    """What the environment says. `docs/en/settings.md` explains each to the person who runs it."""

    data_dir: Path
    database_url: str
    base_url: str
    allowed_hosts: tuple[str, ...]
    email_url: str
    email_from: str
    node: str
    time_zone: str
    debug: bool
    trusted_proxies: int
    local_models: tuple[str, ...]

    @property
    def key_file(self) -> Path:
        """Where the instance's key lies; without it sealed secrets cannot be opened."""
        return self.data_dir / "keys" / "nezuku.key"


def read_env() -> Env:
    """The settings of this process from NEZUKU_* variables. Raises BadSetting."""

    def words(name: str, default: str = "") -> tuple[str, ...]:
        return tuple(w for w in os.environ.get(name, default).replace(",", " ").split() if w)

    base_url = os.environ.get("NEZUKU_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
    host = urlsplit(base_url).hostname
    if not host:
        raise BadSetting(f"NEZUKU_BASE_URL is not an address: {base_url}")
    try:
        proxies = int(os.environ.get("NEZUKU_TRUSTED_PROXIES", "0"))
    except ValueError as error:
        raise BadSetting("NEZUKU_TRUSTED_PROXIES must be a number") from error
    return Env(
        data_dir=Path(os.environ.get("NEZUKU_DATA_DIR", "data")).absolute(),
        database_url=os.environ.get("NEZUKU_DATABASE_URL", ""),
        base_url=base_url,
        allowed_hosts=(host, "127.0.0.1", "localhost", *words("NEZUKU_ALLOWED_HOSTS")),
        email_url=os.environ.get("NEZUKU_EMAIL_URL", ""),
        email_from=os.environ.get("NEZUKU_EMAIL_FROM", f"nezuku@{host}"),
        node=os.environ.get("NEZUKU_NODE", "main"),
        time_zone=os.environ.get("NEZUKU_TIME_ZONE", "Asia/Tokyo"),
        debug=os.environ.get("NEZUKU_DEBUG", "") == "1",
        trusted_proxies=proxies,
        local_models=words("NEZUKU_LOCAL_MODELS"),
    )


def database_settings(env: Env) -> dict[str, object]:
    """Django's DATABASES["default"]: SQLite in the data directory, or the PostgreSQL of the URL.

    SQLite runs with a write-ahead log, immediate transactions (a deferred one that turns into a
    write fails with "locked" under load) and full synchronisation: a commit survives power loss.
    """
    if not env.database_url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(env.data_dir / "nezuku.sqlite3"),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;"
                    "PRAGMA foreign_keys=ON;PRAGMA mmap_size=134217728;PRAGMA cache_size=-16000;"
                ),
            },
        }
    parts = urlsplit(env.database_url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise BadSetting("NEZUKU_DATABASE_URL must begin with postgresql://")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
    }


def email_settings(env: Env) -> dict[str, object]:
    """Django's EMAIL_* settings from smtp://user:password@host:port (smtps:// for TLS at once).

    Without an address nothing is sent: invitations are then given as links.
    """
    if not env.email_url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    parts = urlsplit(env.email_url)
    if parts.scheme not in {"smtp", "smtps", "smtp+starttls"} or not parts.hostname:
        raise BadSetting("NEZUKU_EMAIL_URL must look like smtp+starttls://user:password@host:587")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or {"smtp": 25, "smtps": 465}.get(parts.scheme, 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+starttls",
        "EMAIL_TIMEOUT": 15,
    }
