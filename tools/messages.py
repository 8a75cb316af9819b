"""Refreshes and checks the English catalogues: `tools/messages.py [--check] [APP_DIR ...]`.

The Japanese sentences in code and templates are the source. Each Django app keeps its English in
its own `locale/en/LC_MESSAGES/django.po`, with the compiled `django.mo` beside it; what belongs to
no app (the kit, the settings) is kept by `web`. Without `--check` the catalogues are brought up
to date: new sentences appear empty, sentences that are gone leave, translations stay. With
`--check` nothing is written, and every fault is listed. No gettext programs are needed.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parent.parent / "src"
PACKAGE = SOURCE / "nezuku"
KEEPER_OF_THE_REST = PACKAGE / "web"
LOCALE = "en"
TEMPLATE_SUFFIXES = {".html", ".txt", ".xml", ".ics"}
NOT_SOURCE = {"tests", "migrations", "locale", "__pycache__"}

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}

FIELD = re.compile(r"%(?:\((\w+)\))?[-#0 +]*\d*(?:\.\d+)?([a-zA-Z%])")
KANA = re.compile(r"[\u3041-\u30ff]")

Key = tuple[str, str]


class EnglishCatalog(Catalog):
    """A catalogue whose header holds no dates and no names of programs: same words, same bytes."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:  # type: ignore[override]
        """The header that programs need, and nothing that changes by itself."""
        return [
            ("Project-Id-Version", "nezuku"),
            ("Language", LOCALE),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", "nplurals=2; plural=(n != 1);"),
        ]

    @mime_headers.setter
    def mime_headers(self, _headers: object) -> None:
        """A header that is read from a file is not taken over."""


@dataclass
class App:
    """One Django app with the files whose sentences it keeps."""

    directory: Path
    files: list[Path] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The directory below the package, for messages."""
        return self.directory.relative_to(PACKAGE.parent).as_posix()

    @property
    def po(self) -> Path:
        """Where the translations are written by people."""
        return self.directory / "locale" / LOCALE / "LC_MESSAGES" / "django.po"

    @property
    def mo(self) -> Path:
        """The compiled form that Django reads."""
        return self.po.with_suffix(".mo")


def apps(package: Path = PACKAGE, rest: Path = KEEPER_OF_THE_REST) -> list[App]:
    """Every Django app under `package`; each source file belongs to the nearest one."""
    found = {path.parent: App(path.parent) for path in package.rglob("apps.py")}
    found.setdefault(rest, App(rest))
    for path in sorted(package.rglob("*")):
        if not path.is_file() or NOT_SOURCE & set(path.relative_to(package).parts):
            continue
        if path.suffix == ".py" or (
            path.suffix in TEMPLATE_SUFFIXES and "templates" in path.relative_to(package).parts
        ):
            owner = next((above for above in path.parents if above in found), rest)
            found[owner].files.append(path)
    return sorted(found.values(), key=lambda app: app.directory)


def fresh(app: App) -> Catalog:
    """The sentences of an app's files as an empty catalogue, in the order of the files."""
    catalog = EnglishCatalog(locale=LOCALE, fuzzy=False, header_comment=f"# English of {app.name}.")
    for path in app.files:
        # The same under src/ and in a test's own tree.
        where = path.relative_to(SOURCE if path.is_relative_to(SOURCE) else app.directory.parent)
        for message, context in sentences(path):
            known = catalog.get(message if isinstance(message, str) else message[0], context)
            if known is not None and isinstance(message, tuple) and isinstance(known.id, str):
                catalog.delete(known.id, context)
            catalog.add(message, context=context, locations=[(where.as_posix(), 0)])
    for message in catalog:
        message.locations = sorted(set(message.locations))
    return catalog


