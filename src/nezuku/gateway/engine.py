"""The engine of one process: the door, the running answers, the client to the vendors."""

from __future__ import annotations

import asyncio

from nezuku.gateway.asks import Ask, Caller, Review
from nezuku.gateway.flight import Flight
from nezuku.gateway.generations import Generation, Generations, OnSettled
from nezuku.gateway.pipeline import Pipeline
from nezuku.gateway.ports import Ledger, Policies, Route, Wording
from nezuku.providers import (
    AddressPolicy,
    Client,
    Connection,
    Found,
    Probe,
    find_local,
)

DRAIN_SECONDS = 5.0


class Engine:
    """What the pages and the API use. Lives in the server's event loop; make one per process."""

    def __init__(
        self,
        *,
        policies: Policies,
        ledger: Ledger,
        wording: Wording,
        addresses: AddressPolicy,
        signing_key: bytes,
    ) -> None:
        self._addresses = addresses
        self._client = Client(addresses)
        self.wording = wording
        self.pipeline = Pipeline(
            policies=policies, ledger=ledger, client=self._client, signing_key=signing_key
        )
        self._generations = Generations()
        self._requests: dict[asyncio.Task[object], Flight] = {}

    async def review(self, ask: Ask) -> Review:
        """What the guard says of `ask`; nothing leaves. Raises a Refused."""
        return await self.pipeline.review(ask)

    async def start(self, ask: Ask, *, on_settled: OnSettled) -> Generation:
        """This will take `ask` through the door and begin the answer as a job of the server.

        `on_settled` is awaited when it ended, however it ended. Raises a Refused.
        """
        flight = await self.pipeline.admit(ask, stream=True)
        return self._generations.begin(flight, on_settled)

    def generation(self, exchange_id: str) -> Generation | None:
        """The answer of an exchange, while it runs and for a minute after."""
        return self._generations.get(exchange_id)

    def running_callers(self) -> set[str]:
        """Whose requests run at the moment, by the key of their limit."""
        requests = {flight.opened.caller.limit_key for flight in self._requests.values()}
        return requests | self._generations.callers()

    async def stop_all_of(self, limit_keys: set[str]) -> None:
        """This will stop every running answer of some callers, who lost their access."""
        for job, flight in list(self._requests.items()):
            if flight.opened.caller.limit_key in limit_keys:
                flight.left = True
                job.cancel()
        await self._generations.stop_all_of(limit_keys)

    async def models(self, caller: Caller) -> tuple[Route, ...]:
        """The models that this caller may use."""
        return await self.pipeline.models(caller)

    async def probe(self, connection: Connection, model: str | None = None) -> Probe:
        """This will try a connection and say what is wrong with it in a code."""
        return await self._client.probe(connection, model)

    async def find_local(self) -> tuple[Found, ...]:
        """The model servers on the usual ports of this machine."""
        return await find_local()

    @property
    def closing(self) -> bool:
        """Whether the server is about to stop: nothing new is taken."""
        return self.pipeline.closing

    def track(self, job: asyncio.Task[object], flight: Flight) -> None:
        """This will have a request to /v1 ended, with a word to its client, at the stop."""
        self._requests[job] = flight
        job.add_done_callback(lambda done: self._requests.pop(done, None))

    async def drain(self) -> None:
        """This will take no new requests and settle what runs as interrupted."""
        self.pipeline.closing = True
        for job in list(self._requests):
            job.cancel()
        await self._generations.drain()
        if self._requests:
            await asyncio.wait(self._requests, timeout=DRAIN_SECONDS)

    async def close(self) -> None:
        """This will drain the engine and close the connections to the vendors."""
        await self.drain()
        await self._client.close()
