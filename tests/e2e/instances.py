"""Real servers for tests: `nezuku serve` as a process, with a data directory of its own."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

READY_SECONDS = 60


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Instance:
    """One server. `facts` is what the seed printed; `fake_port` the model server it may call."""

    data_dir: Path
    fake_port: int
    port: int = field(default_factory=free_port)
    facts: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    process: subprocess.Popen[str] | None = None
    extra_env: Mapping[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """The address of the server."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        """What the server printed so far."""
        return (self.data_dir / "server.log").read_text("utf-8", "replace")

    @property
    def setup_link(self) -> str:
        """The one-time link of the first set-up."""
        found = re.search(r"http://\S+/setup/\S+", self.log)
        assert found, self.log
        return found.group()

    def key(self, who: str) -> str:
        """An API key of a person of the seed."""
        return str(self.facts["keys"][who])

    @property
    def env(self) -> dict[str, str]:
        """The environment of the server and of commands on its data."""
        return {
            **os.environ,
            "NEZUKU_DATA_DIR": str(self.data_dir),
            "NEZUKU_LOCAL_MODELS": f"127.0.0.1:{self.fake_port}",
            "NEZUKU_BASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "nezuku.config.settings",
            "PYTHONDONTWRITEBYTECODE": "1",
            **self.extra_env,
        }

    def start(self) -> Instance:
        """This will start the server and wait until it answers."""
        log = (self.data_dir / "server.log").open("a", encoding="utf-8")
        command = [sys.executable, "-m", "nezuku", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(
            command, env=self.env, stdout=log, stderr=log, text=True, start_new_session=True
        )
        log.close()
        end = time.monotonic() + READY_SECONDS
        while time.monotonic() < end:
            assert self.process.poll() is None, self.log
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:  # noqa: S310
                    if answer.status == 200:
                        return self
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.05)
        raise AssertionError(self.log)

    def stop(self) -> None:
        """This will stop the server as an operator would."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """This will end the server and its worker at once, as a power cut would."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        process = self.process
        if process is None:
            return
        if how is signal.SIGKILL:
            os.killpg(process.pid, how)
        else:
            process.send_signal(how)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)
        self.process = None

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """This will run `nezuku WORDS` on the same data."""
        return subprocess.run(
            [sys.executable, "-m", "nezuku", *words],
            env=self.env,
            text=True,
            capture_output=True,
            timeout=120,
            check=False,
        )


def seeded(
    folder: Path,
    fake_base_url: str,
    template: Path | None = None,
    extra_env: Mapping[str, str] | None = None,
) -> Instance:
    """An instance with the company of `seed.py`, not started; a copy of `template` if given."""
    fake_port = int(fake_base_url.split(":")[2].split("/", maxsplit=1)[0])
    instance = Instance(data_dir=folder, fake_port=fake_port, extra_env=extra_env or {})
    if template is not None:
        shutil.copytree(template, folder)
        instance.facts = json.loads((folder / "facts.json").read_text())
        return instance
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", "tests.e2e.seed", fake_base_url],
        env={**instance.env, "PYTHONPATH": str(Path(__file__).parents[2])},
        cwd=Path(__file__).parents[2],
        text=True,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (folder / "facts.json").write_text(done.stdout)
    instance.facts = json.loads(done.stdout)
    return instance
