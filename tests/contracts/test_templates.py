"""The house's own template lint: what a page must never and must always hold.

djlint looks at indentation and tags; the rules here are the promises: no code in the page,
nothing from elsewhere, every form protected, every input named, every word translated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.base import Lexer, Token, TokenType

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "nezuku"
TEMPLATES = sorted(
    path
    for path in PACKAGE.rglob("templates/**/*")
    if path.suffix in {".html", ".txt"} and "tests" not in path.parts
)
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if "tests" not in path.parts)

#: The only places that may declare text safe, each with the reason.
MAY_DECLARE_SAFE = {
    # the one place where an answer, cleaned by nh3 in chat.markdown, enters a page
    "workspace/chat/queries/conversations.py",
}

#: Letters only: a middle dot or a bracket between two values needs no translation.
JAPANESE = re.compile(
    r"[\u3041-\u3096\u30a1-\u30fa\u3400-\u9fff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]"
)
TRANSLATED_ARGUMENT = re.compile(r"""_\((?:"[^"]*"|'[^']*')\)""")
SAFE_FILTER = re.compile(r"\|\s*(?:safe|safeseq)\b")
SAFE_CALL = re.compile(r"\b(?:mark_safe|SafeString|SafeText|SafeData)\s*\(")
ELSEWHERE = re.compile(r"^\s*(?:https?:)?//", re.IGNORECASE)
LOADING = {"src", "srcset", "href", "action", "formaction", "poster", "data", "hx-get", "hx-post"}

#: Tags that leave words in their place; all others leave nothing (a space).
GIVES_TEXT = {"url", "static", "translate", "trans", "querystring", "cycle", "firstof", "now"}
VALUE = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One broken promise, where, and what to do."""

    line: int
    sentence: str


@dataclass
class Element:
    """A start tag with its attributes, and how deep it stands in labels."""

    line: int
    tag: str
    attributes: dict[str, str | None]
    in_label: bool


@dataclass
class Form:
    """A form, and whether a token was seen before its end."""

    line: int
    method: str
    has_token: bool = False


@dataclass
class Markup(HTMLParser):
    """The elements and forms of a template whose tags have been taken out."""

    source: str
    elements: list[Element] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    bare_scripts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._labels = 0
        self._open: list[Form] = []
        self.feed(self.source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line = self.getpos()[0]
        if tag == "csrf-token":
            for form in self._open:
                form.has_token = True
            return
        attributes = dict(attrs)
        self.elements.append(Element(line, tag, attributes, self._labels > 0))
        if tag == "label":
            self._labels += 1
        if tag == "form":
            self._open.append(Form(line, (attributes.get("method") or "get").lower()))
            self.forms.append(self._open[-1])

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self._labels = max(0, self._labels - 1)
        if tag == "form" and self._open:
            self._open.pop()


def tokens(text: str) -> list[Token]:
    """The template's tokens without comments; verbatim parts are text."""
    found: list[Token] = []
    in_comment = False
    for token in Lexer(text).tokenize():
        word = token.contents.split()[0] if token.contents.split() else ""
        if token.token_type is TokenType.BLOCK and word in {"comment", "endcomment"}:
            in_comment = word == "comment"
        elif not in_comment and token.token_type is not TokenType.COMMENT:
            found.append(token)
    return found


def markup(text: str) -> Markup:
    """The page as HTML: variables become one character, tags a space, line numbers stay."""
    out = []
    for token in tokens(text):
        if token.token_type is TokenType.TEXT:
            out.append(token.contents)
        elif token.token_type is TokenType.VAR:
            out.append(VALUE)
        else:
            word = token.contents.split()[0]
            out.append("<csrf-token>" if word == "csrf_token" else VALUE * (word in GIVES_TEXT))
            out.append("" if word in GIVES_TEXT else " ")
    return Markup("".join(out))


def no_code_in_the_page(text: str) -> Iterator[Problem]:
    for element in markup(text).elements:
        if element.tag == "style" or (element.tag == "script" and "src" not in element.attributes):
            yield Problem(element.line, f"<{element.tag}> in the page: move it to a static file")
        for name in element.attributes:
            if name == "style" or re.fullmatch(r"on[a-z]+|hx-on.*", name):
                yield Problem(element.line, f"{name}=: use a class, or a listener in a module")


