"""What a verification can find wrong, and the sentences for it. Finds nothing itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Wrong(StrEnum):
    """The ways in which the ledger can disagree with its chains."""

    NUMBER_MISSING = "number_missing"
    PREVIOUS_DIFFERS = "previous_differs"
    BODY_CHANGED = "body_changed"
    COLUMN_CHANGED = "column_changed"
    LINK_UNREADABLE = "link_unreadable"
    HEAD_DIFFERS = "head_differs"
    HEAD_MISSING = "head_missing"
    LINKS_MISSING = "links_missing"
    NOTED_MISSING = "noted_missing"
    EXCHANGE_CHANGED = "exchange_changed"
    EXCHANGE_MISSING = "exchange_missing"
    EXCHANGE_UNNAMED = "exchange_unnamed"
    EXCHANGE_TWICE = "exchange_twice"
    EXCHANGE_UNREADABLE = "exchange_unreadable"
    TEXT_CHANGED = "text_changed"
    TEXT_MISSING = "text_missing"
    TEXT_ALONE = "text_alone"


_SENTENCES: Mapping[Wrong, str | Promise] = MappingProxyType(
    {
        Wrong.NUMBER_MISSING: _("鎖「%(writer)s」の%(seq)s番目の記録がありません。"),
        Wrong.PREVIOUS_DIFFERS: _(
            "鎖「%(writer)s」の%(seq)s番目の記録が、1つ前の記録とつながっていません。"
        ),
        Wrong.BODY_CHANGED: _("鎖「%(writer)s」の%(seq)s番目の記録が書き換えられています。"),
        Wrong.COLUMN_CHANGED: _(
            "鎖「%(writer)s」の%(seq)s番目の記録で、検索用の列 %(detail)s が本体と違います。"
        ),
        Wrong.LINK_UNREADABLE: _("鎖「%(writer)s」の%(seq)s番目の記録を読み取れません。"),
        Wrong.HEAD_DIFFERS: _(
            "鎖「%(writer)s」の末尾が、控えられている%(seq)s番目の記録と一致しません。"
        ),
        Wrong.HEAD_MISSING: _(
            "鎖「%(writer)s」の末尾の控えがありません。記録は%(seq)s番目まであります。"
        ),
        Wrong.LINKS_MISSING: _(
            "鎖「%(writer)s」は%(seq)s番目まであるはずですが、記録が1件もありません。"
        ),
        Wrong.NOTED_MISSING: _(
            "控えておいたハッシュ %(detail)s の記録がありません。"
            "末尾が切り取られた可能性があります。"
        ),
        Wrong.EXCHANGE_CHANGED: _(
            "やりとり %(exchange)s の事実（%(detail)s）が書き換えられています。"
        ),
        Wrong.EXCHANGE_MISSING: _(
            "やりとり %(exchange)s が消えています。鎖「%(writer)s」の%(seq)s番目に記録があります。"
        ),
        Wrong.EXCHANGE_UNNAMED: _(
            "やりとり %(exchange)s（%(detail)s）は、どの鎖にも記録されていません。"
        ),
        Wrong.EXCHANGE_TWICE: _(
            "やりとり %(exchange)s（%(detail)s）が、鎖に二重に記録されています。"
            "2つ目は鎖「%(writer)s」の%(seq)s番目です。"
        ),
        Wrong.EXCHANGE_UNREADABLE: _("やりとり %(exchange)s の行を読み取れません。"),
        Wrong.TEXT_CHANGED: _("やりとり %(exchange)s の本文（%(detail)s）が書き換えられています。"),
        Wrong.TEXT_MISSING: _(
            "やりとり %(exchange)s の本文がありません。保管期間による削除の記録もありません。"
        ),
        Wrong.TEXT_ALONE: _("やりとり %(exchange)s の本文だけがあり、やりとりの行がありません。"),
    }
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One disagreement: what, and where. Empty fields do not apply."""

    wrong: Wrong
    writer: str = ""
    seq: int | None = None
    exchange: str = ""
    detail: str = ""

    @property
    def text(self) -> str:
        """The sentence that names it, in the active language."""
        return str(_SENTENCES[self.wrong]) % {
            "writer": self.writer,
            "seq": self.seq,
            "exchange": self.exchange,
            "detail": self.detail,
        }

    def to_dict(self) -> dict[str, str | int | None]:
        """The problem as plain JSON values, for programs."""
        return {
            "wrong": self.wrong.value,
            "writer": self.writer,
            "seq": self.seq,
            "exchange": self.exchange,
            "detail": self.detail,
            "text": self.text,
        }
