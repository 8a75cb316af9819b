"""What people type into the first steps of the set-up. Whether it will do the actions decide."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from nezuku.workspace.setup import departments

#: The field of a form beside which the error of an action belongs.
ERROR_FIELDS = {
    "email_taken": "email",
    "email_unusable": "email",
    "head_count_unusable": "head_count",
    "name_unusable": "name",
    "password_unusable": "password",
}


class CompanyForm(forms.Form):
    """The company's name and size."""

    name = forms.CharField(
        label=_("会社名"),
        max_length=100,
        help_text=_("画面の左上に表示します。あとから変更できます。"),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    head_count = forms.CharField(
        label=_("従業員数"),
        max_length=12,
        help_text=_("おおよその人数でかまいません。規模に合わせた部門の案をお出しします。"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_head_count(self) -> int:
        """The number; full-width digits and 人 are fine."""
        count = departments.count_of(self.cleaned_data["head_count"])
        if not count:
            raise forms.ValidationError(_("1以上の数字で入力してください。"))
        return count


class AdministratorForm(forms.Form):
    """The first account."""

    name = forms.CharField(
        label=_("氏名"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.CharField(
        label=_("メールアドレス"),
        max_length=254,
        help_text=_("サインインに使います。"),
        widget=forms.TextInput(attrs={"autocomplete": "username", "inputmode": "email"}),
    )
    password = forms.CharField(
        label=_("パスワード"),
        strip=False,
        max_length=256,
        help_text=_("10文字以上。よくある言葉や、氏名・メールアドレスに似たものは使えません。"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    repeated = forms.CharField(
        label=_("パスワード（確認）"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    department = forms.TypedChoiceField(
        label=_("所属"), coerce=int, empty_value=None, required=False
    )
    is_lead = forms.BooleanField(
        label=_("推進リーダーも兼ねる"),
        required=False,
        help_text=_(
            "規程、研修、使いどころ、振り返りを進める役割です。別の人に任せる場合は外してください。"
            "あとから変更できます。"
        ),
    )

    def __init__(self, *args: object, choices: Iterable[tuple[int, str]], **rest: object) -> None:
        super().__init__(*args, **rest)  # type: ignore[arg-type]  # as forms.Form takes them
        field = self.fields["department"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101  (declared above)
        field.choices = [("", _("選択しない")), *choices]

    def clean(self) -> dict[str, object] | None:
        """The two passwords have to be the same."""
        given = super().clean()
        if self.cleaned_data.get("password") != self.cleaned_data.get("repeated"):
            self.add_error("repeated", _("パスワードが一致しません。もう一度入力してください。"))
        return given


class PasteForm(forms.Form):
    """Addresses, one per line."""

    addresses = forms.CharField(
        label=_("招待する人"),
        max_length=60_000,
        help_text=_("1行に1人。「氏名 <メールアドレス>」の形や、Excelからの貼り付けもできます。"),
        widget=forms.Textarea(
            attrs={
                "rows": 4,
                "spellcheck": "false",
                "placeholder": "山田 花子 <hanako.yamada@example.co.jp>",
            }
        ),
    )
    department = forms.TypedChoiceField(
        label=_("部門"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, *args: object, choices: Iterable[tuple[int, str]], **rest: object) -> None:
        super().__init__(*args, **rest)  # type: ignore[arg-type]  # as forms.Form takes them
        field = self.fields["department"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101  (declared above)
        field.choices = [("", _("あとで決める")), *choices]


class LinkForm(forms.Form):
    """A link that several people share."""

    uses = forms.IntegerField(label=_("登録できる人数"), min_value=1, max_value=1000, initial=20)
    days = forms.IntegerField(label=_("有効期間（日）"), min_value=1, max_value=90, initial=7)
    domain = forms.CharField(
        label=_("登録できるメールアドレスのドメイン"),
        max_length=253,
        required=False,
        help_text=_("空欄にすると、リンクを知っている人は誰でも登録できます。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class TableForm(forms.Form):
    """A list of members as a file."""

    file = forms.FileField(
        label=_("CSV または Excel のファイル"),
        help_text=_(
            "1行目に「氏名」「メールアドレス」「部門」などの見出しを入れてください。"
            "文字コードは UTF-8 でも Shift_JIS でも読み取れます。"
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )
    create_departments = forms.BooleanField(
        label=_("登録されていない部門は作成する"), required=False
    )
