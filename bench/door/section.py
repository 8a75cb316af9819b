"""The door's part of `docs/benchmarks.md`: runs all targets one after the other."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from door import accounting, report, scenarios, targets
from door.report import Result
from door.scenarios import Measured
from door.targets import Target, Unavailable

TITLE = "The door: requests and streams beside LiteLLM and a bare relay"


def measure(work: Path, *, quick: bool) -> str:
    """This will measure every target and give the section as Markdown."""
    results: dict[str, Result] = {}
    notes: list[str] = []
    tries = 1 if quick else 2
    if quick:
        notes.append("Quick run: short windows, one try each.")
    with targets.upstream(work) as port:
        starts: dict[str, Callable[[], AbstractContextManager[Target]]] = {
            "direct": lambda: targets.direct(port),
            "floor": lambda: targets.floor(port, work),
            "litellm": lambda: targets.litellm(port, work),
            "nezuku": lambda: targets.nezuku(port, work),
        }
        for name, start in starts.items():
            print(f"\n{name}", flush=True)
            try:
                with start() as target:
                    results[name] = _measure(target, quick=quick, tries=tries)
            except Unavailable as problem:
                notes.append(f"{name} was not measured: {problem}")
                print(f"  not measured: {problem}", flush=True)
    return report.write(results, notes)


def _measure(target: Target, *, quick: bool, tries: int) -> Result:
    scenarios.warm(target)
    idle = accounting.memory_megabytes(target.processes)
    figures: dict[str, Measured] = {}
    for scenario in scenarios.scenarios_for(target.name, quick=quick):
        one = scenarios.measure(target, scenario, tries=tries)
        figures[scenario.name] = one
        rate = f"{one.per_second:9,.0f} req/s"
        if scenario.load.stream:
            rate += f" {one.tokens_per_second:9,.0f} tok/s"
        errors = f"  errors {one.errors}" if one.errors else ""
        print(f"  {scenario.name:16}{rate}{errors}", flush=True)
    return Result(target, idle, figures)
