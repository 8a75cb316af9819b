"""Model servers on this machine.

Owns the search on the ports that such servers use by default, so that set-up can offer what is
there. Does not own the permission to call them later: what is chosen has to be listed in the
address policy.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import dataclass

from nezuku.providers.addresses import AddressPolicy
from nezuku.providers.client import Client
from nezuku.providers.connection import Connection
from nezuku.providers.errors import ProviderError
from nezuku.providers.presets import LOCAL, Preset
from nezuku.providers.reply import Timeouts


@dataclass(frozen=True, slots=True)
class Found:
    """A model server that answered. `kind` is the preset's id, `models` may be empty."""

    kind: str
    label: str
    base_url: str
    models: tuple[str, ...]


async def find_local(
    timeout: float = 0.4,  # noqa: ASYNC109  (for each, not for the whole)
    *,
    presets: Collection[Preset] = LOCAL,
    skip_ports: Collection[int] = (8000,),
) -> tuple[Found, ...]:
    """This will give the model servers on this machine's usual ports, all asked at once.

    `timeout` in seconds for each; `skip_ports` are our own, so that we never find ourselves.
    What does not answer as a model server is left out without a word: nothing is expected there.
    """
    asked = [preset for preset in presets if preset.local_port not in skip_ports]
    policy = AddressPolicy(tuple(f"127.0.0.1:{preset.local_port}" for preset in asked))
    async with Client(policy) as client:
        found = await asyncio.gather(*(_ask(client, preset, timeout) for preset in asked))
    return tuple(one for one in found if one is not None)


async def _ask(client: Client, preset: Preset, seconds: float) -> Found | None:
    limits = Timeouts(connect=seconds, first=seconds, idle=seconds, total=seconds)
    connection = Connection(preset.id, preset.base_url, "")
    try:
        models = await client.models(connection, timeout=limits)
    except ProviderError:
        return None
    return Found(preset.id, preset.label, preset.base_url, models)