def sentences(path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """The translatable sentences of one file with their contexts; plural pairs as tuples."""
    text = path.read_text("utf-8")
    if path.suffix != ".py":
        # In brackets, so that the indentation of the page means nothing to the tokenizer.
        text = "(\n" + templatize(text, origin=str(path)) + "\n)"
    for _line, message, _comments, context in extract(
        "python", io.BytesIO(text.encode()), keywords=KEYWORDS
    ):
        if message:
            yield (tuple(message) if isinstance(message, tuple | list) else message), context


def merged(new: Catalog, old: Catalog) -> Catalog:
    """`new` with the translations that `old` has for the same sentences."""
    known = {key_of(message): message for message in old if message.id}
    for message in new:
        before = known.get(key_of(message)) if message.id else None
        if before is not None and isinstance(before.string, tuple | list) == message.pluralizable:
            message.string = before.string
            message.flags |= before.flags & {"fuzzy"}
            message.user_comments = before.user_comments
    return new


def key_of(message: Message) -> Key:
    """What makes a sentence the same: its (singular) words and its context."""
    words = message.id if isinstance(message.id, str) else message.id[0]
    return words, message.context or ""


def read(app: App) -> Catalog:
    """The catalogue on disk, empty if there is none."""
    if not app.po.exists():
        return Catalog(locale=LOCALE)
    with app.po.open("rb") as file:
        return read_po(file, locale=LOCALE)


def as_po(catalog: Catalog) -> bytes:
    """The catalogue as people edit it: by file, without line numbers."""
    out = io.BytesIO()
    write_po(out, catalog, width=100, include_lineno=False, sort_by_file=True)
    return out.getvalue()


def as_mo(catalog: Catalog) -> bytes:
    """The catalogue as Django reads it."""
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def strings(message: Message) -> tuple[str, ...]:
    """The translations of a message: one, or one per plural form."""
    text = message.string
    return tuple(text) if isinstance(text, tuple | list) else (text or "",)


def fields(text: str) -> set[str]:
    """The fields of a sentence: their names with their kinds; positional ones without a name."""
    found = {f"{m[1] or ''}:{m[2]}" for m in FIELD.finditer(text) if m[2] != "%"}
    return {name for name in found if not name.startswith(":") or name in {":s", ":d"}}


def faults(message: Message) -> Iterator[str]:
    """What is wrong with the translation of one sentence."""
    sources = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    texts = strings(message)
    wanted = set().union(*(fields(source) for source in sources))
    if message.fuzzy:
        yield "marked fuzzy"
    if not all(texts):
        yield "not translated"
        return
    for number, text in enumerate(texts):
        got = fields(text)
        # "1 item" may leave its number out.
        missing = set() if len(texts) > 1 and number == 0 else wanted - got
        for name in sorted(missing | (got - wanted)):
            yield f"field %({name.split(':')[0]}){name.split(':')[1]} differs"
    if texts[0] == sources[0] and KANA.search(texts[0]):
        yield "still Japanese"


def check(app: App) -> list[str]:
    """Every fault of one app's catalogue, as sentences for a terminal."""
    wanted = merged(fresh(app), read(app))
    found = [
        f"{app.name}: {fault}: {key_of(message)[0]!r}"
        for message in wanted
        if message.id
        for fault in faults(message)
    ]
    if len(wanted) == 0 and not app.po.exists():
        return found
    on_disk = app.po.read_bytes() if app.po.exists() else b""
    if on_disk != as_po(wanted):
        found.append(f"{app.name}: django.po is not up to date; run `make messages`")
    elif not app.mo.exists() or app.mo.read_bytes() != as_mo(wanted):
        found.append(f"{app.name}: django.mo does not match django.po; run `make messages`")
    return found


def refresh(app: App) -> list[str]:
    """This will write the catalogue of one app; gives back what a person still has to do."""
    wanted = merged(fresh(app), read(app))
    if len(wanted) == 0:
        app.po.unlink(missing_ok=True)
        app.mo.unlink(missing_ok=True)
        return []
    app.po.parent.mkdir(parents=True, exist_ok=True)
    for path, data in ((app.po, as_po(wanted)), (app.mo, as_mo(wanted))):
        if not path.exists() or path.read_bytes() != data:
            path.write_bytes(data)
    return [
        f"{app.name}: {fault}: {key_of(message)[0]!r}"
        for message in wanted
        if message.id
        for fault in faults(message)
    ]


def conflicts(among: Iterable[App]) -> list[str]:
    """Sentences that two apps translate differently: Django would show the same one for both."""
    seen: dict[Key, tuple[str, tuple[str, ...]]] = {}
    found = []
    for app in among:
        for message in read(app):
            key, texts = key_of(message), strings(message)
            if not message.id or not all(texts):
                continue
            name, before = seen.setdefault(key, (app.name, texts))
            if before[0] != texts[0]:
                found.append(f"{name} says {before[0]!r}, {app.name} {texts[0]!r}: {key[0]!r}")
    return found


def main(arguments: list[str] | None = None) -> int:
    """The command. Returns the exit code: 1 when a check fails."""
    parser = argparse.ArgumentParser(description="Refresh or check the English catalogues.")
    parser.add_argument("--check", action="store_true", help="write nothing, list every fault")
    parser.add_argument("apps", nargs="*", type=Path, help="directories of apps; all if none")
    options = parser.parse_args(arguments)
    if not settings.configured:
        settings.configure()
    wanted = {path.resolve() for path in options.apps}
    chosen = [app for app in apps() if not wanted or app.directory in wanted]
    if unknown := wanted - {app.directory for app in chosen}:
        parser.error(f"not a Django app: {', '.join(sorted(map(str, unknown)))}")
    found = [line for app in chosen for line in (check(app) if options.check else refresh(app))]
    if not wanted:
        found += conflicts(chosen)
    for line in found:
        print(line)
    if found:
        print(f"{len(found)} to do" if not options.check else f"{len(found)} faults")
    return 1 if options.check and found else 0


if __name__ == "__main__":
    sys.exit(main())
