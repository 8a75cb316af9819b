"""The forms of safety: what a person types, turned into what the actions take."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.kit.errors import UserError
from nezuku.foundation.policy.differences import ClassText, ExampleText
from nezuku.foundation.policy.queries import TERM_KINDS, ClassFacts

T = TypeVar("T")
BLANK_EXAMPLES = 3
MOST_CHECKED = 20_000

MARK_CHOICES: list[tuple[str, str | Promise]] = [
    ("ok", _("◯ 入力してよい")),
    ("condition", _("△ 条件つき")),
    ("no", _("× 入力しない")),
]
TERM_LEVELS: list[tuple[int, str | Promise]] = [
    (2, _("レベル2 伏せて送信")),
    (3, _("レベル3 送信しない")),
]


def attempt(form: forms.Form, call: Callable[[], T]) -> T | None:
    """The result of `call`; what cannot be done becomes an error of the form and gives None.

    Missing rows and missing permissions go on to the error page.
    """
    try:
        return call()
    except UserError as error:
        if error.status in {403, 404}:
            raise
        form.add_error(None, error.text)
        return None


class ClassForm(forms.Form):
    """The words of one class; its examples are rows of `ExampleForm`."""

    name = forms.CharField(label=_("区分の名前"), max_length=60)
    rule = forms.CharField(
        label=_("扱い方"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    contact = forms.CharField(
        label=_("迷ったときの相談先"),
        max_length=100,
        required=False,
        help_text=_("部署名と内線、チャットの宛先など、すぐ連絡できる書き方にします。"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class ExampleForm(forms.Form):
    """One row of examples; a row without text is left out."""

    mark = forms.ChoiceField(
        choices=MARK_CHOICES,
        required=False,
        widget=forms.Select(attrs={"aria-label": _("印")}),
    )
    text = forms.CharField(
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "aria-label": _("例")}),
    )
    note = forms.CharField(
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "aria-label": _("部門と条件")}),
    )


ExampleRows = forms.formset_factory(ExampleForm, extra=0, max_num=60, absolute_max=60)


class ReasonForm(forms.Form):
    """Why something is changed; it stays in the history."""

    reason = forms.CharField(
        label=_("変更の理由"),
        max_length=200,
        help_text=_("履歴に残り、あとから経緯をたどれます。"),
    )


class CheckForm(forms.Form):
    """A text to try out."""

    text = forms.CharField(
        label=_("確かめたい文章"),
        max_length=MOST_CHECKED,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("どこにも送らず、保存もしません。2万文字まで入力できます。"),
    )


class SearchForm(forms.Form):
    """The filters of the dictionary."""

    q = forms.CharField(label=_("用語を探す"), required=False, max_length=200)
    kind = forms.ChoiceField(
        label=_("種類"), required=False, choices=[("", _("すべて")), *TERM_KINDS]
    )
    level = forms.TypedChoiceField(
        label=_("情報区分"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("すべて")), (2, _("レベル2")), (3, _("レベル3"))],
    )


class TermForm(forms.Form):
    """One term."""

    text = forms.CharField(
        label=_("用語"),
        max_length=200,
        help_text=_(
            "全角と半角、ひらがなとカタカナ、空白、「株式会社」の有無は区別せずに見つけます。"
        ),
    )
    kind = forms.ChoiceField(label=_("種類"), choices=TERM_KINDS)
    level = forms.TypedChoiceField(label=_("情報区分"), coerce=int, choices=TERM_LEVELS, initial=2)
    aliases = forms.CharField(
        label=_("別の書き方"),
        required=False,
        max_length=4500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("略称や通称を、1行に1つずつ入力します。"),
    )


class ImportForm(forms.Form):
    """A list of terms as a file, and what holds for rows that say nothing else."""

    file = forms.FileField(
        label=_("一覧のファイル"),
        help_text=_(
            "CSVまたはExcel（.xlsx）。1行目に「顧客名」「用語」などの見出しを付けます。"
            "列が1つだけなら見出しはなくてもかまいません。"
        ),
    )
    kind = forms.ChoiceField(label=_("種類の列がないときの種類"), choices=TERM_KINDS)
    level = forms.TypedChoiceField(
        label=_("情報区分の列がないときの情報区分"), coerce=int, choices=TERM_LEVELS, initial=2
    )


def class_initial(facts: ClassFacts) -> dict[str, object]:
    """The words of a class as the form's initial values."""
    text = facts.text
    return {
        "name": text.name,
        "rule": text.rule,
        "contact": text.contact,
        "version": facts.version,
    }


def example_initial(facts: ClassFacts) -> list[dict[str, object]]:
    """The examples of a class as initial rows, with some empty ones to write in."""
    rows: list[dict[str, object]] = [
        {"mark": e.mark, "text": e.text, "note": e.note} for e in facts.text.examples
    ]
    mark = {1: "ok", 2: "condition", 3: "no"}[facts.level]
    return rows + [{"mark": mark} for _blank in range(BLANK_EXAMPLES)]


def class_text(form: ClassForm, rows: forms.BaseFormSet[ExampleForm]) -> ClassText:
    """What was typed, as a class; both must be valid."""
    values = form.cleaned_data
    return ClassText(
        name=values["name"],
        rule=values["rule"],
        contact=values["contact"],
        examples=tuple(
            ExampleText(row["mark"], row["text"], row["note"])
            for row in (one.cleaned_data for one in rows)
            if row.get("text")
        ),
    )
