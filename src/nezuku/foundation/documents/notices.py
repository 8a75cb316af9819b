"""What a person should know about a file that could be read: what was padded, left out, guessed.

Owns the codes and sentences of notices; the readers decide when one is due.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, Promise] = {
    "encoding_guessed": _(
        "文字コードを %(encoding)s と推定して読み取りました。文字化けがないか確かめてください。"
    ),
    "control_characters": _("画面に表示されない制御文字を%(count)d個取り除きました。"),
    "private_characters": _(
        "外字など、ほかの環境では表示できない文字が%(count)d個含まれています。"
    ),
    "rows_padded": _(
        "列数が見出しと異なる行が%(count)d行あります（最初は%(row)d行目）。"
        "足りない列は空欄として読み取りました。"
    ),
    "header_empty": _("見出しのない列が%(count)d列あります。"),
    "header_repeated": _("同じ見出しが2回以上あります：%(names)s"),
    "other_sheets": _(
        "「%(sheet)s」シートだけを読み取りました。ほかのシートは読み取っていません。"
    ),
    "formulas_uncalculated": _(
        "計算結果が保存されていない数式が%(count)d個あり、空欄として読み取りました。"
        "Excel で開いて保存し直すと読み取れます。"
    ),
    "hidden_text": _(
        "隠し文字や非表示の部分が含まれています（%(count)dか所）。これも読み取りました。"
    ),
    "deleted_text": _(
        "変更履歴に削除された文字が残っています（%(count)dか所）。これも読み取りました。"
    ),
    "comments": _("コメントが%(count)d件含まれています。これも読み取りました。"),
    "images_not_read": _("画像が%(count)d点含まれています。画像の中の文字は読み取りません。"),
    "objects_not_read": _(
        "埋め込まれたファイルが%(count)d点含まれています。その中身は読み取りません。"
    ),
    "parts_not_read": _("壊れている部分が%(count)dか所あり、読み取れませんでした。"),
    "pages_without_text": _(
        "文字の情報がないページがあります（%(pages)sページ）。画像だけのページと思われます。"
    ),
    "pages_cut": _("%(count)dページのうち、先頭の%(limit)dページだけを読み取りました。"),
    "text_cut": _("文字数が多いため、先頭の%(limit)d文字だけを読み取りました。"),
}


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to know. `code` is a key of SENTENCES; `fields` are those of its sentence."""

    code: str
    fields: Mapping[str, int | str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The sentence in the active language."""
        return str(SENTENCES[self.code]) % self.fields


def notice(code: str, **fields: int | str) -> Notice:
    """This will make a notice; a code without a sentence is a KeyError here, not on the page."""
    if code not in SENTENCES:
        raise KeyError(code)
    return Notice(code, fields)
