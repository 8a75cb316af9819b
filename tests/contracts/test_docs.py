"""The documentation says what is there: settings, commands, errors, links, pictures, languages."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from urllib.parse import unquote

import orjson
import pytest

from nezuku.cli.main import COMMANDS
from nezuku.gateway import api as _api  # noqa: F401  (its refusals count, too)
from nezuku.gateway.errors import Refused
from nezuku.gateway.replies import error_body, error_status
from nezuku.providers.errors import AddressForbidden, ProviderError, Unreachable

ROOT = Path(__file__).resolve().parents[2]
DOCS, IMAGES = ROOT / "docs", ROOT / "docs" / "images"
LANGUAGES = ("ja", "en")
TOP = tuple(
    ROOT / name
    for name in (
        *("README.md", "README.ja.md", "NOTICE.md", "CHANGELOG.md"),
        *("ARCHITECTURE.md", "CONTRIBUTING.md"),
    )
)
PAGES = (*TOP, *sorted(DOCS.rglob("*.md")))
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)|<img[^>]+src=\"([^\"]+)\"")
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*$", re.MULTILINE)
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LARGEST_IMAGE, LARGEST_IMAGES = 250_000, 3_000_000
NAMES_OF_PAGES = [str(page.relative_to(ROOT)) for page in PAGES]


def text_of(path: Path | str) -> str:
    return (ROOT / path).read_text("utf-8")


def links_of(path: Path) -> Iterator[str]:
    for found in LINK.finditer(FENCE.sub("", text_of(path))):
        yield found[1] or found[2]


def anchors_of(path: Path) -> set[str]:
    """The anchors that a reader of Markdown gives to headings: lower case, hyphens for spaces."""
    found = set()
    for heading in HEADING.findall(FENCE.sub("", text_of(path))):
        plain = re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        found.add(re.sub(r"[^\w\- ]", "", plain).replace(" ", "-"))
    return found


def settings_read() -> set[str]:
    return set(re.findall(r"NEZUKU_[A-Z_]+", text_of("src/nezuku/config/env.py")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_setting_is_explained(language: str) -> None:
    explained = set(
        re.findall(r"^\| `(NEZUKU_[A-Z_]+)` ", text_of(DOCS / language / "settings.md"), re.M)
    )
    assert explained == settings_read()


@pytest.mark.parametrize("page", NAMES_OF_PAGES)
def test_only_settings_that_exist_are_named(page: str) -> None:
    named = set(re.findall(r"NEZUKU_[A-Z_]*[A-Z]", text_of(page)))
    assert named <= settings_read() | {"NEZUKU_KEY", "NEZUKU_TEST_POSTGRES"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_is_explained_with_its_options(language: str) -> None:
    page = text_of(DOCS / language / "commands.md")
    sections = dict(re.findall(r"^### nezuku ([\w-]+)\n(.*?)(?=^### |\Z)", page, re.M | re.S))
    assert set(sections) == set(COMMANDS)
    for name in COMMANDS:
        parser = argparse.ArgumentParser(add_help=False)
        import_module(f"nezuku.cli.{name.replace('-', '_')}").add_arguments(parser)
        options = {word for action in parser._actions for word in action.option_strings}
        explained = set(re.findall(r"--[a-z][a-z-]*", sections[name]))
        assert {word for word in options if word.startswith("--")} <= explained, name


def errors_of_v1() -> set[tuple[str, str]]:
    """(code, status) of everything that a client of /v1 can get."""
    found = {("internal", "500"), ("server_stopped", "503")}
    for refusal in _all_of(Refused):
        code = orjson.loads(error_body(refusal.code, ""))["error"]["code"]
        found.add((code, str(refusal.status)))
    for kind in (ProviderError, *_all_of(ProviderError)):
        error = kind(reason="dns") if kind in (Unreachable, AddressForbidden) else kind()
        code = orjson.loads(error_body(error.code, "", upstream=error))["error"]["code"]
        found.add((code, str(error_status(error))))
    return found


def _all_of(kind: type) -> Iterator[type]:
    for one in kind.__subclasses__():
        if one.__module__.startswith("nezuku."):
            yield one
            yield from _all_of(one)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_of_the_api_is_explained_with_its_status(language: str) -> None:
    page = text_of(DOCS / language / "api.md")
    explained = set(re.findall(r"^\| `([a-z_]+)` \| (\d{3}) \|", page, re.M))
    assert explained == errors_of_v1()


@pytest.mark.parametrize("page", NAMES_OF_PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    here = ROOT / page
    for link in links_of(here):
        assert not link.startswith(("http:", "https:", "/")), f"{link}: name things of this house"
        name, _, anchor = unquote(link).partition("#")
        target = (here.parent / name).resolve() if name else here
        assert target.exists(), link
        assert target.is_relative_to(ROOT), link
        if anchor:
            assert anchor in anchors_of(target), link


def test_every_picture_is_shown_somewhere_and_small() -> None:
    shown = {
        (page.parent / unquote(link)).resolve()
        for page in PAGES
        for link in links_of(page)
        if link.endswith((".png", ".svg"))
    }
    there = {path.resolve() for path in IMAGES.iterdir()}
    assert there == shown
    sizes = [path.stat().st_size for path in there]
    assert max(sizes) <= LARGEST_IMAGE
    assert sum(sizes) <= LARGEST_IMAGES


@pytest.mark.parametrize("page", NAMES_OF_PAGES)
def test_every_picture_has_words(page: str) -> None:
    text = text_of(page)
    assert not re.search(r"!\[\s*\]", text)
    for tag in re.findall(r"<img[^>]*>", text):
        assert re.search(r'alt="[^"]+"', tag), tag


def test_every_page_exists_in_both_languages() -> None:
    pages = {language: {p.name for p in (DOCS / language).glob("*.md")} for language in LANGUAGES}
    assert pages["ja"] == pages["en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_reached_from_the_index(language: str) -> None:
    folder = DOCS / language
    seen, waiting = set(), [folder / "index.md"]
    while waiting:
        page = waiting.pop()
        if page in seen or page.parent != folder:
            continue
        seen.add(page)
        names = (unquote(link).partition("#")[0] for link in links_of(page))
        waiting += [(folder / name).resolve() for name in names if name.endswith(".md")]
    assert {page.name for page in seen} == {page.name for page in folder.glob("*.md")}


@pytest.mark.parametrize("page", NAMES_OF_PAGES)
def test_the_make_commands_of_a_page_exist(page: str) -> None:
    targets = set(re.findall(r"^([a-z0-9-]+):", text_of("Makefile"), re.M))
    assert set(re.findall(r"(?:`|^)make ([a-z0-9-]+)", text_of(page), re.M)) <= targets


@pytest.mark.parametrize("page", NAMES_OF_PAGES)
def test_no_page_names_a_package_host_or_somebodys_folder(page: str) -> None:
    assert not re.search(r"index-url|(?:^|[\s`(\"])/(?:root|home|tmp|work)\b", text_of(page))


def test_the_notice_names_the_licence_of_every_package_of_the_runtime() -> None:
    locked = set(re.findall(r"^([a-z0-9][a-z0-9_.-]*)==", text_of("requirements/run.lock"), re.M))
    table = text_of("NOTICE.md").partition("| --- | --- |")[2]
    rows = dict(re.findall(r"^\| ([a-z0-9_.-]+)[^|]* \| ([^|]+) \|$", table, re.M))
    assert set(rows) == locked
    for name, licence in rows.items():
        try:
            said = metadata(name).get("License-Expression", "")
        except PackageNotFoundError:  # for another platform
            continue
        assert not said or said in licence, f"{name}: {said}"