def nothing_from_elsewhere(text: str) -> Iterator[Problem]:
    for element in markup(text).elements:
        for name, value in element.attributes.items():
            if name in LOADING and value and ELSEWHERE.match(value):
                yield Problem(element.line, f"{name}={value}: nothing comes from another host")


def every_form_is_protected(text: str) -> Iterator[Problem]:
    for form in markup(text).forms:
        if form.method == "post" and not form.has_token:
            yield Problem(form.line, "<form method=post> without {% csrf_token %}")


def every_input_has_a_label(text: str) -> Iterator[Problem]:
    page = markup(text)
    labelled = {e.attributes.get("for") for e in page.elements if e.tag == "label"}
    for element in page.elements:
        if element.tag not in {"input", "select", "textarea"}:
            continue
        kind = (element.attributes.get("type") or "").lower()
        named = {"aria-label", "aria-labelledby"} & element.attributes.keys()
        known = element.attributes.get("id") in labelled - {None}
        if not (kind in {"hidden", "submit", "button"} or element.in_label or named or known):
            yield Problem(element.line, f"<{element.tag}> without a label")


def every_word_is_translated(text: str) -> Iterator[Problem]:
    in_translation = False
    for token in tokens(text):
        if token.token_type is TokenType.BLOCK:
            word = token.contents.split()[0]
            if word in {"blocktranslate", "blocktrans"}:
                in_translation = True
            elif word in {"endblocktranslate", "endblocktrans"}:
                in_translation = False
            elif word in {"translate", "trans"}:
                continue
        rest = TRANSLATED_ARGUMENT.sub("", token.contents)
        if not in_translation and JAPANESE.search(rest):
            words = " ".join(rest.split())[:40]
            yield Problem(token.lineno or 0, f"words outside of a translation: {words}")


def every_picture_says_what_it_shows(text: str) -> Iterator[Problem]:
    for element in markup(text).elements:
        if element.tag == "img" and "alt" not in element.attributes:
            yield Problem(element.line, '<img> without alt (alt="" if it only decorates)')


def every_button_says_what_it_is(text: str) -> Iterator[Problem]:
    for element in markup(text).elements:
        if element.tag == "button" and "type" not in element.attributes:
            yield Problem(element.line, "<button> without type")


def nothing_is_declared_safe(text: str) -> Iterator[Problem]:
    for token in tokens(text):
        words = token.contents.split()
        if token.token_type in {TokenType.VAR, TokenType.BLOCK} and SAFE_FILTER.search(
            token.contents
        ):
            yield Problem(token.lineno or 0, "|safe: let a component or the renderer do it")
        if token.token_type is TokenType.BLOCK and words[:2] == ["autoescape", "off"]:
            yield Problem(token.lineno or 0, "autoescape off in a page")


def links_out_keep_the_window(text: str) -> Iterator[Problem]:
    for element in markup(text).elements:
        relation = element.attributes.get("rel") or ""
        if element.attributes.get("target") == "_blank" and "noopener" not in relation:
            yield Problem(element.line, 'target="_blank" without rel="noopener"')


Rule = Callable[[str], Iterator[Problem]]
PAGE_RULES: list[Rule] = [
    no_code_in_the_page,
    nothing_from_elsewhere,
    every_form_is_protected,
    every_input_has_a_label,
    every_word_is_translated,
    every_picture_says_what_it_shows,
    every_button_says_what_it_is,
    nothing_is_declared_safe,
    links_out_keep_the_window,
]
#: Mails are plain text: nothing is escaped there, but the words are translated.
TEXT_RULES: list[Rule] = [every_word_is_translated]


@pytest.mark.parametrize("rule", PAGE_RULES, ids=lambda rule: rule.__name__)
def test_every_template_keeps_the_rule(rule: Rule) -> None:
    assert TEMPLATES, "no template was found: has the tree moved?"
    found = [
        f"{path.relative_to(PACKAGE)}:{problem.line}: {problem.sentence}"
        for path in TEMPLATES
        if path.suffix == ".html" or rule in TEXT_RULES
        for problem in rule(path.read_text("utf-8"))
    ]
    assert not found, "\n" + "\n".join(found)


