"""The locks belong to the lists in pyproject.toml, carry hashes, and name no address."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = {"hatchling", "editables"}


def names(lines: list[str]) -> set[str]:
    found = (
        re.match(r"[A-Za-z0-9_.-]+", line) for line in lines if not line.startswith(("#", "-"))
    )
    return {match.group().lower().replace("_", "-") for match in found if match}


def requirement_lines(name: str) -> list[str]:
    return (ROOT / "requirements" / name).read_text("utf-8").splitlines()


def test_the_inputs_of_the_locks_are_the_lists_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert names(requirement_lines("run.in")) - BUILD == names(project["project"]["dependencies"])
    assert names(requirement_lines("dev.in")) == names(project["dependency-groups"]["dev"])


def test_every_locked_package_has_a_hash_and_no_address() -> None:
    for name in ("run.lock", "dev.lock"):
        text = "\n".join(requirement_lines(name))
        packages = re.findall(r"^[a-z0-9][^=\n]*==", text, re.MULTILINE)
        assert packages
        assert "http://" not in text
        assert "https://" not in text
        assert "index-url" not in text
        for block in re.split(r"\n(?=[a-z0-9])", text):
            if "==" in block:
                assert "--hash=sha256:" in block, block.splitlines()[0]


def test_what_runs_is_locked_the_same_way_for_developers() -> None:
    def pinned(name: str) -> dict[str, str]:
        found = re.findall(
            r"^([a-z0-9][a-z0-9._-]*)==([^ ;\\]+)", "\n".join(requirement_lines(name)), re.M
        )
        return dict(found)

    run, dev = pinned("run.lock"), pinned("dev.lock")
    assert {name: dev.get(name) for name in run} == run
