"""An Office file as a package: parts, their relationships, their XML, opened with care.

Owns the checks before unpacking (bombs, encryption, document types in XML) and the reading of
parts. Does not know what any part means. Format: ECMA-376 part 2 (Open Packaging Conventions).
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import unquote
from xml.etree import ElementTree
from xml.parsers import expat

from nezuku.foundation.documents.errors import (
    FileDamaged,
    PasswordRefused,
    UnpacksTooLarge,
    XmlRefused,
)
from nezuku.foundation.documents.limits import ArchiveLimits

_XML_STARTS = (b"<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00<")
#: XML that has not come to its first element after so many bytes is not a document of Office.
_PROLOG_BYTES = 256 * 1024
_ENCRYPTED_BIT = 0x1


@dataclass(frozen=True, slots=True)
class Relation:
    """A link from one part to another. `kind` is the last word of its type, e.g. "header"."""

    id: str
    kind: str
    target: str
    external: bool


def local(tag: str) -> str:
    """The name of an element or attribute without its namespace."""
    return tag.rpartition("}")[2]


def attribute(element: ElementTree.Element, name: str) -> str | None:
    """The attribute of that local name in whatever namespace; Office has two sets of namespaces."""
    for key, value in element.attrib.items():
        if local(key) == name:
            return value
    return None


def link_id(element: ElementTree.Element) -> str:
    """The id of the relationship that an element names (r:id), "" if it names none.

    The attribute always has a namespace; a bare id beside it is the element's own.
    """
    return next((value for key, value in element.attrib.items() if key.endswith("}id")), "")


class Package:
    """An opened package. Making one checks the whole archive against `limits`.

    Raises FileDamaged, PasswordRefused, UnpacksTooLarge, XmlRefused.
    """

    def __init__(self, data: bytes, limits: ArchiveLimits) -> None:
        self._limits = limits
        try:
            self._archive = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise FileDamaged from error
        self._entries = {entry.filename.lower(): entry for entry in self._archive.infolist()}
        self._check(len(data))
        for name in self._entries:
            self._refuse_document_type(name)

    def _check(self, packed: int) -> None:
        entries, limits = self._archive.infolist(), self._limits
        if len(entries) > limits.entries:
            raise UnpacksTooLarge(limit=limits.entries, found=len(entries))
        if len(self._entries) != len(entries):
            raise FileDamaged  # two parts of one name: readers would disagree about which counts
        if any(entry.flag_bits & _ENCRYPTED_BIT for entry in entries):
            raise PasswordRefused
        unpacked = sum(entry.file_size for entry in entries)
        if unpacked > limits.unpacked_bytes:
            raise UnpacksTooLarge(limit=limits.unpacked_bytes, found=unpacked)
        if unpacked > limits.ratio_from and unpacked > limits.ratio * max(packed, 1):
            raise UnpacksTooLarge(limit=limits.ratio * packed, found=unpacked)

    def _refuse_document_type(self, name: str) -> None:
        """Parses up to the first element; entities cannot be declared later."""
        head = self._bytes(name, _PROLOG_BYTES)
        if not head.lstrip().startswith(_XML_STARTS):
            return
        seen: list[str] = []
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = lambda *_: seen.append("document type")
        parser.EntityDeclHandler = lambda *_: seen.append("entity")
        parser.StartElementHandler = lambda *_: seen.append("element")
        try:
            for at in range(0, len(head), 4096):
                parser.Parse(head[at : at + 4096], False)
                if seen:
                    break
        except expat.ExpatError:
            pass  # not XML, or broken: whoever wants to read it will meet the same error
        if seen and seen[0] != "element":
            raise XmlRefused
        if not seen and len(head) == _PROLOG_BYTES:
            raise XmlRefused

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all parts, lower case, without a leading slash."""
        return tuple(self._entries)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._entries

    def read(self, name: str) -> bytes:
        """This will unpack one part. Raises FileDamaged, UnpacksTooLarge."""
        entry = self._entries.get(name.lower())
        if entry is None:
            raise FileDamaged
        if entry.file_size > self._limits.part_bytes:
            raise UnpacksTooLarge(limit=self._limits.part_bytes, found=entry.file_size)
        return self._bytes(name.lower(), -1)

    def _bytes(self, name: str, size: int) -> bytes:
        try:
            with self._archive.open(self._entries[name]) as part:
                return part.read(size)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            ValueError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            raise FileDamaged from error

    def xml(self, name: str) -> ElementTree.Element:
        """This will parse one part. Raises FileDamaged, UnpacksTooLarge."""
        data = self.read(name)
        try:
            return ElementTree.fromstring(data)  # noqa: S314 - document types were refused
        except (ElementTree.ParseError, ValueError, LookupError, RecursionError) as error:
            raise FileDamaged from error

    def relations(self, name: str) -> tuple[Relation, ...]:
        """The relationships of one part in their order; "" for those of the whole package."""
        folder, file = posixpath.split(name)
        relations = posixpath.join(folder, "_rels", f"{file}.rels")
        if relations not in self:
            return ()
        found = []
        for element in self.xml(relations):
            target = element.get("Target", "")
            external = element.get("TargetMode", "").lower() == "external"
            if not external:
                path = unquote(target)
                path = path.lstrip("/") if path.startswith("/") else posixpath.join(folder, path)
                target = posixpath.normpath(path).lower()
            kind = element.get("Type", "").rpartition("/")[2]
            found.append(Relation(element.get("Id", ""), kind, target, external))
        return tuple(found)

    def related(self, name: str, *kinds: str) -> tuple[Relation, ...]:
        """Those relationships of a part that are of these kinds and lead to a part that exists."""
        return tuple(
            relation
            for relation in self.relations(name)
            if relation.kind in kinds and not relation.external and relation.target in self
        )

    @property
    def main(self) -> str:
        """The name of the main part. Raises FileDamaged."""
        for relation in self.related("", "officeDocument"):
            return relation.target
        raise FileDamaged

    def content_type(self, name: str) -> str:
        """The media type that the package declares for a part, lower case; "" if it has none."""
        extension = name.rpartition(".")[2].lower()
        default = ""
        for element in self.xml("[content_types].xml"):
            if element.get("PartName", "").lower() == f"/{name.lower()}":
                return element.get("ContentType", "").lower()
            if element.get("Extension", "").lower() == extension:
                default = element.get("ContentType", "").lower()
        return default
