"""The sample data of the component gallery. Nothing here reaches a real page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django import forms
from django.core.paginator import Page, Paginator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nezuku.web.icons import ICONS


class SampleForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(
        label=_("会社名"), help_text=_("画面の左上に表示します。"), max_length=40
    )
    email = forms.EmailField(label=_("メールアドレス"))
    note = forms.CharField(label=_("補足"), widget=forms.Textarea, required=False)
    size = forms.ChoiceField(
        label=_("従業員数"),
        choices=[("s", _("50人未満")), ("m", _("50〜300人")), ("l", _("300人を超える"))],
    )
    pattern = forms.ChoiceField(
        label=_("広げ方"),
        widget=forms.RadioSelect,
        choices=[("top", _("トップダウン")), ("bottom", _("ボトムアップ")), ("both", _("両方"))],
        help_text=_("迷ったら「両方」を選んでください。"),
    )
    notify = forms.BooleanField(
        label=_("週に一度、要約をメールで受け取る"),
        help_text=_("月曜の朝に届きます。"),
        required=False,
    )
    starts_on = forms.DateField(
        label=_("開始日"), widget=forms.DateInput(attrs={"type": "date"}), required=False
    )
    members = forms.FileField(
        label=_("名簿"),
        help_text=_("CSVまたはExcel。1行目は見出しにしてください。"),
        required=False,
    )


class SampleSearch(forms.Form):
    """The fields of the sample filter bar."""

    q = forms.CharField(label=_("言葉で探す"), required=False)
    department = forms.ChoiceField(
        label=_("部門"), required=False, choices=[("", _("すべて")), ("1", _("営業部"))]
    )


@dataclass(frozen=True, slots=True)
class Node:
    """A department of the sample tree."""

    label: str | Promise
    count: int | None
    url: str = ""
    current: bool = False
    children: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the sample table."""

    work: str | Promise
    department: str | Promise
    before: int
    after: int


ROWS = (
    Row(_("見積もり送付のメール"), _("営業部"), 20, 7),
    Row(_("会議の議事録"), _("総務部"), 45, 15),
    Row(_("問い合わせへの返信案"), _("カスタマーサポート部"), 18, 9),
)

TREE = (
    Node(
        _("本社"),
        64,
        children=(
            Node(_("営業部"), 24, url="#tree", current=True),
            Node(_("管理本部"), 18, children=(Node(_("経理課"), 7), Node(_("総務課"), 11))),
        ),
    ),
    Node(_("工場"), 16, url="#tree"),
)


@dataclass(frozen=True, slots=True)
class Gallery:
    """The context of the gallery page."""

    form: SampleForm
    broken: SampleForm
    search: SampleSearch
    page: Page[int]
    rows: tuple[Row, ...] = ROWS
    tree: tuple[Node, ...] = TREE
    icons: tuple[str, ...] = tuple(ICONS)
    steps: tuple[str | Promise, ...] = field(
        default=(_("会社"), _("管理者"), _("モデル"), _("情報の区分"), _("招待"))
    )

    @classmethod
    def example(cls, query: Mapping[str, str]) -> Gallery:
        """The gallery, on the page of the pager that `query` asks for."""
        broken = SampleForm(
            {
                "broken-name": "",
                "broken-email": "tanaka@",
                "broken-size": "m",
                "broken-pattern": "both",
            },
            auto_id="id_broken_%s",
            prefix="broken",
        )
        pages = Paginator(range(1, 96), 20)
        return cls(
            form=SampleForm(initial={"name": _("株式会社サンプル"), "pattern": "both"}),
            broken=broken,
            search=SampleSearch(auto_id="id_search_%s"),
            page=pages.get_page(query.get("page", "2")),
        )
