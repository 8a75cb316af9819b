"""Search finds words whatever their width and case, and shows them where they stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nezuku.workspace.chat.folding import fold, snippet, terms

TEXTS = st.text(alphabet="あいウエ漢字ｱﾞﾊﾟＡａAaß①㈱が゛é\u0301 \n", max_size=60)


@pytest.mark.parametrize(
    ("written", "sought"),
    [
        ("ｱﾌﾟﾘの件", "アプリ"),
        ("ＡＢＣ社", "abc"),
        ("㈱見本", "(株)見本"),
        ("①の案", "1の案"),
        ("見積", "見積"),
    ],
)
def test_the_same_words_in_another_form_are_found(written: str, sought: str) -> None:
    assert fold(sought) in fold(written)


@given(TEXTS)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TEXTS, st.integers(0, 60), st.integers(1, 8))
def test_a_snippet_marks_what_was_found(text: str, start: int, length: int) -> None:
    wanted = terms(text[start : start + length])
    if not wanted or not all(term in fold(text) for term in wanted):
        return
    assert any(piece.hit for piece in snippet(text, wanted))


@given(TEXTS, TEXTS)
def test_a_snippet_holds_nothing_but_the_text(text: str, query: str) -> None:
    shown = "".join(piece.text for piece in snippet(text, terms(query)) if piece.text != "…")
    plain = "".join(text.split())
    assert "".join(shown.split()) in plain


def test_a_long_text_is_cut_around_the_first_hit() -> None:
    pieces = snippet("前" * 300 + "見積書" + "後" * 300, terms("見積"))
    assert [p.text for p in pieces if p.hit] == ["見積"]
    assert pieces[0].text == "…"
    assert pieces[-1].text == "…"
    assert sum(len(p.text) for p in pieces) < 130


def test_a_query_is_words_that_all_have_to_occur() -> None:
    assert terms("見積　ＡＢＣ 見積") == ("見積", "abc")
    assert terms("  ") == ()
