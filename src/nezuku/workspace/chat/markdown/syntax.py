"""Reading Markdown: the parser with its extensions, and what is changed before it is drawn.

Owns which Markdown there is: tables, task lists, footnotes, formulas, no raw HTML. Pictures become
links, because loading one would tell its server what was said. Drawing is in `drawing.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

_SCHEMES = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_ADDRESS = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}", re.IGNORECASE)
_TASK = re.compile(r"\[([ xX])\][ \t]+")
_ALIGN = re.compile(r"text-align:(left|center|right)")
#: `\( … \)` and `\[ … \]` as models write formulas; bounded, so that reading stays linear.
_LONGEST_FORMULA = 2000
_TEX_ENDS = {"\\(": "\\)", "\\[": "\\]"}


def parser() -> MarkdownIt:
    """A parser for what a model writes. Safe to share between threads: it keeps no state."""
    md = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": 20})
    md.enable(["table", "strikethrough"])
    md.use(footnote_plugin, inline=False)
    md.use(dollarmath_plugin, allow_labels=False, allow_space=False, allow_digits=False)
    md.disable("html_block")
    md.disable("html_inline")
    md.validateLink = _may_link  # type: ignore[method-assign]
    md.inline.ruler.before("escape", "tex_brackets", _tex_brackets)
    md.core.ruler.after("inline", "tasks", _tasks)
    md.core.ruler.push("links", _links)
    md.core.ruler.push("alignment", _alignment)
    return md


def _may_link(url: str) -> bool:
    """Only addresses of the web and of mail: nothing of ours, no script, no data."""
    return _SCHEMES.match(url.strip()) is not None


def _tex_brackets(state: StateInline, silent: bool) -> bool:
    opening = state.src[state.pos : state.pos + 2]
    closing = _TEX_ENDS.get(opening)
    if closing is None:
        return False
    end = state.src.find(closing, state.pos + 2, state.pos + 2 + _LONGEST_FORMULA)
    if end < 0 or not state.src[state.pos + 2 : end].strip():
        return False
    if not silent:
        token = state.push("math_inline_double" if opening == "\\[" else "math_inline", "math", 0)
        token.content = state.src[state.pos + 2 : end].strip()
        token.markup = opening
    state.pos = end + 2
    return True


def _tasks(state: StateCore) -> None:
    """`- [ ]` and `- [x]` at the beginning of a list item become boxes that cannot be used."""
    lists: list[Token] = []
    for place, token in enumerate(state.tokens):
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            lists.append(token)
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            lists.pop()
        elif token.type == "inline" and place >= 2 and lists and token.children:
            first = token.children[0]
            found = _TASK.match(first.content) if first.type == "text" else None
            if found and state.tokens[place - 2].type == "list_item_open":
                first.content = first.content[found.end() :]
                box = Token("task_box", "input", 0)
                box.meta = {"checked": found[1] != " "}
                token.children.insert(0, box)
                token.children.append(Token("task_end", "label", 0))
                state.tokens[place - 2].attrSet("class", "task")
                lists[-1].attrSet("class", "tasks")


def _links(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and token.children:
            token.children = _with_honest_links(token.children)


def _with_honest_links(children: Sequence[Token]) -> list[Token]:
    """Links open elsewhere and tell their host where their words lie; pictures become links."""
    out: list[Token] = []
    opened: Token | None = None
    words: list[str] = []
    for token in children:
        if token.type == "image" and opened is None:
            out += _picture(token)
            continue
        if token.type == "image":
            out.append(_text(token.content or str(_("画像"))))
            continue
        if token.type == "link_open":
            opened, words = token, []
            _outward(token)
        elif opened is not None and token.type in {"text", "code_inline"}:
            words.append(token.content)
        out.append(token)
        if token.type == "link_close" and opened is not None:
            host = _host(str(opened.attrGet("href") or ""))
            if host and _lies("".join(words), host):
                out.append(_host_note(host))
            opened = None
    return out


def _picture(token: Token) -> list[Token]:
    url = str(token.attrGet("src") or "")
    opened = Token("link_open", "a", 1)
    opened.attrSet("href", url)
    _outward(opened)
    opened.attrSet("class", "outside-image")
    words = _text(str(_("画像：%(name)s")) % {"name": token.content or _host(url)})
    return [opened, words, Token("link_close", "a", -1), _host_note(_host(url))]


def _outward(token: Token) -> None:
    token.attrSet("rel", "noopener noreferrer nofollow")
    token.attrSet("target", "_blank")


def _text(words: str) -> Token:
    token = Token("text", "", 0)
    token.content = words
    return token


def _host_note(host: str) -> Token:
    token = Token("host_note", "span", 0)
    token.content = host
    return token


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return url[:60]


def _lies(words: str, host: str) -> bool:
    """Whether the words of a link look like an address, and not like the one it leads to."""
    named = {found.group().lower().removeprefix("www.") for found in _ADDRESS.finditer(words[:500])}
    return bool(named) and host.removeprefix("www.") not in named


def _alignment(state: StateCore) -> None:
    """Inline styles are refused by the content policy: alignment becomes a class."""
    for token in state.tokens:
        if token.type in {"th_open", "td_open"} and "style" in token.attrs:
            found = _ALIGN.search(str(token.attrs.pop("style")))
            if found:
                token.attrSet("class", f"align-{found[1]}")
