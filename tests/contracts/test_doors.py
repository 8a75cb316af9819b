"""The door rule, kept by reading the code: who may touch rows, and what a module looks like.

The layers between packages are kept by import-linter; this keeps the habits inside them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "nezuku"
#: Modules that translate between HTTP and the domain; they hold no queries.
OUTER = {"views", "urls", "forms", "requests"}
#: Modules of an app that other apps may import, besides its dataclasses and errors in them.
INNER_TO_APP = {"access", "forms", "views", "rules"}
FORBIDDEN_NAMES = {"utils", "helpers", "common", "lib", "misc", "base"}
LONGEST_MODULE = 600


def modules() -> Iterator[Path]:
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = set(path.relative_to(PACKAGE).parts)
        if not parts & {"tests", "migrations", "__pycache__"}:
            yield path


def role_of(path: Path) -> str:
    """views/sign_in.py and views.py are both views."""
    return path.parent.name if path.parent.name in OUTER else path.stem


def imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module
            for name in node.names:
                yield node.lineno, f"{node.module}.{name.name}"
        elif isinstance(node, ast.Import):
            for name in node.names:
                yield node.lineno, name.name


MODULES = list(modules())


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_module_keeps_the_house_rules(path: Path) -> None:
    source = path.read_text("utf-8")
    tree = ast.parse(source)
    relative = path.relative_to(PACKAGE)
    found: list[str] = []

    if source.strip() and not ast.get_docstring(tree):
        found.append("says nothing about what it owns: give the module a docstring")
    if path.stem in FORBIDDEN_NAMES:
        found.append(f"is called {path.stem}: name the noun that it owns")
    if source.count("\n") > LONGEST_MODULE:
        found.append(f"has over {LONGEST_MODULE} lines: split it by noun")
    if role_of(path) in OUTER:
        found.extend(
            f"line {node.lineno}: asks the ORM; move it to queries or actions"
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and node.attr == "objects"
        )
    assert not found, f"{relative}:\n  " + "\n  ".join(found)


@pytest.mark.parametrize(
    "path",
    [p for p in MODULES if role_of(p) in OUTER],
    ids=lambda p: str(p.relative_to(PACKAGE)),
)
def test_views_do_not_hold_model_classes(path: Path) -> None:
    """Choices and enumerations of an app's own models may be named; rows may not be fetched."""
    found = [
        f"line {line}: {name}"
        for line, name in imports(path)
        if name.startswith("django.db")
        and name not in {"django.db", "django.db.models.TextChoices"}
    ]
    assert not found, "views import the database:\n  " + "\n  ".join(found)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_doors_of_one_app_are_not_used_by_another(path: Path) -> None:
    own = ".".join(path.relative_to(PACKAGE.parent).parts[:-1])
    found = []
    for line, name in imports(path):
        parts = name.split(".")
        if parts[0] != "nezuku" or len(parts) < 4:
            continue
        app = ".".join(parts[:3])
        inner = parts[3]
        if own.startswith(app) or parts[1] in {"guard", "providers", "gateway", "bridge"}:
            continue
        if parts[2] in {"kit", "documents"}:
            continue
        if inner in {"forms", "views"}:
            found.append(f"line {line}: {name}")
    assert not found, f"{path.name} reaches into another app:\n  " + "\n  ".join(found)
