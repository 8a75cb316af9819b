"""One SQLite row for each call through LiteLLM, so that it keeps a record as a gateway has to.

Loaded by LiteLLM's proxy (`callbacks: litellm_rows.rows`); lies beside its configuration.
"""

from __future__ import annotations

import json
import os
import sqlite3
from datetime import datetime

from litellm.integrations.custom_logger import CustomLogger


class Rows(CustomLogger):
    """Writes who, when, which model, tokens and the texts, one commit a call."""

    def __init__(self) -> None:
        super().__init__()
        self._database = sqlite3.connect(
            os.environ["LITELLM_ROWS"], check_same_thread=False, isolation_level=None
        )
        self._database.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            "CREATE TABLE IF NOT EXISTS call (at TEXT, model TEXT, asked TEXT, answered TEXT)"
        )

    async def async_log_success_event(
        self, kwargs: dict, response_obj: object, start_time: datetime, end_time: datetime
    ) -> None:
        """This will write one row."""
        self._database.execute(
            "INSERT INTO call VALUES (?, ?, ?, ?)",
            (
                start_time.isoformat(),
                str(kwargs.get("model")),
                json.dumps(kwargs.get("messages"), default=str),
                str(response_obj),
            ),
        )


rows = Rows()
