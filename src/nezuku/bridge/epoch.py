"""Whether anybody's access changed: asked for every request, so it must cost almost nothing.

On SQLite a connection of its own reads the counter (some microseconds); elsewhere a thread
looks twice a second, and a process that changes access itself looks at once.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable

from django.db import connection, connections

from nezuku.foundation.people.directory import access_epoch
from nezuku.foundation.people.models import AccessEpoch

POLL_SECONDS = 0.5
_SELECT = f'SELECT "value" FROM "{AccessEpoch._meta.db_table}" WHERE "id" = 1'  # noqa: S608


class Epoch:
    """The access counter. `value()` may be called from any thread and never blocks for long."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self.value: Callable[[], int]
        if connection.vendor == "sqlite":
            self._open_sqlite()
        else:
            self._start_polling()

    def close(self) -> None:
        """This will end the thread or close the connection."""
        self._closed.set()
        if connection.vendor == "sqlite":
            self._sqlite.close()

    def _open_sqlite(self) -> None:
        name = str(connection.settings_dict["NAME"])
        self._sqlite = sqlite3.connect(
            name, check_same_thread=False, isolation_level=None, timeout=5, uri=name[:5] == "file:"
        )
        self.value = self._read_sqlite

    def _read_sqlite(self) -> int:
        with self._lock:
            row = self._sqlite.execute(_SELECT).fetchone()
        return row[0] if row else 0

    def _start_polling(self) -> None:
        self._seen = _unknown()
        self.value = lambda: self._seen
        threading.Thread(target=self._poll, name="access-epoch", daemon=True).start()

    def _poll(self) -> None:
        while True:
            try:
                self._seen = access_epoch()
            except Exception:  # noqa: BLE001  (the edge of the thread: it must outlive any failure)
                # Unknown access is changed access: whoever compares reads the database itself.
                self._seen = _unknown()
                connections.close_all()
            if self._closed.wait(POLL_SECONDS):
                connections.close_all()
                return


def _unknown() -> int:
    """A value that no counter ever has, and that is new each time."""
    return -int(time.monotonic() * 1000)
