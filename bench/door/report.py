"""The figures of the door as tables of Markdown: what was measured, how it stands to the goals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from door import scenarios
from door.scenarios import Measured
from door.targets import Target

IDEAL_TOKENS = 500 * 200 / 4.3
_OTHERS_WORTH_SAYING = 0.15


@dataclass(frozen=True, slots=True)
class Result:
    """One target with its figures by scenario, or why it could not be measured."""

    target: Target
    idle_memory: float
    figures: Mapping[str, Measured]


@dataclass(frozen=True, slots=True)
class Goal:
    """One line of the table of ratios: what was reached, and whether that is enough."""

    what: str
    aim: str
    value: Callable[[Mapping[str, Result]], float | None]
    show: Callable[[float], str]
    enough: Callable[[float], bool]


def write(results: Mapping[str, Result], notes: list[str]) -> str:
    """The section of the document."""
    parts = ["### Ratios", _ratios(results), "### Side by side", _side_by_side(results)]
    if "nezuku" in results:
        parts += ["### Nezuku by prompt", _by_prompt(results["nezuku"])]
    said = [*notes, *_warnings(results)]
    if said:
        parts += ["### Notes on this run", "\n".join(f"- {note}" for note in said)]
    parts += ["### What the columns mean", _LEGEND]
    return "\n\n".join(parts) + "\n"


def _figure(results: Mapping[str, Result], target: str, scenario: str) -> Measured | None:
    found = results.get(target)
    return found.figures.get(scenario) if found else None


def _rate(results: Mapping[str, Result], target: str, scenario: str) -> float | None:
    figure = _figure(results, target, scenario)
    return figure.per_second if figure else None


def _times(target: str, scenario: str, other: str, of: str) -> Callable[..., float | None]:
    def value(results: Mapping[str, Result]) -> float | None:
        ours, theirs = _rate(results, target, scenario), _rate(results, other, of)
        return ours / theirs if ours is not None and theirs else None

    return value


def _saved(of: str) -> Callable[[Mapping[str, Result]], float | None]:
    """How many of our requests the CPU time of one request through LiteLLM would pay for."""

    def value(results: Mapping[str, Result]) -> float | None:
        ours, theirs = _figure(results, "nezuku", of), _figure(results, "litellm", of)
        if ours is None or theirs is None or not ours.cpu_us or not theirs.cpu_us:
            return None
        return theirs.cpu_us / ours.cpu_us

    return value


def _added(scenario: str, kind: str, part: str) -> Callable[[Mapping[str, Result]], float | None]:
    return lambda results: _over_direct(results, "nezuku", scenario, kind, part)


def _over_direct(
    results: Mapping[str, Result], target: str, scenario: str, kind: str, part: str
) -> float | None:
    """Milliseconds that a target adds to the direct call."""
    ours, direct = _figure(results, target, scenario), _figure(results, "direct", scenario)
    mine = getattr(ours, kind) if ours else None
    bare = getattr(direct, kind) if direct else None
    return mine[part] - bare[part] if mine and bare else None


def _tokens(scenario: str) -> Callable[[Mapping[str, Result]], float | None]:
    def value(results: Mapping[str, Result]) -> float | None:
        figure = _figure(results, "nezuku", scenario)
        return figure.tokens_per_second / IDEAL_TOKENS if figure else None

    return value


def _first(scenario: str) -> Callable[[Mapping[str, Result]], float | None]:
    def value(results: Mapping[str, Result]) -> float | None:
        figure = _figure(results, "nezuku", scenario)
        return figure.first_token["p50"] if figure and figure.first_token else None

    return value


def _cpu(scenario: str) -> Callable[[Mapping[str, Result]], float | None]:
    def value(results: Mapping[str, Result]) -> float | None:
        figure = _figure(results, "nezuku", scenario)
        return figure.cpu_us if figure else None

    return value


def _memory(results: Mapping[str, Result]) -> float | None:
    figure = _figure(results, "nezuku", scenarios.S500)
    return figure.memory if figure else None


def _start(results: Mapping[str, Result]) -> float | None:
    found = results.get("nezuku")
    return found.target.start_seconds if found else None


def _ms(value: float) -> str:
    return f"{value:.1f} ms"


def _x(value: float) -> str:
    return f"{value:.1f} x" if value >= 10 else f"{value:.2f} x"


_LONG, _SHORT = scenarios.C50_LONG, scenarios.C50
GOALS = (
    Goal(
        "requests/s to LiteLLM, 500 characters, guard on",
        ">= 20 x",
        _times("nezuku", _LONG, "litellm", _LONG),
        _x,
        lambda v: v >= 20,
    ),
    Goal(
        "requests/s to LiteLLM, 20 characters, guard on",
        ">= 20 x",
        _times("nezuku", _SHORT, "litellm", _SHORT),
        _x,
        lambda v: v >= 20,
    ),
    Goal(
        "CPU a request, LiteLLM to Nezuku, 500 characters",
        ">= 20 x",
        _saved(_LONG),
        _x,
        lambda v: v >= 20,
    ),
    Goal(
        "CPU a request, LiteLLM to Nezuku, 20 characters",
        ">= 20 x",
        _saved(_SHORT),
        _x,
        lambda v: v >= 20,
    ),
    Goal(
        "requests/s to the floor, 500 characters, guard on",
        ">= 0.25 x",
        _times("nezuku", _LONG, "floor", _LONG),
        _x,
        lambda v: v >= 0.25,
    ),
    Goal(
        "requests/s to the floor, 20 characters, guard on",
        ">= 0.5 x",
        _times("nezuku", _SHORT, "floor", _SHORT),
        _x,
        lambda v: v >= 0.5,
    ),
    Goal(
        "latency added at 20/s, 500 characters, p50",
        "<= 5 ms",
        _added(scenarios.LOW, "latency", "p50"),
        _ms,
        lambda v: v <= 5,
    ),
    Goal(
        "latency added at 20/s, 500 characters, p99",
        "<= 8 ms",
        _added(scenarios.LOW, "latency", "p99"),
        _ms,
        lambda v: v <= 8,
    ),
    Goal(
        "500 streams, tokens/s to the ideal",
        ">= 99 %",
        _tokens(scenarios.S500),
        lambda v: f"{v:.1%}",
        lambda v: v >= 0.99,
    ),
    Goal(
        "500 streams, first token p50 (ideal 300)",
        "<= 320 ms",
        _first(scenarios.S500),
        _ms,
        lambda v: v <= 320,
    ),
    Goal(
        "500 streams restoring, tokens/s to the ideal",
        ">= 95 %",
        _tokens(scenarios.S500_MASKED),
        lambda v: f"{v:.1%}",
        lambda v: v >= 0.95,
    ),
    Goal(
        "500 streams restoring, first token p50",
        "<= 340 ms",
        _first(scenarios.S500_MASKED),
        _ms,
        lambda v: v <= 340,
    ),
    Goal(
        "CPU a streamed token",
        "<= 60 us",
        _cpu(scenarios.S500),
        lambda v: f"{v:.0f} us",
        lambda v: v <= 60,
    ),
    Goal(
        "CPU a streamed token, restoring",
        "<= 100 us",
        _cpu(scenarios.S500_MASKED),
        lambda v: f"{v:.0f} us",
        lambda v: v <= 100,
    ),
    Goal(
        "memory at 500 streams", "<= 250 MB", _memory, lambda v: f"{v:.0f} MB", lambda v: v <= 250
    ),
    Goal(
        "start with an existing database",
        "<= 2 s",
        _start,
        lambda v: f"{v:.1f} s",
        lambda v: v <= 2,
    ),
)


def _ratios(results: Mapping[str, Result]) -> str:
    rows = []
    for goal in GOALS:
        value = goal.value(results)
        if value is None:
            rows.append([goal.what, goal.aim, "not measured", ""])
        else:
            rows.append([goal.what, goal.aim, goal.show(value), _yes(goal.enough(value))])
    return _table(["what", "goal", "reached", "met"], rows)


def _side_by_side(results: Mapping[str, Result]) -> str:
    rows = []
    for name, result in results.items():
        figures = result.figures
        short, long = figures[_SHORT], figures[_LONG]
        s500, burst = figures[scenarios.S500], figures[scenarios.BURST]
        start = result.target.start_seconds
        shown = f"{name} {result.target.version}".strip()
        served = result.target.process is not None
        rows.append(
            [
                shown,
                f"{start:.1f}" if start is not None else "-",
                f"{result.idle_memory:.0f}/{s500.memory:.0f}" if served else "-",
                f"{short.per_second:,.0f}",
                f"{long.per_second:,.0f}",
                _number(short.cpu_us),
                _number(long.cpu_us),
                _pair(short.latency),
                _added_pair(results, name, scenarios.LOW, "latency"),
                _added_pair(results, name, scenarios.SLOW, "first_token"),
                f"{s500.tokens_per_second:,.0f}",
                _pair(s500.first_token),
                _pair(s500.relay),
                _number(s500.cpu_us),
                f"{burst.tokens_per_second:,.0f}",
            ]
        )
    heads = ["target", "start s", "MB idle/s500", "req/s c50, 20 ch", "req/s c50, 500 ch"]
    heads += ["us CPU/req 20", "us CPU/req 500", "c50 p50/p99 ms", "+latency p50/p99 ms"]
    heads += ["+first token p50/p99 ms", "s500 tok/s", "s500 first token p50/p99 ms"]
    heads += ["s500 relay p50/p99 ms", "us CPU/token", "burst tok/s"]
    return _table(heads, rows)


def _by_prompt(result: Result) -> str:
    rows = []
    for name, words in (
        (scenarios.C50, "20 characters"),
        (scenarios.C50_MASKED, "about 40 characters, two placeholders to restore"),
        (scenarios.C50_LONG, "about 500 characters"),
        (scenarios.C50_LONG_MASKED, "about 550 characters, four placeholders to restore"),
        (scenarios.C50_REPEAT, "about 500 characters, the same each time (findings in memory)"),
    ):
        one = result.figures[name]
        rows.append(
            [words, f"{one.per_second:,.0f} req/s", _number(one.cpu_us), _pair(one.latency)]
        )
    for name, words in (
        (scenarios.S500, "500 streams, nothing to restore"),
        (scenarios.S500_MASKED, "500 streams, placeholders to restore"),
    ):
        one = result.figures[name]
        rows.append(
            [
                words,
                f"{one.tokens_per_second:,.0f} tokens/s",
                _number(one.cpu_us),
                _pair(one.first_token),
            ]
        )
    return _table(["prompt", "rate", "us CPU a request or token", "p50/p99 ms"], rows)


def _warnings(results: Mapping[str, Result]) -> list[str]:
    said = []
    others = max((m.others for r in results.values() for m in r.figures.values()), default=0.0)
    if others > _OTHERS_WORTH_SAYING:
        said.append(
            f"The machine was not quiet: other work took up to {others:.1f} cores during a "
            "measurement. Rates and latencies are worse than on a quiet one; CPU figures less so."
        )
    said += [
        f"{name}, {figure.scenario}: {figure.errors}"
        for name, result in results.items()
        for figure in result.figures.values()
        if figure.errors
    ]
    ours = results.get("nezuku")
    if ours is not None:
        clean = [ours.figures[n].decisions for n in (scenarios.C50, scenarios.C50_LONG)]
        masked = sum(d.get("mask", 0) for d in clean)
        total = sum(sum(d.values()) for d in clean)
        if masked:
            said.append(
                f"The guard masked something in {masked / total:.1%} of the prompts that hold "
                "nothing to mask."
            )
    return said


def _added_pair(results: Mapping[str, Result], target: str, scenario: str, kind: str) -> str:
    if target == "direct":
        return "-"
    parts = [_over_direct(results, target, scenario, kind, part) for part in ("p50", "p99")]
    return "/".join("-" if part is None else f"{part:.1f}" for part in parts)


def _pair(spread: Mapping[str, float] | None) -> str:
    return f"{spread['p50']:.1f}/{spread['p99']:.1f}" if spread else "-"


def _number(value: float | None) -> str:
    return f"{value:,.0f}" if value is not None else "-"


def _yes(value: bool) -> str:
    return "yes" if value else "**no**"


def _table(heads: list[str], rows: list[list[str]]) -> str:
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


_LEGEND = """\
Everything runs on one machine and shares its processors: load generator, fake upstream, gateway.
`direct` is the upstream without a gateway; `floor` a bare relay on the same server and client
libraries, without check, guard or record; LiteLLM runs with one worker, a key check and one durable
SQLite row a call; Nezuku with one process, keys, the guard on and every exchange durable before it
leaves. No two prompts are the same, so no cache answers for the guard.

- `c50`: 50 connections, each asks again as soon as it is answered, not streaming.
- `+latency`: added to the direct call at a fixed 20 requests a second, 500 characters; counted from
  the time a request was due. `+first token`: the same for streams, 10 begun a second.
- `s500`: 500 streams at a time of 200 tokens, the first after 300 ms, then one every 20 ms (ideal:
  23,256 tokens/s). `relay`: how long a token was on its way.
- `burst`: 50 streams as fast as they go.
- CPU and memory (proportional set size) are those of the target's processes alone."""
