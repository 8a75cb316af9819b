"""The tool that keeps the English catalogues, on a small package of its own."""

from __future__ import annotations

import gettext
import importlib.util
import io
import sys
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog
from hypothesis import given
from hypothesis import strategies as st

TOOL = Path(__file__).resolve().parents[4] / "tools" / "messages.py"


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("messages_tool", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["messages_tool"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


MESSAGES = _load()


@pytest.fixture
def tool() -> ModuleType:
    return MESSAGES


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package with one app (code, page, tests) and a module that is no app."""
    app = tmp_path / "house" / "shop"
    (app / "templates").mkdir(parents=True)
    (app / "tests").mkdir()
    (app / "apps.py").write_text("")
    (app / "views.py").write_text(
        'title = _("店")\n'
        'many = ngettext("%(n)d 件", "%(n)d 件", n)\n'
        'of = pgettext("shop", "開く")\n'
        'plain = other("無関係")\n'
    )
    (app / "templates" / "page.html").write_text(
        '<p>\n  {% translate "こんにちは" %}\n{% panel title=_("棚") %}\n'
        "    {% blocktranslate trimmed with name=x %}\n  {{ name }}さん (100%)\n"
        "{% endblocktranslate %}</p>\n"
    )
    (app / "tests" / "test_x.py").write_text('_("試験")\n')
    (tmp_path / "house" / "web").mkdir()
    (tmp_path / "house" / "kit.py").write_text('_("土台")\n')
    return tmp_path / "house"


@pytest.fixture
def shop(tool: ModuleType, package: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setattr(tool, "PACKAGE", package)
    monkeypatch.setattr(tool, "SOURCE", package.parent)
    return next(app for app in tool.apps(package, package / "web") if app.directory.name == "shop")


def sentences(catalog: Catalog) -> set[object]:
    return {message.id for message in catalog if message.id}


def test_code_and_pages_are_read_and_tests_are_not(tool: ModuleType, shop: object) -> None:
    assert sentences(tool.fresh(shop)) == {
        "店",
        ("%(n)d 件", "%(n)d 件"),
        "開く",
        "こんにちは",
        "棚",
        "%(name)sさん (100%%)",
    }


def test_what_belongs_to_no_app_is_kept_by_the_keeper(
    tool: ModuleType, shop: object, package: Path
) -> None:
    keeper = next(a for a in tool.apps(package, package / "web") if a.directory.name == "web")
    assert sentences(tool.fresh(keeper)) == {"土台"}


def translate(tool: ModuleType, shop: object, words: dict[str, object]) -> None:
    catalog = tool.merged(tool.fresh(shop), tool.read(shop))
    for message in catalog:
        if message.id and tool.key_of(message)[0] in words:
            message.string = words[tool.key_of(message)[0]]
    shop.po.parent.mkdir(parents=True, exist_ok=True)  # type: ignore[attr-defined]
    shop.po.write_bytes(tool.as_po(catalog))  # type: ignore[attr-defined]
    tool.refresh(shop)


COMPLETE: dict[str, object] = {
    "店": "Shop",
    "%(n)d 件": ("1 item", "%(n)d items"),
    "開く": "Open",
    "こんにちは": "Hello",
    "棚": "Shelf",
    "%(name)sさん (100%%)": "%(name)s (100%%)",
}


def test_a_complete_catalogue_passes_and_can_be_read(tool: ModuleType, shop: object) -> None:
    translate(tool, shop, COMPLETE)
    assert tool.check(shop) == []
    compiled = gettext.GNUTranslations(io.BytesIO(shop.mo.read_bytes()))  # type: ignore[attr-defined]
    assert compiled.gettext("店") == "Shop"
    assert compiled.ngettext("%(n)d 件", "%(n)d 件", 2) == "%(n)d items"
    assert compiled.pgettext("shop", "開く") == "Open"


def test_the_same_words_give_the_same_bytes(tool: ModuleType, shop: object) -> None:
    translate(tool, shop, COMPLETE)
    before = shop.po.read_bytes(), shop.mo.read_bytes()  # type: ignore[attr-defined]
    assert tool.refresh(shop) == []
    assert (shop.po.read_bytes(), shop.mo.read_bytes()) == before  # type: ignore[attr-defined]


def test_new_sentences_appear_and_old_ones_leave(tool: ModuleType, shop: object) -> None:
    translate(tool, shop, COMPLETE)
    (shop.directory / "views.py").write_text('_("店")\n_("新しい")\n')  # type: ignore[attr-defined]
    assert any("not up to date" in fault for fault in tool.check(shop))
    todo = tool.refresh(shop)
    assert [line for line in todo if "新しい" in line]
    kept = {m.id: m.string for m in tool.read(shop) if m.id}
    assert kept["店"] == "Shop"
    assert "開く" not in kept


@pytest.mark.parametrize(
    ("source", "wrong", "fault"),
    [
        ("店", "", "not translated"),
        ("店", "%(name)s shop", "field %(name)s differs"),
        ("%(name)sさん (100%%)", "Hello (100%%)", "field %(name)s differs"),
        ("こんにちは", "こんにちは", "still Japanese"),
        ("%(n)d 件", ("1 item", "items"), "field %(n)d differs"),
        ("%(n)d 件", ("%(m)d item", "%(n)d items"), "field %(m)d differs"),
    ],
)
def test_a_fault_is_named(
    tool: ModuleType, shop: object, source: str, wrong: object, fault: str
) -> None:
    translate(tool, shop, COMPLETE | {source: wrong})
    assert any(fault in line for line in tool.check(shop))


def test_a_guess_does_not_pass(tool: ModuleType, shop: object) -> None:
    translate(tool, shop, COMPLETE)
    text = shop.po.read_text()  # type: ignore[attr-defined]
    shop.po.write_text(text.replace('msgid "店"', '#, fuzzy\nmsgid "店"'))  # type: ignore[attr-defined]
    assert any("fuzzy" in line for line in tool.check(shop))


def test_a_compiled_file_that_does_not_match_is_found(tool: ModuleType, shop: object) -> None:
    translate(tool, shop, COMPLETE)
    shop.mo.write_bytes(b"old")  # type: ignore[attr-defined]
    assert any("django.mo" in line for line in tool.check(shop))


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8)
NAMES = st.lists(st.sampled_from(["name", "count", "x1"]), max_size=3)


@given(NAMES, st.lists(WORDS.map(lambda w: w.replace("%", "%%")), min_size=4, max_size=4))
def test_every_named_field_is_found_and_nothing_else(names: list[str], words: list[str]) -> None:
    text = words[0] + "".join(f"%({n})s{w}" for n, w in zip(names, words[1:], strict=False))
    assert MESSAGES.fields(text) == {f"{name}:s" for name in names}
