"""Drawing Markdown as HTML that is safe to show, whole or block by block.

Owns the HTML of an answer and the allow-list that everything passes at the end (nh3): should the
parser or a formula ever let something through, it stops there. There is no cache here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Protocol

import nh3
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from nezuku.workspace.chat.markdown import code, formulas
from nezuku.workspace.chat.markdown.syntax import parser

#: Above these the text is shown as it is: reading it as Markdown would only cost time.
LONGEST_TEXT = 400_000
LONGEST_LINE = 20_000
#: A first line shorter than this may still become something else.
_UNSURE = 16

_MATHML = frozenset(
    "math mrow mi mn mo ms mtext mspace mfrac msqrt mroot mstyle merror mpadded mphantom menclose "
    "msub msup msubsup munder mover munderover mmultiscripts mprescripts none mtable mtr mtd "
    "semantics".split()
)
_TAGS = _MATHML | frozenset(
    "p br hr h3 h4 h5 h6 ul ol li blockquote pre code span strong em s a sup section div table "
    "thead tbody tr th td label input".split()
)
_ATTRIBUTES = {
    "a": {"href", "target", "rel", "id", "aria-label"},
    "li": {"id"},
    "ol": {"start"},
    "div": {"tabindex", "role", "aria-label"},
    "pre": {"data-language", "tabindex"},
    "input": {"disabled", "checked"},
    "math": {"display"},
    "mo": {"stretchy", "fence", "separator", "form", "lspace", "rspace", "minsize", "maxsize"},
    "mi": {"mathvariant"},
    "mspace": {"width", "linebreak"},
    "mfrac": {"linethickness"},
    "mstyle": {"displaystyle", "scriptlevel"},
    "mtable": {"columnalign", "rowspacing", "columnspacing"},
    "mover": {"accent"},
    "munder": {"accentunder"},
}
_CLASSES = {
    "a": {"outside-image", "footnote-back"},
    "span": code.CLASSES | {"link-host"},
    "code": {"formula"},
    "div": {"table-scroll", "formula-block"},
    "pre": {"code-block", "plain-text"},
    "ul": {"tasks"},
    "ol": {"tasks", "footnotes-list"},
    "li": {"task", "footnote-item"},
    "sup": {"footnote-ref"},
    "section": {"footnotes"},
    "th": {"align-left", "align-center", "align-right"},
    "td": {"align-left", "align-center", "align-right"},
}
_CLEANER = nh3.Cleaner(
    tags=set(_TAGS),
    attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
    allowed_classes={tag: set(names) for tag, names in _CLASSES.items()},
    tag_attribute_values={"input": {"type": {"checkbox"}}},
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)


class _Rule(Protocol):
    def __call__(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str: ...


class _Html(RendererHTML):
    """The HTML of each kind of token that is not drawn as CommonMark does."""

    def heading_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return f"<{_heading(tokens[idx])}>"

    def heading_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return f"</{_heading(tokens[idx])}>\n"

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return _code(tokens[idx].content, code.language_of(tokens[idx].info))

    def code_block(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return _code(tokens[idx].content, "")

    def table_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        # A region that scrolls sideways has to be reachable by keyboard, and so needs a name.
        return (
            f'<div class="table-scroll" tabindex="0" role="group" aria-label="{_("表")}"><table>\n'
        )

    def table_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return "</table></div>\n"

    def task_box(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        checked = " checked" if tokens[idx].meta["checked"] else ""
        return f'<label><input type="checkbox" disabled{checked}> '

    def task_end(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return "</label>"

    def host_note(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return f' <span class="link-host">({escape(tokens[idx].content)})</span>'

    def math_inline(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return formulas.mathml(tokens[idx].content, block=False)

    def math_inline_double(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return formulas.mathml(tokens[idx].content, block=True)

    def math_block(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return (
            f'<div class="formula-block">{formulas.mathml(tokens[idx].content, block=True)}</div>\n'
        )


def _heading(token: Token) -> str:
    """Headings of an answer stand below those of the page, and levels are not skipped downwards."""
    return f"h{min(6, int(token.tag[1]) + 2)}"


def _code(source: str, language: str) -> str:
    html = code.coloured(source, language)
    shown = f' data-language="{escape(language)}"' if language else ""
    return (
        f'<pre class="code-block" tabindex="0"{shown}><code>'
        f"{escape(source, quote=False) if html is None else html}</code></pre>\n"
    )


def _assembled() -> MarkdownIt:
    md = parser()
    drawn = _Html(md)
    kept = {name: rule for name, rule in md.renderer.rules.items() if "footnote" in name}
    for name, rule in kept.items():
        drawn.rules[name] = rule.__func__.__get__(drawn) if hasattr(rule, "__func__") else rule
    md.renderer = drawn
    return md


_MARKDOWN = _assembled()


def render(text: str) -> str:
    """The whole text as safe HTML. Same text, same HTML."""
    if is_too_much(text):
        return plain(text)
    name = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    env: EnvType = {"docId": name}
    return _CLEANER.clean(_MARKDOWN.render(text, env))


def is_too_much(text: str) -> bool:
    """Whether a text is so long, or has so long a line, that it is shown without Markdown."""
    if len(text) > LONGEST_TEXT:
        return True
    return len(text) > LONGEST_LINE and max(map(len, text.split("\n"))) > LONGEST_LINE


def plain(text: str) -> str:
    """The text as it is, line breaks kept, safe to show."""
    return f'<pre class="plain-text" tabindex="0">{escape(text, quote=False)}</pre>'


@dataclass(frozen=True, slots=True)
class Change:
    """What changed of a drawn text: from block `start` on, these blocks stand instead."""

    start: int
    blocks: tuple[str, ...]


class BlockWriter:
    """Draws a growing text so that only its last block is drawn again.

    A block that another one follows cannot change any more: it is drawn once and left alone.
    References between blocks (footnotes, link definitions) are resolved only by `render` on the
    whole text, which replaces what was drawn here when the answer has ended.
    """

    def __init__(self) -> None:
        self._frozen = 0
        self._place = 0
        self._last: tuple[str, ...] = ()

    def write(self, text: str) -> Change | None:
        """This will draw what is new; `text` is the whole text so far. None if nothing changed."""
        tail = text[self._place :]
        if is_too_much(tail):
            html = (plain(tail),)
            return self._changed(html)
        tokens = _MARKDOWN.parse(tail, {})
        starts = [
            place
            for place, token in enumerate(tokens)
            if token.level == 0 and token.nesting >= 0 and token.map is not None
        ]
        if not starts:
            return None
        groups = [tokens[start:end] for start, end in zip(starts, [*starts[1:], None], strict=True)]
        html = tuple(
            _CLEANER.clean(_MARKDOWN.renderer.render(group, _MARKDOWN.options, {}))
            for group in groups
        )
        change = self._changed(html)
        begins = [_first_line(group) for group in groups]
        keep = 1 if _is_settled(tail, begins[-1]) else 2
        if len(groups) > keep:
            self._place += _offset_of_line(tail, begins[-keep])
            self._frozen += len(groups) - keep
            self._last = html[-keep:]
        return change

    def _changed(self, html: tuple[str, ...]) -> Change | None:
        if not html or html == self._last:
            return None
        self._last = html
        return Change(start=self._frozen, blocks=html)


def _first_line(group: Sequence[Token]) -> int:
    lines = group[0].map
    assert lines is not None  # noqa: S101  (groups begin with tokens that have one)
    return lines[0]


def _is_settled(text: str, line: int) -> bool:
    """Whether the block that begins at `line` can still turn out to belong to the one before it.

    `2` on its way to `2.` is a paragraph, and then an item of the list above.
    """
    rest = text[_offset_of_line(text, line) :]
    return "\n" in rest or len(rest) >= _UNSURE


def _offset_of_line(text: str, line: int) -> int:
    place = 0
    for _number in range(line):
        place = text.index("\n", place) + 1
    return place
