"""Drawing a text that grows, so that only its end is drawn again.

Owns which blocks are finished. How a block looks is in `drawing.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

from nezuku.workspace.chat.markdown.drawing import blocks_of, is_too_much, plain

#: A first line shorter than this may still become something else.
_UNSURE = 16


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
            return self._changed((plain(tail),))
        blocks = blocks_of(tail)
        if not blocks:
            return None
        html = tuple(drawn for _line, drawn in blocks)
        change = self._changed(html)
        keep = 1 if _is_settled(tail, blocks[-1][0]) else 2
        if len(blocks) > keep:
            self._place += _offset_of_line(tail, blocks[-keep][0])
            self._frozen += len(blocks) - keep
            self._last = html[-keep:]
        return change

    def _changed(self, html: tuple[str, ...]) -> Change | None:
        if not html or html == self._last:
            return None
        self._last = html
        return Change(start=self._frozen, blocks=html)


def _is_settled(text: str, line: int) -> bool:
    """Whether the block that begins in `line` can no longer belong to the one before it.

    `2` on its way to `2.` is a paragraph, and then an item of the list above.
    """
    rest = text[_offset_of_line(text, line) :]
    return "\n" in rest or len(rest) >= _UNSURE


def _offset_of_line(text: str, line: int) -> int:
    place = 0
    for _number in range(line):
        place = text.index("\n", place) + 1
    return place
