"""What is asked of each target, and the measuring of one scenario."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, replace
from typing import Any

from door import accounting
from door.load import Load
from door.targets import BENCH, Target

#: Seconds from the first to the last token of a paced stream; new ones begin spread over it.
_STREAM_SECONDS = 4.3
_PACED = "fake-300-20-200"
_QUIET_CORES = 0.05


@dataclass(frozen=True, slots=True)
class Scenario:
    """One way of asking. `load` lacks only the target's address and keys."""

    name: str
    load: Load


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures of one scenario. CPU and memory are the target's alone.

    `cpu_us` is microseconds of CPU per request, or per token for streams. `others` is how many
    cores were busy with work that is not part of the measurement.
    """

    scenario: str
    per_second: float
    tokens_per_second: float
    latency: dict[str, float] | None
    first_token: dict[str, float] | None
    relay: dict[str, float] | None
    cpu_us: float | None
    cores: float
    memory: float
    others: float
    errors: dict[str, int]
    decisions: dict[str, int]


def _load(**fields: Any) -> Load:
    return Load(port=0, path="", keys=[], **fields)


def _closed(name: str, characters: int, *, masked: bool = False, repeat: bool = False) -> Scenario:
    return Scenario(
        name,
        _load(
            mode="closed",
            model="fake",
            connections=50,
            seconds=3,
            characters=characters,
            masked=masked,
            repeat=repeat,
        ),
    )


def _streams(name: str, count: int, *, masked: bool = False) -> Scenario:
    return Scenario(
        name,
        _load(
            mode="streams",
            model=_PACED,
            connections=count,
            seconds=5,
            ramp=_STREAM_SECONDS,
            stream=True,
            masked=masked,
        ),
    )


C50 = "c50-20"
C50_LONG = "c50-500"
C50_MASKED = "c50-20-masked"
C50_LONG_MASKED = "c50-500-masked"
C50_REPEAT = "c50-500-repeat"
LOW = "low20"
SLOW = "slow10"
S500 = "s500"
S500_MASKED = "s500-masked"
BURST = "burst50"

_ALL = (
    _closed(C50, 20),
    _closed(C50_LONG, 500),
    _closed(C50_MASKED, 20, masked=True),
    _closed(C50_LONG_MASKED, 500, masked=True),
    _closed(C50_REPEAT, 500, repeat=True),
    Scenario(
        LOW,
        _load(mode="open", model="fake", connections=16, rate=20.0, seconds=10, characters=500),
    ),
    Scenario(
        SLOW,
        _load(
            mode="open",
            model="fake-50-5-20",
            connections=32,
            rate=10.0,
            seconds=8,
            stream=True,
            characters=20,
        ),
    ),
    _streams(S500, 500),
    _streams(S500_MASKED, 500, masked=True),
    Scenario(
        BURST,
        _load(mode="streams", model="fake", connections=50, seconds=3, stream=True),
    ),
)
#: Only a gateway that masks can be asked to restore or to read the same text again.
_OURS_ONLY = frozenset({C50_MASKED, C50_LONG_MASKED, C50_REPEAT, S500_MASKED})


def scenarios_for(target: str, *, quick: bool) -> list[Scenario]:
    """The scenarios of a target; `quick` has shorter windows."""
    chosen = [s for s in _ALL if target == "nezuku" or s.name not in _OURS_ONLY]
    if quick:
        chosen = [replace(s, load=replace(s.load, seconds=s.load.seconds / 2)) for s in chosen]
    return chosen


def warm(target: Target, seconds: float = 1.0) -> None:
    """This will send some requests that are not counted."""
    for stream in (False, True):
        load = _load(
            mode="closed", model="fake-50-5-20", connections=8, seconds=seconds, stream=stream
        )
        _run(target, load)


def measure(target: Target, scenario: Scenario, *, tries: int) -> Measured:
    """This will run a scenario `tries` times and give the run that others disturbed least."""
    found = None
    for _ in range(tries):
        _settle(target)
        one = _measure_once(target, scenario)
        if found is None or one.others < found.others:
            found = one
    assert found is not None
    return found


def _measure_once(target: Target, scenario: Scenario) -> Measured:
    figures, before, after, memory, own = _run(target, scenario.load)
    seconds = figures["seconds"]
    cpu = after.target - before.target
    count = figures["tokens"] if scenario.load.stream else figures["answered"]
    busy = (after.machine - before.machine) - cpu - own
    return Measured(
        scenario=scenario.name,
        per_second=figures["answered"] / seconds,
        tokens_per_second=figures["tokens"] / seconds,
        latency=figures["latency"],
        first_token=figures["first_token"],
        relay=figures["relay"],
        cpu_us=cpu * 1e6 / count if count and target.process is not None else None,
        cores=cpu / seconds,
        memory=memory,
        others=max(0.0, busy / seconds),
        errors=figures["errors"],
        decisions=figures["decisions"],
    )


@dataclass(frozen=True, slots=True)
class _Sample:
    target: float
    tools: float
    machine: float


def _run(target: Target, load: Load) -> tuple[dict[str, Any], _Sample, _Sample, float, float]:
    """This will run the load generator; samples are taken when its window opens and closes."""
    start = int(time.time() * 1000) % 90_000_000
    whole = replace(load, port=target.port, path=target.path, keys=target.keys, start=start)
    process = subprocess.Popen(
        [sys.executable, "-m", "door.load", json.dumps(asdict(whole))],
        cwd=BENCH,
        stdout=subprocess.PIPE,
        text=True,
    )
    own = {os.getpid()}
    before = after = _Sample(0, 0, 0)
    figures: dict[str, Any] = {}
    memory = 0.0
    assert process.stdout is not None
    for line in process.stdout:
        event = json.loads(line)
        if event["event"] == "figures":
            figures = event
            continue
        members = target.processes
        tools = accounting.tree(next(iter(own))) - members
        sample = _Sample(
            accounting.cpu_seconds(members),
            accounting.cpu_seconds(tools),
            accounting.machine_seconds(),
        )
        if event["event"] == "window":
            before = sample
        else:
            after = sample
            memory = accounting.memory_megabytes(members)
    if process.wait() or not figures:
        raise RuntimeError(f"the load generator ended with status {process.returncode}")
    return figures, before, after, memory, after.tools - before.tools


def _settle(target: Target, seconds: float = 20.0) -> None:
    """This will wait until the target has let go of the streams that were broken off."""
    end = time.monotonic() + seconds
    while target.process is not None and time.monotonic() < end:
        members = target.processes
        before = accounting.cpu_seconds(members)
        time.sleep(0.4)
        if accounting.cpu_seconds(members) - before < 0.4 * _QUIET_CORES:
            return
