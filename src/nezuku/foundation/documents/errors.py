"""Why a file could not be read or written, each with a sentence that says what to do next.

Owns the tree of errors of this package. They stand in one module, not beside each function,
because a reader in a separate process names its error by `code` and the server rebuilds it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext_lazy as _

from nezuku.foundation.kit.errors import UserError


class DocumentError(UserError):
    """A file cannot be used as it is."""

    code = "document_error"
    sentence = _("ファイルを読み取れませんでした。ファイルを確かめて、もう一度お試しください。")


class FileEmpty(DocumentError):
    """The file has no bytes, or nothing but white space."""

    code = "file_empty"
    sentence = _("ファイルの中身が空です。正しいファイルを選び直してください。")


class FileTooLarge(DocumentError):
    """More bytes than allowed. Fields: limit, found (bytes), limit_mb, found_mb."""

    code = "file_too_large"
    status = 413
    sentence = _(
        "ファイルが %(found_mb)s MB あり、上限の %(limit_mb)s MB を超えています。"
        "必要な部分だけに分けてからお試しください。"
    )

    def __init__(self, *, limit: int, found: int, **sizes: object) -> None:
        del sizes  # given again when the error is rebuilt from its fields
        megabytes = {"limit_mb": f"{limit / 2**20:.1f}", "found_mb": f"{found / 2**20:.1f}"}
        super().__init__(limit=limit, found=found, **megabytes)


class EncodingUnknown(DocumentError):
    """The bytes are text in none of the encodings that are used in Japan."""

    code = "encoding_unknown"
    sentence = _(
        "文字コードを判別できませんでした。"
        "Excel やメモ帳で開き、UTF-8 で保存し直してからお試しください。"
    )


class NotText(DocumentError):
    """The bytes are not text at all, whatever the name says."""

    code = "not_text"
    sentence = _(
        "文字のファイルではないようです。ファイルの種類を確かめて、正しいファイルを選んでください。"
    )


class TypeUnsupported(DocumentError):
    """Nothing here reads this type. Fields: extension (with dot, may be empty)."""

    code = "type_unsupported"
    status = 415
    sentence = _(
        "この種類のファイル（%(extension)s）は読み取れません。"
        "Word（.docx）、Excel（.xlsx）、PowerPoint（.pptx）、PDF、CSV、"
        "テキストのいずれかで保存し直してください。"
    )


class TypeIsNoTable(DocumentError):
    """A table was wanted, and this file is something else. Fields: extension."""

    code = "type_is_no_table"
    status = 415
    sentence = _(
        "表として読み取れるのは CSV と Excel（.xlsx）です。"
        "Excel で開き、どちらかの形式で保存し直してください。"
    )


class FormatOld(DocumentError):
    """The binary Office formats before 2007. Fields: extension, wanted (what to save as)."""

    code = "format_old"
    status = 415
    sentence = _(
        "以前の形式の Office ファイルは読み取れません。"
        "Office で開き、「名前を付けて保存」で %(wanted)s を選んで保存し直してください。"
    )


class MacroRefused(DocumentError):
    """An Office file that carries macros. Fields: extension, wanted."""

    code = "macro_refused"
    status = 415
    sentence = _(
        "マクロを含むファイルは受け付けません。"
        "Office で開き、「名前を付けて保存」でマクロなしの %(wanted)s を選んで"
        "保存し直してください。"
    )


class ImageRefused(DocumentError):
    """A picture: its contents cannot be checked before they are sent."""

    code = "image_refused"
    status = 415
    sentence = _(
        "画像は、写っている情報を送信前に確認できないため添付できません。"
        "必要な内容は文字で入力してください。"
    )


class ExtensionMismatch(DocumentError):
    """The name promises one type and the bytes are another. Fields: extension, found."""

    code = "extension_mismatch"
    status = 415
    sentence = _(
        "ファイル名の拡張子（%(extension)s）と中身（%(found)s）が合っていません。"
        "元のアプリで開き、正しい形式で保存し直してください。"
    )


class FileDamaged(DocumentError):
    """The file breaks the rules of its own format, or is cut off."""

    code = "file_damaged"
    sentence = _(
        "ファイルが壊れているか、途中で切れています。"
        "元のアプリで開けることを確かめ、保存し直してからお試しください。"
    )


class PasswordRefused(DocumentError):
    """The file is encrypted or protected by a password."""

    code = "password_refused"
    sentence = _(
        "パスワードで保護されているため読み取れません。"
        "パスワードを解除して保存し直してからお試しください。"
    )


class TextMissing(DocumentError):
    """A PDF whose pages are pictures, without a text layer. Fields: pages."""

    code = "text_missing"
    sentence = _(
        "この PDF（%(pages)dページ）には文字の情報がありません。"
        "紙をスキャンした PDF と思われます。"
        "OCR（文字認識）で文字付きの PDF にするか、元のファイルを添付してください。"
    )


class UnpacksTooLarge(DocumentError):
    """An Office file that unpacks to more than allowed. Fields: limit, found."""

    code = "unpacks_too_large"
    status = 413
    sentence = _(
        "ファイルを展開すると大きくなりすぎるため、安全のため読み取りを中止しました。"
        "内容を減らすか、いくつかのファイルに分けてお試しください。"
    )


class XmlRefused(DocumentError):
    """XML with a document type or entities, which Office never writes; used in attacks."""

    code = "xml_refused"
    sentence = _(
        "ファイルに安全でない記述が含まれているため、読み取りを中止しました。"
        "入手元を確かめ、Office で開いて保存し直してください。"
    )


class QuoteUnclosed(DocumentError):
    """A quotation mark in a CSV opens a cell that never ends. Fields: line."""

    code = "quote_unclosed"
    sentence = _(
        '%(line)d行目から始まる引用符（"）が閉じられていません。'
        "Excel で開いて確かめ、保存し直してください。"
    )


class RowsMissing(DocumentError):
    """There is a header and not one row below it."""

    code = "rows_missing"
    sentence = _("見出しの行しかありません。2行目からデータを入力してください。")


class RowsTooMany(DocumentError):
    """More rows than allowed. Fields: limit."""

    code = "rows_too_many"
    status = 413
    sentence = _("行数が上限の%(limit)d行を超えています。ファイルを分けてからお試しください。")


class ColumnsTooMany(DocumentError):
    """More columns than allowed. Fields: limit, found, row."""

    code = "columns_too_many"
    status = 413
    sentence = _(
        "%(row)d行目の列数が%(found)d列あり、上限の%(limit)d列を超えています。"
        "不要な列を削除してからお試しください。"
    )


class CellTooLong(DocumentError):
    """One cell holds more characters than allowed. Fields: limit, row."""

    code = "cell_too_long"
    status = 413
    sentence = _(
        "%(row)d行目に、上限の%(limit)d文字を超えるセルがあります。短くしてからお試しください。"
    )


class SheetUnknown(DocumentError):
    """The workbook has no sheet of that name. Fields: sheet, sheets (names, joined)."""

    code = "sheet_unknown"
    sentence = _(
        "「%(sheet)s」という名前のシートがありません。"
        "このファイルにあるシートは次のとおりです：%(sheets)s"
    )


class ReadingTookTooLong(DocumentError):
    """The separate process did not finish in time. Fields: seconds."""

    code = "reading_took_too_long"
    sentence = _(
        "%(seconds)d秒以内に読み取れなかったため中止しました。"
        "内容を減らすか、いくつかのファイルに分けてお試しください。"
    )


class ReadingFailed(DocumentError):
    """The separate process ended without an answer: a crash, or a resource limit."""

    code = "reading_failed"
    sentence = _(
        "読み取りの途中で問題が起きたため中止しました。"
        "元のアプリで開いて保存し直すか、必要な部分を文字で貼り付けてください。"
    )


def _tree(root: type[DocumentError]) -> Iterator[type[DocumentError]]:
    yield root
    for child in root.__subclasses__():
        yield from _tree(child)


#: Every error of this package by its code.
BY_CODE: Mapping[str, type[DocumentError]] = {kind.code: kind for kind in _tree(DocumentError)}
