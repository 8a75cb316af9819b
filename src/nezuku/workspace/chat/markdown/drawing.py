"""Drawing Markdown as HTML that is safe to show.

Owns the HTML of an answer and the allow-list that everything passes at the end (nh3): should the
parser or a formula ever let something through, it stops there. There is no cache here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from html import escape
from types import MappingProxyType

import nh3
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from nezuku.workspace.chat.markdown import code, formulas
from nezuku.workspace.chat.markdown.syntax import parser

#: Above these the text is shown as it is: reading it as Markdown would only cost time.
LONGEST_TEXT = 400_000
LONGEST_LINE = 20_000
#: Who speaks stands in a heading of this level above each message.
_HEADING_OF_MESSAGE = 2

_MATHML = frozenset(
    {
        "math",
        "mrow",
        "mi",
        "mn",
        "mo",
        "ms",
        "mtext",
        "mspace",
        "mfrac",
        "msqrt",
        "mroot",
        "mstyle",
        "merror",
        "mpadded",
        "mphantom",
        "menclose",
        "msub",
        "msup",
        "msubsup",
        "munder",
        "mover",
        "munderover",
        "mmultiscripts",
        "mprescripts",
        "none",
        "mtable",
        "mtr",
        "mtd",
        "semantics",
    }
)
_TAGS = _MATHML | frozenset(
    {
        "p",
        "br",
        "hr",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "blockquote",
        "pre",
        "code",
        "span",
        "strong",
        "em",
        "s",
        "a",
        "sup",
        "section",
        "div",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "label",
        "input",
    }
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


def _place_headings(state: StateCore) -> None:
    """Headings of an answer stand below those of the page, and no level is skipped downwards.

    Models begin with any level; whoever reads by headings must not look for the ones between.
    """
    above: list[str] = []
    for token in state.tokens:
        if token.type == "heading_open":
            while above and above[-1] >= token.tag:
                above.pop()
            above.append(token.tag)
            token.tag = f"h{min(6, _HEADING_OF_MESSAGE + len(above))}"
        elif token.type == "heading_close":
            token.tag = f"h{min(6, _HEADING_OF_MESSAGE + len(above))}"


def _code(source: str, language: str) -> str:
    html = code.coloured(source, language)
    shown = f' data-language="{escape(language)}"' if language else ""
    return (
        f'<pre class="code-block" tabindex="0"{shown}><code>'
        f"{escape(source, quote=False) if html is None else html}</code></pre>\n"
    )


def _task_box(token: Token) -> str:
    checked = " checked" if token.meta["checked"] else ""
    return f'<label><input type="checkbox" disabled{checked}> '


def _table_open(_token: Token) -> str:
    # A region that scrolls sideways has to be reachable by keyboard, and so needs a name.
    return f'<div class="table-scroll" tabindex="0" role="group" aria-label="{_("表")}"><table>\n'


def _formula_block(token: Token) -> str:
    return f'<div class="formula-block">{formulas.mathml(token.content, block=True)}</div>\n'


#: The HTML of each kind of token that is not drawn as CommonMark does.
_DRAWN: Mapping[str, Callable[[Token], str]] = MappingProxyType(
    {
        "fence": lambda token: _code(token.content, code.language_of(token.info)),
        "code_block": lambda token: _code(token.content, ""),
        "table_open": _table_open,
        "table_close": lambda _token: "</table></div>\n",
        "task_box": _task_box,
        "task_end": lambda _token: "</label>",
        "host_note": lambda token: f' <span class="link-host">({escape(token.content)})</span>',
        "math_inline": lambda token: formulas.mathml(token.content, block=False),
        "math_inline_double": lambda token: formulas.mathml(token.content, block=True),
        "math_block": _formula_block,
    }
)


def _assembled() -> MarkdownIt:
    md = parser()
    md.core.ruler.push("place_headings", _place_headings)
    for name, draw in _DRAWN.items():

        def rule(
            _self: RendererProtocol,
            tokens: Sequence[Token],
            idx: int,
            _options: OptionsDict,
            _env: EnvType,
            draw: Callable[[Token], str] = draw,
        ) -> str:
            return draw(tokens[idx])

        md.add_render_rule(name, rule)
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


def blocks_of(text: str) -> tuple[tuple[int, str], ...]:
    """The top-level blocks of a text: the line each begins in, and its safe HTML."""
    tokens = _MARKDOWN.parse(text, {})
    starts = [
        place
        for place, token in enumerate(tokens)
        if token.level == 0 and token.nesting >= 0 and token.map is not None
    ]
    found: list[tuple[int, str]] = []
    for start, end in zip(starts, [*starts[1:], None], strict=False):
        lines = tokens[start].map or [0, 0]
        html = _MARKDOWN.renderer.render(tokens[start:end], _MARKDOWN.options, {})
        found.append((lines[0], _CLEANER.clean(html)))
    return tuple(found)
