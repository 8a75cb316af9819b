"""The sample data of the component gallery. Nothing here reaches a real page.

Its words have the context "gallery": a short word in a sample must not decide how another app's
label reads in English.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django import forms
from django.core.paginator import Page, Paginator
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from nezuku.web.icons import ICONS


class SampleForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(
        label=pgettext_lazy("gallery", "会社名"),
        help_text=pgettext_lazy("gallery", "画面の左上に表示します。"),
        max_length=40,
    )
    email = forms.EmailField(label=pgettext_lazy("gallery", "メールアドレス"))
    note = forms.CharField(
        label=pgettext_lazy("gallery", "補足"), widget=forms.Textarea, required=False
    )
    size = forms.ChoiceField(
        label=pgettext_lazy("gallery", "従業員数"),
        choices=[
            ("s", pgettext_lazy("gallery", "50人未満")),
            ("m", pgettext_lazy("gallery", "50〜300人")),
            ("l", pgettext_lazy("gallery", "300人を超える")),
        ],
    )
    pattern = forms.ChoiceField(
        label=pgettext_lazy("gallery", "広げ方"),
        widget=forms.RadioSelect,
        choices=[
            ("top", pgettext_lazy("gallery", "トップダウン")),
            ("bottom", pgettext_lazy("gallery", "ボトムアップ")),
            ("both", pgettext_lazy("gallery", "両方")),
        ],
        help_text=pgettext_lazy("gallery", "迷ったら「両方」を選んでください。"),
    )
    notify = forms.BooleanField(
        label=pgettext_lazy("gallery", "週に一度、要約をメールで受け取る"),
        help_text=pgettext_lazy("gallery", "月曜の朝に届きます。"),
        required=False,
    )
    starts_on = forms.DateField(
        label=pgettext_lazy("gallery", "開始日"),
        widget=forms.DateInput(attrs={"type": "date"}),
        required=False,
    )
    members = forms.FileField(
        label=pgettext_lazy("gallery", "名簿"),
        help_text=pgettext_lazy("gallery", "CSVまたはExcel。1行目は見出しにしてください。"),
        required=False,
    )


class SampleSearch(forms.Form):
    """The fields of the sample filter bar."""

    q = forms.CharField(label=pgettext_lazy("gallery", "言葉で探す"), required=False)
    department = forms.ChoiceField(
        label=pgettext_lazy("gallery", "部門"),
        required=False,
        choices=[
            ("", pgettext_lazy("gallery", "すべて")),
            ("1", pgettext_lazy("gallery", "営業部")),
        ],
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
    Row(
        pgettext_lazy("gallery", "見積もり送付のメール"), pgettext_lazy("gallery", "営業部"), 20, 7
    ),
    Row(pgettext_lazy("gallery", "会議の議事録"), pgettext_lazy("gallery", "総務部"), 45, 15),
    Row(
        pgettext_lazy("gallery", "問い合わせへの返信案"),
        pgettext_lazy("gallery", "カスタマーサポート部"),
        18,
        9,
    ),
)

TREE = (
    Node(
        pgettext_lazy("gallery", "本社"),
        64,
        children=(
            Node(pgettext_lazy("gallery", "営業部"), 24, url="#tree", current=True),
            Node(
                pgettext_lazy("gallery", "管理本部"),
                18,
                children=(
                    Node(pgettext_lazy("gallery", "経理課"), 7),
                    Node(pgettext_lazy("gallery", "総務課"), 11),
                ),
            ),
        ),
    ),
    Node(pgettext_lazy("gallery", "工場"), 16, url="#tree"),
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
        default=(
            pgettext_lazy("gallery", "会社"),
            pgettext_lazy("gallery", "管理者"),
            pgettext_lazy("gallery", "モデル"),
            pgettext_lazy("gallery", "情報の区分"),
            pgettext_lazy("gallery", "招待"),
        )
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
            form=SampleForm(
                initial={"name": pgettext_lazy("gallery", "株式会社サンプル"), "pattern": "both"}
            ),
            broken=broken,
            search=SampleSearch(auto_id="id_search_%s"),
            page=pages.get_page(query.get("page", "2")),
        )
