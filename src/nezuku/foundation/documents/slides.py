"""The text of PowerPoint files (.pptx): slides in their order, tables, charts, notes, comments.

Owns PresentationML (ECMA-376 part 1, chapter 19). Hidden slides are read and marked; words that
stand on masters and layouts, such as a footer, are given once at the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from nezuku.foundation.documents import drawings
from nezuku.foundation.documents.archives import Package, link_id, local
from nezuku.foundation.documents.errors import FileDamaged
from nezuku.foundation.documents.findings import Findings
from nezuku.foundation.documents.limits import ExtractLimits

#: Placeholders that hold page numbers and pictures of the slide.
_NUMBERS = frozenset({"sldNum", "sldImg"})


def read(data: bytes, limits: ExtractLimits, findings: Findings) -> Iterator[str]:
    """This will give the text of each slide, then that of masters and layouts."""
    package = Package(data, limits.archive)
    main = package.main
    targets = {relation.id: relation.target for relation in package.related(main, "slide")}
    listed = [
        targets.pop(link_id(entry), "")
        for entry in package.xml(main).iter()
        if local(entry.tag) == "sldId"
    ]
    layouts: dict[str, None] = {}
    order = [target for target in listed if target] + sorted(targets.values())
    findings.pages = len(order)
    for number, part in enumerate(order, start=1):
        yield from _slide(package, part, number, findings)
        for layout in package.related(part, "slideLayout"):
            masters = package.related(layout.target, "slideMaster")
            layouts.update(dict.fromkeys([layout.target, *(found.target for found in masters)]))
    yield from _background(package, layouts, findings)


def _slide(package: Package, part: str, number: int, findings: Findings) -> Iterator[str]:
    try:
        root = package.xml(part)
    except FileDamaged:
        findings.parts_not_read += 1
        yield f"## スライド {number}（読み取れません）"
        return
    hidden = root.get("show") in ("0", "false")
    findings.hidden_text += hidden
    yield f"## スライド {number}（非表示）" if hidden else f"## スライド {number}"
    yield from _shapes(root, findings, placeholders=True)
    yield from drawings.related_text(package, part, findings)
    for relation in package.related(part, "notesSlide"):
        notes = "\n".join(_shapes(package.xml(relation.target), findings, placeholders=True))
        if notes:
            yield f"【ノート】\n{notes}"
    for relation in package.related(part, "comments"):
        for text in _comments(package.xml(relation.target)):
            findings.comments += 1
            yield f"【コメント】{text}"


def _background(package: Package, parts: dict[str, None], findings: Findings) -> Iterator[str]:
    seen: dict[str, None] = {}
    for part in parts:
        try:
            root = package.xml(part)
        except FileDamaged:
            findings.parts_not_read += 1
            continue
        seen.update(dict.fromkeys(_shapes(root, findings, placeholders=False)))
    if seen:
        yield "【スライドの背景にある文字】"
        yield from seen


def _shapes(element: Element, findings: Findings, *, placeholders: bool) -> Iterator[str]:
    """Text of shapes in their order; groups are walked into."""
    for child in element:
        name = local(child.tag)
        if name == "AlternateContent":
            branch = drawings.chosen(child)
            if branch is not None:
                yield from _shapes(branch, findings, placeholders=placeholders)
        elif name == "tbl":
            if text := drawings.table(child):
                yield text
        elif name == "p":
            if (text := drawings.paragraph(child)).strip():
                yield text
        elif name == "cNvPr":
            if text := drawings.count_shape(child, findings):
                yield f"［図の説明：{text}］"
        elif name == "sp" and _is_skipped(child, placeholders=placeholders):
            continue
        else:
            yield from _shapes(child, findings, placeholders=placeholders)


def _is_skipped(shape: Element, *, placeholders: bool) -> bool:
    kinds = [part.get("type", "") for part in shape.iter() if local(part.tag) == "ph"]
    if not kinds:
        return False
    return kinds[0] in _NUMBERS or not placeholders


def _comments(root: Element) -> Iterator[str]:
    """Comments of both kinds: plain text in the old, paragraphs in the new one."""
    for comment in root.iter():
        if local(comment.tag) not in ("cm", "reply"):
            continue
        plain = [part.text or "" for part in comment if local(part.tag) == "text"]
        bodies = [part for part in comment if local(part.tag) == "txBody"]
        text = "\n".join([*plain, *(line for body in bodies for line in drawings.paragraphs(body))])
        if text.strip():
            yield text
