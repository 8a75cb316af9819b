"""Which type a file is, by its bytes and by its name; both have to agree.

Owns the list of what can be read and the advice for what cannot. Does not read contents.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from nezuku.foundation.documents.archives import Package
from nezuku.foundation.documents.decoding import decode
from nezuku.foundation.documents.errors import (
    DocumentError,
    ExtensionMismatch,
    FileDamaged,
    FileEmpty,
    FormatOld,
    ImageRefused,
    MacroRefused,
    PasswordRefused,
    TypeUnsupported,
)
from nezuku.foundation.documents.limits import ArchiveLimits


class Kind(StrEnum):
    """What can be read."""

    TXT = "txt"
    MD = "md"
    CSV = "csv"
    TSV = "tsv"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    PDF = "pdf"


_OFFICE_MAIN_TYPES: Mapping[str, Kind] = {
    "wordprocessingml.document.main+xml": Kind.DOCX,
    "spreadsheetml.sheet.main+xml": Kind.XLSX,
    "presentationml.presentation.main+xml": Kind.PPTX,
}
_PLAIN = (
    *("txt", "text", "log", "json", "jsonl", "yaml", "yml", "xml", "html", "htm", "css", "ini"),
    *("toml", "sql", "py", "js", "ts", "java", "c", "h", "cpp", "cs", "go"),
)
_EXTENSIONS: Mapping[str, Kind] = {
    **{f".{name}": Kind.TXT for name in _PLAIN},
    **{f".{kind.value}": kind for kind in Kind},
    ".markdown": Kind.MD,
    ".tab": Kind.TSV,
}
_BINARY_KINDS = frozenset({Kind.DOCX, Kind.XLSX, Kind.PPTX, Kind.PDF})
_IMAGE_EXTENSIONS = frozenset(
    {
        *(".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".tif", ".tiff"),
        *(".heic", ".heif", ".avif", ".svg", ".ico"),
    }
)
_OLD: Mapping[str, str] = {
    **dict.fromkeys((".doc", ".dot", ".rtf", ".jtd"), ".docx"),
    **dict.fromkeys((".xls", ".xlt", ".xlsb"), ".xlsx"),
    **dict.fromkeys((".ppt", ".pps", ".pot"), ".pptx"),
}
_MACRO: Mapping[str, str] = {
    **dict.fromkeys((".docm", ".dotm"), ".docx"),
    **dict.fromkeys((".xlsm", ".xltm", ".xlam"), ".xlsx"),
    **dict.fromkeys((".pptm", ".potm", ".ppsm"), ".pptx"),
}
_ANY_OFFICE = ".docx, .xlsx, .pptx"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")
_PDF_HEAD_BYTES = 1024  # readers accept the mark anywhere in the first kilobyte


def extension_of(filename: str) -> str:
    """The last extension in lower case with its dot, or "" if there is none."""
    name = filename.replace("\\", "/").rpartition("/")[2].strip()
    stem, dot, extension = name.rpartition(".")
    return f".{extension.lower()}" if dot and stem else ""


def kind_of(data: bytes, filename: str, *, limits: ArchiveLimits | None = None) -> Kind:
    """This will name the type that name and bytes agree on, or raise what says why not."""
    if not data:
        raise FileEmpty
    extension = extension_of(filename)
    if _is_image(data) or extension in _IMAGE_EXTENSIONS:
        raise ImageRefused
    if data.startswith(_OLE):
        if _ENCRYPTED_OFFICE in data:
            raise PasswordRefused
        raise FormatOld(extension=extension, wanted=_OLD.get(extension, _ANY_OFFICE))
    if extension in _MACRO:
        raise MacroRefused(extension=extension, wanted=_MACRO[extension])
    if extension in _OLD:
        raise FormatOld(extension=extension, wanted=_OLD[extension])
    promised = _EXTENSIONS.get(extension)
    if promised is None:
        raise TypeUnsupported(extension=extension or "-")
    found = _binary_kind(data, extension, limits or ArchiveLimits())
    if promised in _BINARY_KINDS:
        if found is None and not _is_text(data):
            raise FileDamaged
        if found is not promised:
            raise ExtensionMismatch(extension=extension, found=found.value if found else "txt")
    elif found is not None:
        raise ExtensionMismatch(extension=extension, found=found.value)
    return promised


def _binary_kind(data: bytes, extension: str, limits: ArchiveLimits) -> Kind | None:
    if data.startswith(b"PK\x03\x04"):
        return _office_kind(Package(data, limits), extension)
    if data.startswith((b"PK\x05\x06", b"PK\x07\x08")):
        raise FileDamaged
    if data.startswith(b"%PDF-") or (
        b"%PDF-" in data[:_PDF_HEAD_BYTES] and _EXTENSIONS.get(extension) is Kind.PDF
    ):
        return Kind.PDF
    if data.startswith(b"{\\rtf"):
        raise FormatOld(extension=extension, wanted=_OLD[".rtf"])
    return None


def _is_text(data: bytes) -> bool:
    try:
        decode(data)
    except DocumentError:
        return False
    return True


def _office_kind(package: Package, extension: str) -> Kind:
    if "[content_types].xml" not in package:
        raise TypeUnsupported(extension=extension or "-")
    declared = package.content_type(package.main)
    if "macroenabled" in declared or any(name.endswith("vbaproject.bin") for name in package.names):
        raise MacroRefused(extension=extension, wanted=_ANY_OFFICE)
    for ending, kind in _OFFICE_MAIN_TYPES.items():
        if declared.endswith(ending):
            return kind
    raise TypeUnsupported(extension=extension or "-")


def _is_image(data: bytes) -> bool:
    if data.startswith((b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")):
        return True
    if data.startswith((b"II*\x00", b"MM\x00*")) or (data[:2] == b"BM" and b"\x00" in data[2:16]):
        return True
    brand = data[8:12]
    if data[:4] == b"RIFF" and brand == b"WEBP":
        return True
    return data[4:8] == b"ftyp" and brand in (b"heic", b"heix", b"mif1", b"msf1", b"avif")
