"""The text of Word files (.docx), all of it: body, tables, text boxes, headers, footers, notes,
comments, hidden and deleted words.

Owns WordprocessingML (ECMA-376 part 1, chapter 17). The XML is walked element by element rather
than through a library's idea of paragraphs, so that an element that nobody thought of still gives
its text.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from nezuku.foundation.documents import drawings
from nezuku.foundation.documents.archives import Package, attribute, local
from nezuku.foundation.documents.errors import FileDamaged
from nezuku.foundation.documents.findings import Findings
from nezuku.foundation.documents.limits import ExtractLimits
from nezuku.foundation.documents.markdown_tables import markdown_table

#: Settings, not contents: no text that a reader would see.
_SKIPPED = frozenset(
    {
        *("pPr", "sectPr", "tblPr", "tblGrid", "trPr", "tcPr", "tblPrEx", "sdtPr", "sdtEndPr"),
        *("instrText", "delInstrText", "binData", "rubyPr", "fldData", "ffData"),
    }
)
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "-"}
_MARKS = {"footnoteReference": "注", "endnoteReference": "文末注", "commentReference": "コメント"}
#: Check boxes and marks of the Wingdings font, which has no text of its own.
_SYMBOLS = {"F0FE": "☑", "F052": "☑", "F0A8": "☐", "F06F": "☐", "F0FC": "✓", "F0FB": "✗"}
_PARTS = (
    ("header", "ヘッダー", None),
    ("footer", "フッター", None),
    ("footnotes", "脚注", "footnote"),
    ("endnotes", "文末脚注", "endnote"),
    ("comments", "コメント", "comment"),
)


def read(data: bytes, limits: ExtractLimits, findings: Findings) -> Iterator[str]:
    """This will give the text of a Word file block by block, Markdown for headings and tables.

    Raises FileDamaged when the body cannot be read; other parts are counted in `findings`.
    """
    package = Package(data, limits.archive)
    main = package.main
    reader = _Reader(findings, _heading_levels(package, main))
    yield from reader.blocks(package.xml(main))
    yield from drawings.related_text(package, main, findings)
    seen: set[str] = set()
    for kind, title, item in _PARTS:
        for relation in package.related(main, kind):
            try:
                root = package.xml(relation.target)
            except FileDamaged:
                findings.parts_not_read += 1
                continue
            items = list(reader.numbered(root, item)) if item else list(reader.blocks(root))
            text = "\n".join(items).strip()
            if item == "comment":
                findings.comments += len(items)
            if text and text not in seen:  # the same header stands in a file once for each section
                seen.add(text)
                yield f"【{title}】\n{text}"
            yield from drawings.related_text(package, relation.target, findings)


def _heading_levels(package: Package, main: str) -> dict[str, int]:
    """Style id to heading level; Japanese Word names its styles "1", "2" inside."""
    levels: dict[str, int] = {}
    for relation in package.related(main, "styles"):
        try:
            root = package.xml(relation.target)
        except FileDamaged:
            return levels
        for style in root:
            names = [attribute(child, "val") or "" for child in style if local(child.tag) == "name"]
            word, _, level = (names[0] if names else "").lower().partition(" ")
            if word == "heading" and level.isascii() and level.isdigit():
                levels[attribute(style, "styleId") or ""] = min(int(level), 6)
    return levels


class _Reader:
    """Walks WordprocessingML and counts what it finds."""

    def __init__(self, findings: Findings, heading_levels: dict[str, int]) -> None:
        self._findings = findings
        self._heading_levels = heading_levels

    def blocks(self, element: Element) -> Iterator[str]:
        for child in element:
            name = local(child.tag)
            if name == "p":
                boxes: list[Element] = []
                text = self._inline(child, boxes)
                if text.strip():
                    yield self._heading_mark(child) + text
                for box in boxes:
                    yield from self.blocks(box)
            elif name == "tbl":
                if text := markdown_table(self._rows(child)):
                    yield text
            elif name == "AlternateContent":
                branch = drawings.chosen(child)
                if branch is not None:
                    yield from self.blocks(branch)
            elif name in ("r", "t", "hyperlink", "oMathPara", "oMath"):  # text outside a paragraph
                boxes = []
                if (text := self._inline_one(child, boxes)).strip():
                    yield text
                for box in boxes:
                    yield from self.blocks(box)
            elif name not in _SKIPPED:
                yield from self.blocks(child)

    def numbered(self, root: Element, item: str) -> Iterator[str]:
        """Notes and comments, each with the number by which the body refers to it."""
        for child in root:
            if local(child.tag) == item:
                text = "\n".join(self.blocks(child))
                if text.strip():
                    yield f"[{attribute(child, 'id') or ''}] {text}"

    def _heading_mark(self, paragraph: Element) -> str:
        for properties in paragraph:
            if local(properties.tag) == "pPr":
                for setting in properties:
                    if local(setting.tag) == "pStyle":
                        level = self._heading_levels.get(attribute(setting, "val") or "", 0)
                        return "#" * level + " " if level else ""
        return ""

    def _rows(self, table: Element) -> Iterator[list[str]]:
        for row in _below(table, "tr"):
            yield ["\n".join(self.blocks(cell)) for cell in _below(row, "tc")]

    def _inline(self, element: Element, boxes: list[Element]) -> str:
        return "".join(self._inline_one(child, boxes) for child in element)

    def _inline_one(self, element: Element, boxes: list[Element]) -> str:
        name = local(element.tag)
        if name in ("t", "delText"):
            return element.text or ""
        if name in _BREAKS:
            return _BREAKS[name]
        if name in _SKIPPED:
            return ""
        if name in _MARKS:
            return f"[{_MARKS[name]}{attribute(element, 'id') or ''}]"
        if name in ("del", "moveFrom"):
            text = self._inline(element, boxes)
            if not text.strip():
                return text
            self._findings.deleted_text += 1
            return f"［削除された文字：{text}］"
        if name == "txbxContent":
            boxes.append(element)
            return ""
        if name == "AlternateContent":
            branch = drawings.chosen(element)
            return self._inline(branch, boxes) if branch is not None else ""
        return self._other(name, element, boxes)

    def _other(self, name: str, element: Element, boxes: list[Element]) -> str:
        if name == "rPr":
            if any(local(setting.tag) in ("vanish", "webHidden") for setting in element):
                self._findings.hidden_text += 1
            return ""
        if name == "ruby":
            parts = {local(part.tag): self._inline(part, boxes) for part in element}
            return f"{parts.get('rubyBase', '')}（{parts.get('rt', '')}）"
        if name == "sym":
            return _SYMBOLS.get((attribute(element, "char") or "").upper(), "〓")
        if name in ("docPr", "cNvPr"):
            text = drawings.count_shape(element, self._findings)
            return f"［図の説明：{text}］" if text and name == "docPr" else ""
        if name == "textpath":  # WordArt of older files, such as a watermark
            return element.get("string", "")
        if name == "p":  # a paragraph of a drawing inside a run
            return self._inline(element, boxes) + "\n"
        return self._inline(element, boxes)


def _below(element: Element, name: str) -> Iterator[Element]:
    """Children of that name, also through wrappers such as content controls and revisions."""
    for child in element:
        found = local(child.tag)
        if found == name:
            yield child
        elif found not in ("tr", "tc", "p", "tbl") and found not in _SKIPPED:
            yield from _below(child, name)
