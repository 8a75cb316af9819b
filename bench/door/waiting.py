"""Waiting for sockets with a clock finer than epoll's milliseconds."""

from __future__ import annotations

import select
import time


def wait(poll: select.epoll, due: float | None) -> list[tuple[int, int]]:
    """This will give what happened on the sockets, at the latest at `due` (monotonic seconds)."""
    if due is None:
        return poll.poll()
    left = due - time.monotonic()
    if left <= 0:
        return poll.poll(0)
    if left > 0.003:
        return poll.poll(left - 0.002)
    select.select([poll.fileno()], [], [], left)
    return poll.poll(0)
