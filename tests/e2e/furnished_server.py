"""The furnished server as a fixture of the session, for the modules that name this as a plugin."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.contracts.permission_rows import rows
from tests.e2e.furnished import Furnished
from tests.e2e.instances import Instance
from tests.fake_model.server import FakeModel

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory, fake: FakeModel) -> Iterator[Furnished]:
    """The furnished server; tests may look at it and send what they sent before, not change it."""
    folder = tmp_path_factory.mktemp("furnished") / "data"
    folder.mkdir()
    instance = Instance(data_dir=folder, fake_port=fake.port)
    done = subprocess.run(
        [sys.executable, "-m", "tests.contracts.furnishing", fake.base_url],
        env={**instance.env, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        text=True,
        capture_output=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    facts = json.loads(done.stdout)
    paths = {row.key: row.url(facts["things"]) for row in rows()}
    instance.start()
    yield Furnished(instance, facts["emails"], paths, facts["things"])
    instance.stop()
