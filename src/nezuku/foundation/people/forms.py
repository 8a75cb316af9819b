"""What people type into the pages about people: turned into values, not yet judged.

Whether a value will do is decided by the actions, whose errors the views add to the form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.kit.errors import UserError
from nezuku.foundation.kit.permissions import SCOPED_ROLES, Role
from nezuku.foundation.people.models import RoleGrant

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

T = TypeVar("T")
Choices = Iterable[tuple[int, str]]

ROLE_HINTS: dict[Role, str | Promise] = {
    Role.SPONSOR: _("目標を決め、規程を承認します。"),
    Role.LEAD: _("規程、研修、使いどころ、振り返りを進めます。"),
    Role.AUDITOR: _("記録を閲覧します。閲覧したことも記録されます。"),
    Role.ADMIN: _("社員、モデル、キー、会社の設定を管理します。"),
    Role.ADVISOR: _("社外の顧問です。集計と計画だけを閲覧し、会話は閲覧できません。"),
    Role.MEMBER: _("チャットを使い、学び、相談します。"),
}


def tried(form: forms.BaseForm, call: Callable[[], T]) -> T | None:
    """The result of `call`, or None after the sentence of its error was added to the form.

    Missing rows and missing permissions are not the form's business and go on to the error page.
    """
    try:
        return call()
    except UserError as error:
        if error.status in {403, 404}:
            raise
        form.add_error(None, error.text)
        return None


def _password(label: StrOrPromise, *, new: bool) -> forms.CharField:
    autocomplete = "new-password" if new else "current-password"
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, widget=widget, strip=False, max_length=256)


def _name() -> forms.CharField:
    return forms.CharField(label=_("氏名"), max_length=100)


def _kana() -> forms.CharField:
    return forms.CharField(label=_("ふりがな"), max_length=100, required=False)


def _department(label: StrOrPromise, choices: Choices, empty: StrOrPromise) -> forms.ChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=[("", empty), *choices],
        coerce=int,
        empty_value=None,
        required=False,
    )


def _with_hint(role: Role) -> str:
    words = {"role": RoleGrant.Role(role).label, "hint": ROLE_HINTS[role]}
    return gettext("%(role)s：%(hint)s") % words


class SignInForm(forms.Form):
    """Address and password."""

    email = forms.CharField(
        label=_("メールアドレス"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "inputmode": "email"}),
    )
    password = _password(_("パスワード"), new=False)


class ForgotForm(forms.Form):
    """The address of somebody who forgot the password."""

    email = forms.CharField(
        label=_("メールアドレス"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "inputmode": "email"}),
    )


class NewPasswordForm(forms.Form):
    """A new password; shown twice would not make it better, so it is typed once."""

    password = _password(_("新しいパスワード"), new=True)


class ChangePasswordForm(forms.Form):
    """The present password and a new one."""

    current = _password(_("現在のパスワード"), new=False)
    password = _password(_("新しいパスワード"), new=True)


class JoinForm(forms.Form):
    """What somebody says about themselves behind an invitation's link."""

    email = forms.CharField(
        label=_("メールアドレス"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "inputmode": "email"}),
    )
    name = _name()
    kana = _kana()
    password = _password(_("パスワード"), new=True)

    def __init__(self, *args: object, fixed_email: str = "", **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if fixed_email:
            self.fields["email"].disabled = True
            self.initial["email"] = fixed_email


class ProfileForm(forms.Form):
    """What people change about themselves."""

    name = _name()
    kana = _kana()
    locale = forms.ChoiceField(label=_("表示言語"), choices=[("ja", "日本語"), ("en", "English")])


class MemberForm(forms.Form):
    """What an administrator corrects about a member."""

    name = _name()
    kana = _kana()
    employee_number = forms.CharField(label=_("社員番号"), max_length=40, required=False)


class MemberDepartmentForm(forms.Form):
    """Where a member belongs."""

    department = forms.TypedChoiceField(
        label=_("部門"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, *args: object, choices: Choices, whole: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["department"] = _department(
            _("部門"), choices, _("部門なし") if whole else _("選んでください")
        )


class RolesForm(forms.Form):
    """The roles of a member, and the departments of an ambassador."""

    roles = forms.MultipleChoiceField(
        label=_("会社の役割"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    departments = forms.TypedMultipleChoiceField(
        label=_("部門アンバサダーを務める部門"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("選んだ部門とその下の部門の社員を、招待したり管理したりできます。"),
    )

    def __init__(self, *args: object, choices: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        roles, field = self.fields["roles"], self.fields["departments"]
        if isinstance(roles, forms.MultipleChoiceField):
            roles.choices = [
                (role.value, _with_hint(role)) for role in Role if role not in SCOPED_ROLES
            ]
        if isinstance(field, forms.TypedMultipleChoiceField):
            field.choices = list(choices)


class SearchForm(forms.Form):
    """The bar above the list of members."""

    q = forms.CharField(label=_("氏名・ふりがな・メールアドレス"), max_length=100, required=False)
    department = forms.TypedChoiceField(
        label=_("部門"), coerce=int, empty_value=None, required=False
    )
    state = forms.ChoiceField(
        label=_("状態"),
        choices=[("", _("すべて")), ("active", _("利用中")), ("inactive", _("停止中"))],
        required=False,
    )

    def __init__(self, *args: object, choices: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["department"] = _department(_("部門"), choices, _("すべて"))


class InviteForm(forms.Form):
    """One person to be invited."""

    email = forms.CharField(
        label=_("メールアドレス"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "email"}),
    )
    name = forms.CharField(label=_("氏名"), max_length=100, required=False)
    department = forms.TypedChoiceField(
        label=_("部門"), coerce=int, empty_value=None, required=False
    )
    days = forms.IntegerField(label=_("有効期間（日）"), min_value=1, max_value=90, initial=14)

    def __init__(self, *args: object, choices: Choices, whole: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["department"] = _department(
            _("部門"), choices, _("部門なし") if whole else _("選んでください")
        )


class InviteLinkForm(forms.Form):
    """A link that several people use."""

    department = forms.TypedChoiceField(
        label=_("部門"), coerce=int, empty_value=None, required=False
    )
    uses = forms.IntegerField(label=_("登録できる人数"), min_value=1, max_value=1000, initial=10)
    days = forms.IntegerField(label=_("有効期間（日）"), min_value=1, max_value=90, initial=7)
    domain = forms.CharField(
        label=_("登録できるメールアドレスのドメイン"),
        max_length=253,
        required=False,
        help_text=_("例：example.co.jp。空欄にすると、どのアドレスでも登録できます。"),
    )

    def __init__(self, *args: object, choices: Choices, whole: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["department"] = _department(
            _("部門"), choices, _("部門なし") if whole else _("選んでください")
        )


class DepartmentForm(forms.Form):
    """The name and size of a department."""

    name = forms.CharField(label=_("部門名"), max_length=100)
    head_count = forms.IntegerField(
        label=_("人数"), min_value=0, max_value=1_000_000, initial=0, required=False
    )


class NewDepartmentForm(DepartmentForm):
    """A new department and where it stands."""

    parent = forms.TypedChoiceField(
        label=_("上位部門"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, *args: object, choices: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["parent"] = _department(_("上位部門"), choices, _("いちばん上"))


class DepartmentPlaceForm(forms.Form):
    """Another department: where one moves to, or what it is merged into."""

    target = forms.TypedChoiceField(label=_("移動先"), coerce=int, empty_value=None, required=False)

    def __init__(
        self,
        *args: object,
        choices: Choices,
        label: StrOrPromise,
        empty: StrOrPromise,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["target"] = _department(label, choices, empty)


class TableForm(forms.Form):
    """A table to import."""

    file = forms.FileField(
        label=_("CSV または Excel のファイル"),
        help_text=_(
            "1行目に見出しを入れてください。文字コードは UTF-8 でも Shift_JIS でも読み取れます。"
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )


class MembersTableForm(TableForm):
    """A table of members."""

    create_departments = forms.BooleanField(
        label=_("登録されていない部門は作成する"), required=False
    )


class CompanyForm(forms.Form):
    """What the company says about itself."""

    name = forms.CharField(label=_("会社名"), max_length=100)
    head_count = forms.IntegerField(label=_("従業員数"), min_value=0, max_value=1_000_000)
    small_group = forms.IntegerField(
        label=_("集計を表示する最小の人数"),
        min_value=3,
        max_value=20,
        help_text=_("これより少ない人数の集計は、個人が分からないように表示しません。"),
    )


class KeyForm(forms.Form):
    """A key for one's own programs."""

    label = forms.CharField(
        label=_("用途"), max_length=100, help_text=_("例：見積書の下書きスクリプト")
    )
    days = forms.TypedChoiceField(
        label=_("有効期間"),
        coerce=int,
        choices=[(30, _("30日")), (90, _("90日")), (180, _("180日")), (366, _("1年"))],
        initial=90,
    )


class ApplicationKeyForm(KeyForm):
    """A key for an application."""

    member = forms.TypedChoiceField(label=_("キーの責任者"), coerce=int)
    department = forms.TypedChoiceField(
        label=_("部門"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, *args: object, members: Choices, choices: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        responsible = self.fields["member"]
        if isinstance(responsible, forms.TypedChoiceField):
            responsible.choices = [("", _("選んでください")), *members]
        self.fields["department"] = _department(_("部門"), choices, _("部門なし"))
