"""What is measured side by side: each starts as a process of its own and is ended again.

Owns installing LiteLLM into an environment of its own, the configuration of each target, waiting
until it answers. Does not own what is asked of it (`scenarios.py`).
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from door import accounting

BENCH = Path(__file__).resolve().parents[1]
HERE = Path(__file__).resolve().parent
CHAT = "/v1/chat/completions"
READY_SECONDS = 180.0
KEYS = 24


class Unavailable(Exception):
    """The target cannot be measured here; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Target:
    """One running server. `process` None: the upstream itself, nothing between."""

    name: str
    port: int
    keys: list[str]
    process: int | None = None
    start_seconds: float | None = None
    path: str = CHAT
    version: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def processes(self) -> set[int]:
        """All processes of the server."""
        return accounting.tree(self.process) if self.process is not None else set()


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def upstream(work: Path) -> Iterator[int]:
    """This will run the fake model server; gives its port."""
    port = free_port()
    with _running("upstream", [sys.executable, "-m", "door.upstream", str(port)], {}, work):
        _wait(port, "x", None)
        yield port


@contextlib.contextmanager
def direct(port: int) -> Iterator[Target]:
    """The upstream without anything before it."""
    yield Target("direct", port, ["sk-none"])


@contextlib.contextmanager
def floor(upstream_port: int, work: Path) -> Iterator[Target]:
    """The relay of `floor.py`."""
    port = free_port()
    command = [sys.executable, "-m", "door.floor", str(port), str(upstream_port)]
    began = time.monotonic()
    with _running("floor", command, {}, work) as process:
        _wait(port, "sk-none", process)
        yield Target("floor", port, ["sk-none"], process.pid, time.monotonic() - began)


@contextlib.contextmanager
def litellm(upstream_port: int, work: Path) -> Iterator[Target]:
    """LiteLLM's proxy, one worker, with key check and one durable row a call.

    Raises Unavailable when it cannot be installed.
    """
    home = work / "litellm"
    _install_litellm(home)
    folder = work / "litellm-run"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copy(HERE / "litellm_rows.py", folder)
    models = ("fake", "fake-300-20-200", "fake-50-5-20")
    rows = "\n".join(
        f"  - {{model_name: {name}, litellm_params: {{model: openai/gpt-4o-mini, "
        f'api_base: "http://127.0.0.1:{upstream_port}/{name}/v1", api_key: sk-upstream}}}}'
        for name in models
    )
    (folder / "config.yaml").write_text(
        f"model_list:\n{rows}\n"
        "litellm_settings: {telemetry: false, drop_params: true, callbacks: litellm_rows.rows}\n"
        "general_settings: {master_key: sk-master-1234}\n"
    )
    port = free_port()
    environment = {
        "LITELLM_MODE": "PRODUCTION",
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
        "LITELLM_LOG": "ERROR",
        "LITELLM_ROWS": str(folder / "rows.sqlite3"),
        "PYTHONPATH": str(folder),
    }
    command = [str(home / "bin" / "litellm"), "--config", str(folder / "config.yaml")]
    command += ["--host", "127.0.0.1", "--port", str(port), "--num_workers", "1"]
    began = time.monotonic()
    with _running("litellm", command, environment, work, folder=folder) as process:
        _wait(port, "sk-master-1234", process)
        took = time.monotonic() - began
        version = _version(home / "bin" / "python", "litellm")
        yield Target("litellm", port, ["sk-master-1234"], process.pid, took, version=version)


@contextlib.contextmanager
def nezuku(upstream_port: int, work: Path) -> Iterator[Target]:
    """Ours: `nezuku serve` on a fresh data directory; keys, guard, durable ledger."""
    data = work / "nezuku-data"
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True)
    port = free_port()
    environment = {
        "NEZUKU_DATA_DIR": str(data),
        "NEZUKU_LOCAL_MODELS": f"127.0.0.1:{upstream_port}",
        "NEZUKU_BASE_URL": f"http://127.0.0.1:{port}",
        "DJANGO_SETTINGS_MODULE": "nezuku.config.settings",
    }
    filled = subprocess.run(
        [sys.executable, "-m", "door.company", str(upstream_port), str(KEYS)],
        env={**os.environ, **environment},
        cwd=BENCH,
        capture_output=True,
        text=True,
        check=False,
    )
    if filled.returncode:
        raise Unavailable(f"the data directory could not be filled: {filled.stderr[-2000:]}")
    keys = json.loads(filled.stdout.splitlines()[-1])
    command = [sys.executable, "-m", "nezuku", "serve", "--port", str(port), "--quiet"]
    # The first start compiles static files; what is timed is a start with an existing database.
    with _running("nezuku-first", command, environment, work) as process:
        _wait(port, keys[0], process)
    began = time.monotonic()
    with _running("nezuku", command, environment, work) as process:
        _wait(port, keys[0], process)
        took = time.monotonic() - began
        yield Target("nezuku", port, keys, process.pid, took, environment=environment)


def _install_litellm(home: Path) -> None:
    if (home / "bin" / "litellm").exists():
        return
    print("installing LiteLLM into an environment of its own (once) ...", flush=True)
    made = subprocess.run([sys.executable, "-m", "venv", str(home)], check=False)
    pip = [str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", "litellm[proxy]"]
    done = subprocess.run(pip, capture_output=True, text=True, check=False)
    if made.returncode or done.returncode:
        shutil.rmtree(home, ignore_errors=True)
        said = done.stderr.strip().splitlines()[-1:] or ["no message"]
        raise Unavailable(f"LiteLLM could not be installed: {said[0][:300]}")


def _version(python: Path, package: str) -> str:
    code = f"import importlib.metadata as m; print(m.version({package!r}))"
    done = subprocess.run([str(python), "-c", code], capture_output=True, text=True, check=False)
    return done.stdout.strip()


@contextlib.contextmanager
def _running(
    name: str,
    command: list[str],
    environment: Mapping[str, str],
    work: Path,
    *,
    folder: Path = BENCH,
) -> Iterator[subprocess.Popen[bytes]]:
    """This will run a process until the block ends; its output goes to a file in `work`."""
    with (work / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            command, env={**os.environ, **environment}, cwd=folder, stdout=log, stderr=log
        )
    try:
        yield process
    finally:
        members = accounting.tree(process.pid)
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)
        for member in members - {process.pid}:
            with contextlib.suppress(ProcessLookupError):
                os.kill(member, signal.SIGKILL)


def _wait(port: int, key: str, process: subprocess.Popen[bytes] | None) -> None:
    """This will wait until a chat completion succeeds. Raises Unavailable."""
    body = json.dumps({"model": "fake", "messages": [{"role": "user", "content": "はい"}]}).encode()
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    end = time.monotonic() + READY_SECONDS
    said = ""
    while time.monotonic() < end:
        if process is not None and process.poll() is not None:
            raise Unavailable(f"it ended at once, status {process.returncode}")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("POST", CHAT, body, headers)
            answer = connection.getresponse()
            said = f"{answer.status} {answer.read()[:300]!r}"
            if answer.status == 200:
                return
        except (OSError, http.client.HTTPException) as error:
            said = str(error)
        finally:
            connection.close()
        time.sleep(0.03)
    raise Unavailable(f"it did not answer within {READY_SECONDS:.0f} s: {said}")
