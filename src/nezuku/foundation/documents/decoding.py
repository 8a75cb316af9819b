"""Bytes to text, right for the files that Japanese offices have.

Owns the choice of the encoding and the removal of control characters. Strict throughout: a byte
that does not fit is an error or another encoding, never a replacement character.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from nezuku.foundation.documents.errors import EncodingUnknown, FileEmpty, NotText
from nezuku.foundation.documents.notices import Notice, notice

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, which begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# C0 and C1 without tab, line feed, carriage return, next line.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
#: More than this share of control characters, and it was never text.
_CONTROL_SHARE = 0.01

# What Python's cp932 lets through though Windows assigns nothing to those bytes.
_CP932_UNASSIGNED = re.compile("[\x80\xa0\uf8f0-\uf8f3]")
_ASCII = re.compile("[\x00-\x7f]+")
# Half-width kana as people write them: no word begins with a small letter or a mark, voicing marks
# stand where they can, and between punctuation there is more than one letter.
_LETTER = "(?:[ｳｶ-ﾄﾊ-ﾎ]ﾞ|[ﾊ-ﾎ]ﾟ|[ｦ-ﾝ])"
_WORD = f"(?:(?![ｧ-ｰ]){_LETTER}{_LETTER}*)"
_LONG_WORD = f"(?:(?![ｧ-ｰ]){_LETTER}{_LETTER}+)"
_HALF_WIDTH_KANA = re.compile(f"{_WORD}|[｡-･]?{_LONG_WORD}(?:[｡-･]{_LONG_WORD})*[｡-･]?")


_ISO_2022 = re.compile(rb"\x1b(\$@|\$B|\$\(D|\(B|\(J|\(I)")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the Python name of its encoding, and what to tell about it."""

    text: str
    encoding: str
    notices: tuple[Notice, ...] = ()


def decode(data: bytes) -> Decoded:
    """This will give the text of a file in UTF-8, UTF-16, CP932, EUC-JP or ISO-2022-JP.

    Control characters are taken out and counted in a notice. Raises FileEmpty, NotText,
    EncodingUnknown.
    """
    if not data:
        raise FileEmpty
    text, encoding, guessed = _choose(data)
    text, notices = cleaned(text)
    if guessed:
        notices = (notice("encoding_guessed", encoding=encoding.upper()), *notices)
    if not text.strip():
        raise FileEmpty
    return Decoded(text, encoding, notices)


def cleaned(text: str) -> tuple[str, tuple[Notice, ...]]:
    """This will take out control characters, and raise NotText when they are too many for text."""
    bare, count = _CONTROLS.subn("", text.rstrip("\x1a"))  # DOS ends a file with Ctrl-Z
    if "\x00" in text or count > 2 + len(text) * _CONTROL_SHARE:
        raise NotText
    notices = []
    if count:
        notices.append(notice("control_characters", count=count))
    if private := len(_PRIVATE.findall(bare)):
        notices.append(notice("private_characters", count=private))
    return bare, tuple(notices)


def _choose(data: bytes) -> tuple[str, str, bool]:
    """Text, encoding, and whether another encoding would have been possible too."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            text = _strict(data, encoding)
            if text is None:
                raise EncodingUnknown
            return text, encoding, False
    if b"\x00" in data:
        raise NotText
    if data.isascii() and _ISO_2022.search(data):
        text = _strict(data, "iso2022_jp")
        if text is None:
            text = _iso_2022_with_vendor_characters(data)
        return text, "iso2022_jp", False
    if (text := _strict(data, "utf-8")) is not None:
        return text, "utf-8", False
    cp932 = _strict(data, "cp932")
    if cp932 is not None and _CP932_UNASSIGNED.search(cp932):
        cp932 = None
    euc, euc_name = _strict(data, "euc_jp"), "euc_jp"
    if euc is None:
        euc, euc_name = _strict(data, "euc_jis_2004"), "euc_jis_2004"
    if cp932 is not None and euc is not None:
        # Kana and the common kanji of CP932 use lead bytes that EUC-JP does not have, so bytes that
        # fit both are EUC-JP, or CP932 with nothing but half-width kana.
        only_kana = all(_HALF_WIDTH_KANA.fullmatch(run) for run in _ASCII.split(cp932) if run)
        return (cp932, "cp932", True) if only_kana else (euc, euc_name, False)
    if cp932 is not None:
        return cp932, "cp932", False
    if euc is not None:
        return euc, euc_name, False
    if len(_CONTROLS.findall(data.decode("latin-1"))) > len(data) * 0.1:
        raise NotText
    raise EncodingUnknown


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _iso_2022_with_vendor_characters(data: bytes) -> str:
    """ISO-2022-JP as Windows mail writes it, with characters such as ① that the standard lacks.

    The double bytes are shifted to CP932, which has them (known as CP50221).
    """
    pieces: list[str] = []
    at, mode = 0, b"(B"
    for escape in [*_ISO_2022.finditer(data), None]:
        segment = data[at : escape.start() if escape else len(data)]
        piece = _segment(segment, mode)
        if piece is None:
            raise EncodingUnknown
        pieces.append(piece)
        if escape:
            at, mode = escape.end(), escape.group(1)
    return "".join(pieces)


def _segment(segment: bytes, mode: bytes) -> str | None:
    if mode in (b"(B", b"(J"):
        return _strict(segment, "ascii")
    high = bytes(byte | 0x80 if 0x21 <= byte <= 0x7E else byte for byte in segment)
    if mode == b"(I":
        return _strict(high, "cp932")
    if mode == b"$(D":
        pairs = [b"\x8f" + high[index : index + 2] for index in range(0, len(high), 2)]
        return _strict(b"".join(pairs), "euc_jp")
    shifted = bytearray()
    for index in range(0, len(segment), 2):
        pair = segment[index : index + 2]
        if len(pair) < 2 or not (0x21 <= pair[0] <= 0x7E and 0x21 <= pair[1] <= 0x7E):
            shifted += pair  # a line end inside double bytes; what else it may be fails to decode
            continue
        row, cell = pair
        shifted.append((row + 1) // 2 + (0x70 if row < 0x5F else 0xB0))
        shifted.append(cell + ((0x1F if cell < 0x60 else 0x20) if row % 2 else 0x7E))
    return _strict(bytes(shifted), "cp932")
