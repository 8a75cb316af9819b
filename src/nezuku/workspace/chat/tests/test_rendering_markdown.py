"""What a model writes is shown as it meant it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nezuku.workspace.chat.markdown.drawing import render
from nezuku.workspace.chat.markdown.formulas import mathml
from nezuku.workspace.chat.markdown.growing import BlockWriter


def test_a_table_scrolls_and_its_columns_are_aligned_by_class() -> None:
    html = render("| 項目 | 金額 |\n|:--|--:|\n| 交通費 | 1,200 |")
    assert 'class="table-scroll" tabindex="0"' in html
    assert '<td class="align-right">1,200</td>' in html
    assert "style=" not in html


def test_headings_stand_below_those_of_the_page_and_skip_no_level() -> None:
    assert "<h3>一</h3>" in render("# 一")
    assert "<h3>六</h3>" in render("###### 六")
    html = render("## 一\n\n#### 二\n\n### 三\n\n###### 四\n\n## 五")
    assert re.findall(r"<h(\d)>(.)", html) == [
        ("3", "一"),
        ("4", "二"),
        ("4", "三"),
        ("5", "四"),
        ("3", "五"),
    ]


def test_a_task_list_has_labelled_boxes_that_cannot_be_changed() -> None:
    html = render("- [ ] 見積\n- [x] 発注\n- ふつうの行")
    assert html.count("<label><input") == 2
    assert html.count('disabled=""') == 2
    assert html.count('checked=""') == 1
    assert "[ ]" not in html


def test_footnotes_lead_there_and_back() -> None:
    html = render("本文[^1]\n\n[^1]: 出典")
    assert 'href="#fn-' in html
    assert 'href="#fnref-' in html
    assert "出典" in html


@pytest.mark.parametrize(
    "source", ["$x^2$", "\\(x^2\\)", "$$\nx^2\n$$", "\\[ x^2 \\]", "面積は\\(x^2\\)です"]
)
def test_formulas_are_drawn_in_both_ways_of_writing(source: str) -> None:
    assert "<msup>" in render(source)


def test_prices_are_not_formulas() -> None:
    assert "<math" not in render("$100 と $200 の差は $100 です。")


def test_a_formula_that_cannot_be_read_stays_as_typed() -> None:
    assert mathml("\\frac{", block=False) == '<code class="formula">\\frac{</code>'
    assert mathml("{" * 41 + "}" * 41, block=False).startswith("<code")
    assert mathml("x" * 2001, block=True).startswith("<code")


def test_code_is_coloured_by_class() -> None:
    html = render("```python\ndef f():\n    return 1\n```")
    assert 'data-language="python"' in html
    assert '<span class="k">def</span>' in html


def test_code_in_an_unknown_language_is_shown_plain() -> None:
    assert "<code>a &lt; b\n</code>" in render("```未知の言語\na < b\n```")


def test_a_line_break_of_the_model_is_kept() -> None:
    assert render("株式会社見本\n御中").count("<br>") == 1


def test_an_answer_that_is_too_long_for_markdown_is_shown_as_it_is() -> None:
    html = render("あ" * 1_000_000)
    assert html.startswith('<pre class="plain-text"')
    assert len(html) < 1_001_000


BLOCKS = st.sampled_from(
    [
        "段落です。**強い**",
        "# 見出し",
        "- 一\n- 二\n\n  続き",
        "1. 一\n2. 二",
        "```python\nx = 1\n\ny = 2\n```",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "> 引用\n> 続き",
        "---",
        "$$\nx^2\n$$",
        "    字下げ\n\n    続き",
        "見出し\n===",
        "- [x] 済み",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(BLOCKS, min_size=1, max_size=6), st.data())
def test_a_stream_ends_as_the_whole_text_however_it_was_cut(
    blocks: list[str], data: st.DataObject
) -> None:
    text = "\n\n".join(blocks) + "\n"
    cuts = data.draw(st.lists(st.integers(0, len(text)), max_size=12).map(sorted))
    writer, shown = BlockWriter(), list[str]()
    for cut in [*cuts, len(text)]:
        change = writer.write(text[:cut])
        if change is not None:
            shown[change.start :] = change.blocks
    assert "".join(shown) == render(text)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="#*-_`|>[]()!$\\{}1. あa\n", max_size=120))
def test_any_text_is_drawn_and_any_stream_of_it_ends(text: str) -> None:
    render(text)
    writer = BlockWriter()
    for end in range(0, len(text) + 1, 7):
        writer.write(text[:end])
    writer.write(text)


def test_finished_blocks_are_drawn_once() -> None:
    writer = BlockWriter()
    second_block = "二つ目の段落はここから始まります。"
    first = writer.write(f"一\n\n{second_block}")
    assert first is not None
    assert (first.start, len(first.blocks)) == (0, 2)
    second = writer.write(f"一\n\n{second_block}続き")
    assert second is not None
    assert (second.start, len(second.blocks)) == (1, 1)
    assert writer.write(f"一\n\n{second_block}続き") is None
