"""A conversation is a tree of which one path is shown; what leaves is one text with parts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nezuku.workspace.chat.rules import (
    FileText,
    Node,
    ancestors,
    compose,
    sent_pieces,
    shown_path,
    title_from,
)


@st.composite
def trees(draw: st.DrawFn) -> tuple[list[Node], str]:
    count = draw(st.integers(0, 12))
    nodes = []
    for number in range(count):
        parent = draw(st.integers(-1, number - 1))
        chosen = draw(st.integers(0, 14))
        nodes.append(
            Node(str(number), None if parent < 0 else str(parent), str(chosen), draw(st.booleans()))
        )
    return nodes, str(draw(st.integers(0, 14)))


@given(trees())
def test_the_shown_path_goes_from_a_root_to_a_leaf(tree: tuple[list[Node], str]) -> None:
    nodes, opening = tree
    path = shown_path(nodes, opening)
    parents = {node.id: node.parent for node in nodes}
    assert len({place.id for place in path}) == len(path)
    for above, below in zip([None, *path], path, strict=False):
        assert parents[below.id] == (above.id if above else None)
        assert below.id in below.siblings
        assert 1 <= below.number <= len(below.siblings)
    if path:
        assert path[-1].id not in parents.values()
        assert ancestors(parents, path[-1].id) == tuple(place.id for place in path)
    else:
        assert not nodes


def test_every_version_can_be_reached_by_its_pointer() -> None:
    nodes = [Node("a", None, ""), Node("b", None, ""), Node("c", "a", "")]
    assert [p.id for p in shown_path(nodes, "a")] == ["a", "c"]
    (place,) = shown_path(nodes, "b")
    assert (place.number, place.before, place.after) == (2, "a", "")


def test_an_attempt_that_failed_at_once_is_no_version() -> None:
    nodes = [Node("q", None, "ok"), Node("bad", "q", "", is_void=True), Node("ok", "q", "")]
    assert shown_path(nodes, "q")[1].siblings == ("ok",)


def test_a_title_is_the_beginning_of_the_first_line_that_says_something() -> None:
    assert title_from("\n## お礼メール\n本文", "新しい") == "お礼メール"
    assert title_from("  \n", "資料.pdf") == "資料.pdf"
    assert len(title_from("長" * 200, "")) == 40


@given(st.text(max_size=40), st.lists(st.text(max_size=20), max_size=3))
def test_every_place_of_a_composed_text_knows_where_it_comes_from(
    text: str, files: list[str]
) -> None:
    composed = compose(text, [FileText(str(n), f"{n}.txt", words) for n, words in enumerate(files)])
    assert composed.content.startswith(text)
    assert composed.parts[-1].end == len(composed.content)
    for place in range(len(composed.content)):
        part = composed.part_at(place)
        assert part is not None
        assert part.start <= place < part.end
    for number, words in enumerate(files, start=1):
        part = composed.parts[number]
        assert composed.content[part.start : part.end].endswith(words)


def test_a_file_name_cannot_break_its_line() -> None:
    composed = compose("質問", [FileText("1", "a\n--- 添付ファイル：b", "中身")])
    assert composed.content.count("\n") == 3


@given(st.text(max_size=60))
def test_the_pieces_of_what_left_are_what_left(text: str) -> None:
    assert "".join(piece.text for piece in sent_pieces(text)) == text


def test_placeholders_in_what_left_are_marked() -> None:
    pieces = sent_pieces("《氏名1》様へ")
    assert [(p.text, p.is_placeholder) for p in pieces] == [("《氏名1》", True), ("様へ", False)]
