"""The gateway's `Policies` from the foundation: keys, models, limits, guard.

Answers are kept in memory and forgotten together when the access counter moves; what is not in
memory is read from the database in a thread, so the loop never waits for it.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from dataclasses import replace

from asgiref.sync import sync_to_async

from nezuku.bridge.epoch import Epoch
from nezuku.foundation.kit import clock
from nezuku.foundation.kit.errors import UserError
from nezuku.foundation.kit.permissions import PERMISSIONS
from nezuku.foundation.people.keys import KeyHolder, find_key, note_use
from nezuku.foundation.policy import guarding
from nezuku.foundation.policy.queries import models as model_queries
from nezuku.gateway.asks import Caller
from nezuku.gateway.errors import GuardUnavailable, KeyUnknown, ModelUnknown, NotAdmitted
from nezuku.gateway.ports import Limits, Route
from nezuku.guard import Guard
from nezuku.providers import Connection

_KEPT = 10_000
#: Keys are read again after so many seconds, which notes that they are in use.
_USE_NOTED = 3600.0


class FoundationPolicies:
    """Implements `gateway.ports.Policies`."""

    def __init__(self, epoch: Epoch) -> None:
        self._epoch = epoch
        self._seen = epoch.value()
        self._keys: dict[bytes, tuple[Caller, float]] = {}
        self._routes: dict[tuple[str, int | None], Route] = {}
        self._limits: Limits | None = None
        self._keys_read_at = time.time()
        self._looked = False

    def _refresh(self) -> int:
        """This will forget everything if access changed; gives the counter.

        The counter is read once in each turn of the loop, however many requests that turn serves.
        """
        if self._looked:
            return self._seen
        value = self._epoch.value()
        self._looked = True
        asyncio.get_running_loop().call_soon(self._look_again)
        if value != self._seen or len(self._keys) > _KEPT or len(self._routes) > _KEPT:
            self._keys.clear()
            self._routes.clear()
            self._limits = None
            self._seen = value
        return value

    def _look_again(self) -> None:
        self._looked = False

    async def guard(self) -> Guard:
        """The company's guard. Raises GuardUnavailable."""
        try:
            return guarding.current_guard()
        except guarding.GuardUnavailable as error:
            raise GuardUnavailable from error

    async def route(self, caller: Caller, model: str) -> Route:
        """Where `model` goes for this caller. Raises ModelUnknown."""
        epoch = self._refresh()
        key = (model, caller.department_id)
        found = self._routes.get(key)
        if found is None:
            found = await sync_to_async(_read_route)(model, caller.department_id)
            if epoch == self._seen:
                self._routes[key] = found
        return found

    async def models(self, caller: Caller) -> tuple[Route, ...]:
        """The models that this caller may use, the default first."""
        names = await sync_to_async(model_queries.models_for)(caller.department_id)
        return tuple([await self.route(caller, facts.public_name) for facts in names])

    async def limits(self) -> Limits:
        """The company's limits."""
        epoch = self._refresh()
        found = self._limits
        if found is None:
            found = await sync_to_async(_read_limits)()
            if epoch == self._seen:
                self._limits = found
        return found

    async def caller_for_key(self, key: str, address: str) -> Caller:
        """Who a bearer key belongs to. Raises KeyUnknown. A wrong key is never remembered."""
        epoch = self._refresh()
        if time.time() - self._keys_read_at > _USE_NOTED:
            self._keys.clear()
            self._keys_read_at = time.time()
        digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()
        found = self._keys.get(digest)
        if found is None:
            holder = await sync_to_async(_read_key)(key)
            found = _caller(holder), _end(holder)
            if epoch == self._seen:
                self._keys[digest] = found
        caller, until = found
        if time.time() >= until:
            raise KeyUnknown
        return replace(caller, address=address)


def _read_key(key: str) -> KeyHolder:
    """Whose key this is, and the note that it was used. Raises KeyUnknown, NotAdmitted."""
    holder = find_key(key)
    if holder is None:
        raise KeyUnknown
    if not holder.roles & PERMISSIONS["chat.use"]:
        raise NotAdmitted
    if not holder.is_application and not model_queries.usage_policy().members_may_make_keys:
        raise NotAdmitted
    note_use(holder.key_id, now=clock.now())
    return holder


def _caller(holder: KeyHolder) -> Caller:
    return Caller(
        member_id=holder.member_id,
        member_name=holder.member_name,
        department_id=holder.department_id,
        department_name=holder.department_name,
        account=f"key:{holder.key_id} {holder.label}"[:200],
        address="",
        locale=holder.locale,
        limit_key=f"key:{holder.key_id}",
    )


def _end(holder: KeyHolder) -> float:
    return holder.expires_at.timestamp() if holder.expires_at else float("inf")


def _read_route(model: str, department_id: int | None) -> Route:
    try:
        route = model_queries.route_for(model, department_id)
    except UserError as error:
        raise ModelUnknown(model=model[:100], why=error.code) from error
    facts = route.connection
    return Route(
        public_name=route.public_name,
        upstream_name=route.upstream_name,
        connection=(
            Connection(preset=facts.preset, base_url=facts.base_url, key=facts.key)
            if facts is not None
            else None
        ),
        connection_label=facts.label if facts is not None else "preview",
        max_level=route.max_level,
        price_in=route.price_in,
        price_out=route.price_out,
        accepts_images=route.accepts_images,
    )


def _read_limits() -> Limits:
    facts = model_queries.usage_policy()
    return Limits(
        requests_per_minute=facts.requests_per_minute,
        max_input_characters=facts.max_input_characters,
        allow_images=facts.allow_images,
    )
