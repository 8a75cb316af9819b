"""Text in drawings, which Word, PowerPoint and Excel share: paragraphs, charts, diagrams, alt text.

Owns DrawingML (ECMA-376 part 1, chapters 20 and 21). Elements are told by their local names, so
that the transitional and the strict form read alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from nezuku.foundation.documents.archives import Package, attribute, local
from nezuku.foundation.documents.errors import FileDamaged
from nezuku.foundation.documents.findings import Findings
from nezuku.foundation.documents.markdown_tables import markdown_table

#: Relationships that lead to things that hold contents but are not read.
_OBJECT_KINDS = frozenset({"oleObject", "package", "aFChunk", "control"})


def chosen(alternatives: Element) -> Element | None:
    """The branch of an AlternateContent to read: the first that has text, else the first."""
    branches = [child for child in alternatives if local(child.tag) in ("Choice", "Fallback")]
    for branch in branches:
        if any(local(element.tag) == "t" and element.text for element in branch.iter()):
            return branch
    return branches[0] if branches else None


def paragraphs(root: Element) -> Iterator[str]:
    """The text of every paragraph (a:p) below an element, in document order."""
    for element in _walk(root):
        if local(element.tag) == "p":
            text = paragraph(element)
            if text.strip():
                yield text


def paragraph(element: Element) -> str:
    """The text of one paragraph (a:p), line breaks and fields included."""
    pieces = []
    for part in _walk(element):
        name = local(part.tag)
        if name == "t":
            pieces.append(part.text or "")
        elif name == "br":
            pieces.append("\n")
        elif name == "tab":
            pieces.append("\t")
    return "".join(pieces)


def _walk(root: Element) -> Iterator[Element]:
    for child in root:
        if local(child.tag) == "AlternateContent":
            branch = chosen(child)
            if branch is not None:
                yield from _walk(branch)
            continue
        yield child
        yield from _walk(child)


def table(element: Element) -> str:
    """A table (a:tbl) as Markdown."""
    rows = []
    for row in element:
        if local(row.tag) == "tr":
            cells = [cell for cell in row if local(cell.tag) == "tc"]
            rows.append(["\n".join(paragraphs(cell)) for cell in cells])
    return markdown_table(rows)


def alternative_text(element: Element) -> str:
    """What a docPr or cNvPr says about its picture, or ""."""
    words = [element.get("title", ""), element.get("descr", "")]
    return " ".join(word.strip() for word in words if word.strip())


def related_text(package: Package, part: str, findings: Findings) -> Iterator[str]:
    """This will give the text of charts and diagrams of a part, and count pictures and objects."""
    for relation in package.relations(part):
        if relation.kind == "image":
            findings.images_not_read += 1
        elif relation.kind in _OBJECT_KINDS:
            findings.objects_not_read += 1
        elif relation.external or relation.target not in package:
            continue
        elif relation.kind in ("chart", "chartEx"):
            yield from _part_text(package, relation.target, findings, chart=True)
        elif relation.kind == "diagramData":
            yield from _part_text(package, relation.target, findings, chart=False)


def _part_text(package: Package, part: str, findings: Findings, *, chart: bool) -> Iterator[str]:
    try:
        root = package.xml(part)
    except FileDamaged:
        findings.parts_not_read += 1
        return
    text = _chart(root) if chart else "\n".join(paragraphs(root))
    if text.strip():
        yield f"【{'グラフ' if chart else '図表'}】\n{text}"
    if chart:
        for relation in package.related(part, "chartUserShapes"):
            yield from paragraphs(package.xml(relation.target))


def _chart(root: Element) -> str:
    """Titles and text of a chart, then its figures: a row for each category."""
    words = list(paragraphs(root))
    columns: list[tuple[str, list[str]]] = []
    categories: list[str] = []
    for series in root.iter():
        if local(series.tag) != "ser":
            continue
        parts = {local(child.tag): child for child in series}
        name = " ".join(_values(parts.get("tx")))
        categories = categories or _values(parts.get("cat", parts.get("xVal")))
        columns.append((name, _values(parts.get("val", parts.get("yVal")))))
    height = max([len(categories), *(len(values) for _, values in columns)], default=0)
    rows = [["", *(name for name, _ in columns)]]
    for at in range(height):
        cells = [categories, *(values for _, values in columns)]
        rows.append([values[at] if at < len(values) else "" for values in cells])
    if columns:
        words.append(markdown_table(rows))
    elif not words:
        words = [value for value in _values(root) if value]
    return "\n".join(words)


def _values(element: Element | None) -> list[str]:
    if element is None:
        return []
    return [
        part.text or "" for part in element.iter() if local(part.tag) in ("v", "pt") and part.text
    ]


def count_shape(element: Element, findings: Findings) -> str:
    """The alternative text that a shape's property element holds; hidden shapes are counted."""
    if attribute(element, "hidden") in ("1", "true"):
        findings.hidden_text += 1
    return alternative_text(element)