def test_only_the_renderer_declares_text_safe() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}: {match[0]}"
        for path in SOURCES
        if path.relative_to(PACKAGE).as_posix() not in MAY_DECLARE_SAFE
        for match in SAFE_CALL.finditer(path.read_text("utf-8"))
    ]
    assert not found, "\n" + "\n".join(found)


def test_style_sheets_and_scripts_load_nothing_from_elsewhere() -> None:
    loading = re.compile(r"""(?:url\(|import\s*\(?|from|fetch\()\s*["']?(?:https?:)?//""")
    found = [
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("static/**/*")
        if path.suffix in {".css", ".js"} and loading.search(path.read_text("utf-8"))
    ]
    assert not found


BROKEN: list[tuple[Rule, str]] = [
    (no_code_in_the_page, '<p style="color: red">x</p>'),
    (no_code_in_the_page, '<button type="button" onclick="go()">x</button>'),
    (no_code_in_the_page, "<div hx-on:click='go()'></div>"),
    (no_code_in_the_page, "<script>go()</script>"),
    (no_code_in_the_page, '<a{% if x %} class="y"{% endif %} style="{{ z }}">x</a>'),
    (nothing_from_elsewhere, '<img alt="" src="https://cdn.example.com/x.png">'),
    (nothing_from_elsewhere, '<link href="//cdn.example.com/x.css">'),
    (every_form_is_protected, '<form method="post"><button type="submit">x</button></form>'),
    (
        every_form_is_protected,
        '<form method="POST">{% comment %}{% csrf_token %}{% endcomment %}</form>',
    ),
    (every_form_is_protected, '<form></form>{% csrf_token %}<form method="post"></form>'),
    (every_input_has_a_label, '<label>x</label><input name="x">'),
    (every_input_has_a_label, '<label for="a">x</label><textarea id="b"></textarea>'),
    (every_word_is_translated, "<p>こんにちは</p>"),
    (every_word_is_translated, '{% panel title="会社" %}'),
    (every_word_is_translated, '{{ name|default:"名前なし" }}'),
    (every_word_is_translated, '{% translate "会社" %}会社'),
    (every_picture_says_what_it_shows, '<img src="x.png">'),
    (every_button_says_what_it_is, "<button>x</button>"),
    (nothing_is_declared_safe, "{{ text|safe }}"),
    (nothing_is_declared_safe, "{% autoescape off %}{{ text }}{% endautoescape %}"),
    (links_out_keep_the_window, '<a href="/x" target="_blank">x</a>'),
]


@pytest.mark.parametrize(("rule", "text"), BROKEN, ids=lambda value: getattr(value, "__name__", ""))
def test_the_rule_catches_what_it_forbids(rule: Rule, text: str) -> None:
    assert list(rule(text))


SOUND = """{% load ui %}{# 説明 #}{% comment %}説明 <script>{% endcomment %}
<form method="post" action="{% url 'x' %}"{% if y %} class="z"{% endif %}>{% csrf_token %}
  <input type="hidden" name="a" value="{{ a }}">
  <label>{% translate "名前" %} <input name="b"></label>
  <label for="id_{{ c }}">{% blocktranslate %}部門{% endblocktranslate %}</label>
  <select id="id_{{ c }}" name="c"></select>
  <textarea aria-label="{% translate '本文' %}"></textarea>
  {% panel title=_("会社") %}{{ text|default:_('なし') }}{% endpanel %}
  <button type="submit"{% if y %} disabled{% endif %}>{% translate "送る" %}</button>
</form>
<form method="dialog"><button type="submit">x</button></form>
<img src="{% static 'x.png' %}" alt=""><script type="module" src="{% static 'x.js' %}"></script>
<a href="{{ url }}" target="_blank" rel="noopener">x</a>
"""


@pytest.mark.parametrize("rule", PAGE_RULES, ids=lambda rule: rule.__name__)
def test_the_rule_leaves_a_sound_page_alone(rule: Rule) -> None:
    assert not list(rule(SOUND))
