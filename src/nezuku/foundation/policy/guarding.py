"""The company's guard as it is in force: policy and dictionary, kept ready, renewed within seconds.

Owns when the guard is built again and where the compiled dictionary lies. It fails closed: where
the guard cannot be built nobody gets one, least of all one without the dictionary.

A call costs nothing but a comparison of times; at most once a second it asks the database for
the policy and the dictionary's token. A large dictionary is compiled in a thread of its own
while the one before goes on serving.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.kit.errors import UserError
from nezuku.foundation.policy import compiled
from nezuku.foundation.policy.stored_policy import policy_from_text
from nezuku.guard import Dictionary, Guard, Policy

logger = logging.getLogger(__name__)

#: How long a guard serves before the database is asked again, in seconds.
CHECK_EVERY = 1.0
#: How long a guard serves while the database does not answer; after that nothing leaves.
TRUSTED_FOR = 5.0
#: How long a caller on the event loop waits for the first guard. `warm_up` spares it the wait.
WAIT_AT_MOST = 10.0
#: After how many seconds a dictionary that could not be built is tried again.
RETRY_AFTER = 10.0
#: How long a process rests between two compilations of a large dictionary, in seconds: an import
#: in many steps shall not keep it compiling.
REST = 10.0
#: Up to so many terms a change is compiled on the spot and is in force with the next call.
SMALL = 5_000

_STAMP = """
SELECT (SELECT CAST(settings AS text) FROM policy_guardpolicy ORDER BY version DESC LIMIT 1),
       (SELECT token FROM policy_dictionaryversion WHERE id = 1)
"""


class GuardUnavailable(UserError):
    """The guard cannot be built, so nothing may leave."""

    code = "guard_unavailable"
    status = 503
    sentence = _(
        "送信前の確認ができないため、送信を止めています。しばらくしてからもう一度お試しください。"
        "続くときは管理者に連絡してください。"
    )


@dataclass(frozen=True, slots=True)
class _Stamp:
    """What the guard in force depends on: the policy as stored, the state of the dictionary."""

    policy: str
    token: str


class GuardKeeper:
    """Keeps one guard ready for all threads of a process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._guard: Guard | None = None
        self._policy_text: str | None = None
        self._dictionary: Dictionary | None = None
        self._token: str | None = None
        self._checked = float("-inf")
        self._broken: tuple[_Stamp, float] | None = None
        self._loading = False
        self._loaded = float("-inf")
        self._checking = False
        self._idle = threading.Event()
        self._idle.set()

    def current(self) -> Guard:
        """The guard in force. Cheap, safe from any thread and on the event loop.

        Raises GuardUnavailable.
        """
        in_loop = _in_event_loop()
        fresh = self._age() < CHECK_EVERY and not (not in_loop and connection.in_atomic_block)
        if fresh:
            return self._serving()
        if not in_loop:
            self._check()
            return self._serving()
        self._check_aside()
        if self._guard is None or self._age() > TRUSTED_FOR:
            self._idle.wait(WAIT_AT_MOST)
        return self._serving()

    def expect_change(self) -> None:
        """This will make the next call ask the database, whenever the last one did."""
        self._checked = min(self._checked, time.monotonic() - CHECK_EVERY)

    def forget(self) -> None:
        """This will start over, as after a restart."""
        with self._lock:
            self._guard = self._dictionary = self._policy_text = self._token = None
            self._broken = None
            self._checked = float("-inf")

    def _age(self) -> float:
        return time.monotonic() - self._checked

    def _serving(self) -> Guard:
        guard = self._guard
        if guard is None or self._broken is not None or self._age() > TRUSTED_FOR:
            raise GuardUnavailable
        return guard

    def _check(self) -> None:
        """Compare with the database and renew what changed; who finds it being done goes on."""
        if not self._lock.acquire(blocking=self._guard is None or connection.in_atomic_block):
            return
        try:
            stamp = _read_stamp()
            if self._broken is not None:
                tried, at = self._broken
                if tried == stamp and time.monotonic() - at < RETRY_AFTER:
                    self._checked = time.monotonic()
                    return
            self._renew(stamp)
            self._checked = time.monotonic()
        except DatabaseError:
            logger.warning("the guard's version could not be read", exc_info=True)
        finally:
            self._lock.release()

    def _renew(self, stamp: _Stamp) -> None:
        try:
            policy = policy_from_text(stamp.policy)
            if stamp.token != self._token or self._dictionary is None:
                if self._dictionary is None or compiled.is_small(SMALL):
                    self._dictionary, self._token = compiled.load(
                        self._folder, stamp.token, self._dictionary
                    )
                    self._policy_text = None
                else:
                    self._load_aside()
            if stamp.policy != self._policy_text:
                self._put(policy, stamp.policy)
            if not self._loading:
                self._broken = None
        except DatabaseError:
            raise
        except Exception:
            # Edge: whatever keeps the guard from being built, nothing may leave without it.
            logger.exception("the guard cannot be built")
            self._broken = (stamp, time.monotonic())

    def _put(self, policy: Policy, text: str) -> None:
        self._guard = Guard(policy, self._dictionary)
        self._policy_text = text

    def _load_aside(self) -> None:
        if not self._loading and time.monotonic() - self._loaded > REST:
            self._loading = True
            threading.Thread(target=self._load, name="guard-dictionary", daemon=True).start()

    def _load(self) -> None:
        stamp = _Stamp("", "")
        try:
            stamp = _read_stamp()
            dictionary, token = compiled.load(self._folder, stamp.token, self._dictionary)
            policy = policy_from_text(stamp.policy)
            with self._lock:
                self._dictionary, self._token = dictionary, token
                self._broken = None
                self._put(policy, stamp.policy)
        except Exception:
            # Edge: the end of a thread; the guard must not go on without the new terms.
            logger.exception("the dictionary cannot be compiled")
            self._broken = (stamp, time.monotonic())
        finally:
            self._loaded = time.monotonic()
            self._loading = False
            connections.close_all()

    def _check_aside(self) -> None:
        """Check in a thread of its own: the event loop neither waits nor touches the database."""
        if self._checking:
            return
        self._checking = True
        self._idle.clear()
        threading.Thread(target=self._check_here, name="guard-check", daemon=True).start()

    def _check_here(self) -> None:
        try:
            self._check()
        finally:
            connections.close_all()
            self._checking = False
            self._idle.set()


def current_guard() -> Guard:
    """The company's guard as it is in force now; call it per request, never keep it.

    Raises GuardUnavailable.
    """
    return _keeper.current()


def warm_up() -> None:
    """This will build the guard before the first request; for the start of a server.

    Raises GuardUnavailable.
    """
    _keeper.forget()
    _keeper.current()


def expect_change() -> None:
    """This will have this process look for a change at the next call; others see it in a second."""
    _keeper.expect_change()


def forget() -> None:
    """This will drop the guard in force, as a restart would."""
    _keeper.forget()


def _read_stamp() -> _Stamp:
    with connection.cursor() as cursor:
        cursor.execute(_STAMP)
        policy, token = cursor.fetchone()
    return _Stamp(policy=policy or "", token=token or "")


def _in_event_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


_keeper = GuardKeeper(settings.ENV.data_dir / "cache")
