"""The forms of the administrator's pages: one connection, one offered model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.kit.errors import UserError
from nezuku.foundation.policy.queries import ConnectionRow, ModelRow
from nezuku.foundation.policy.rules import clean_address
from nezuku.workspace.setup.connecting import NAMES_NEEDED
from nezuku.workspace.setup.offers import OfferedModelGiven

#: Prices are kept in millionths of a US dollar and typed in dollars, per million tokens.
MICROS = 1_000_000


class ConnectionForm(forms.Form):
    """Name, address and key of a connection. The key is only ever typed, never shown."""

    label = forms.CharField(label=_("社内での名前"), max_length=100)
    base_url = forms.CharField(
        label=_("接続先のアドレス"),
        max_length=300,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
        help_text=_("変えるときは、APIキーの入力も必要です。"),
    )
    key = forms.CharField(
        label=_("新しいAPIキー"),
        max_length=1100,
        required=False,
        strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("変えないときは空欄のままにしてください。"),
    )

    def __init__(self, row: ConnectionRow, data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"label": row.label, "base_url": row.base_url})
        self.row = row

    @property
    def address(self) -> str:
        """The address as it will be kept."""
        return clean_address(str(self.cleaned_data["base_url"]))

    @property
    def is_moved(self) -> bool:
        """Whether the address or the key changes, so that it has to be tried."""
        return bool(self.cleaned_data["key"]) or self.address != self.row.base_url

    @property
    def model(self) -> str:
        """A model to try with, where the vendor has no list of models."""
        if self.row.preset not in NAMES_NEEDED:
            return ""
        return next((one.name for one in self.row.models if one.is_active), "")

    def clean(self) -> dict[str, object] | None:
        """A key shall never go to another address than the one it was typed for."""
        given = super().clean()
        if "base_url" in self.cleaned_data and "key" in self.cleaned_data:
            moved = self.address != self.row.base_url
            if moved and self.row.has_key and not self.cleaned_data["key"]:
                self.add_error(
                    "key",
                    gettext("接続先を変えるときは、APIキーをもう一度入力してください。"),
                )
        return given


class OfferedModelForm(forms.Form):
    """How a model is offered."""

    public_name = forms.CharField(
        label=_("社内での表示名"), max_length=100, help_text=_("社員がモデルを選ぶときの名前です。")
    )
    note = forms.CharField(
        label=_("向いている用途"),
        max_length=200,
        required=False,
        help_text=_("例：長い文書の要約に向いています。"),
    )
    max_level = forms.TypedChoiceField(
        label=_("入力できる情報区分"),
        coerce=int,
        choices=[
            (1, _("レベル1まで")),
            (2, _("レベル2まで（伏せて送信。おすすめ）")),
            (3, _("レベル3まで（社内のモデルに限ります）")),
        ],
        widget=forms.RadioSelect,
    )
    departments = forms.TypedMultipleChoiceField(
        label=_("使える部門"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("選ばないときは、全社員が使えます。下の部門にも適用されます。"),
    )
    price_in = forms.DecimalField(
        label=_("入力の料金（米ドル/100万トークン）"),
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(10_000),
        max_digits=11,
        decimal_places=6,
        help_text=_("空欄のときは、費用を計算しません。"),
    )
    price_out = forms.DecimalField(
        label=_("出力の料金（米ドル/100万トークン）"),
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(10_000),
        max_digits=11,
        decimal_places=6,
    )
    accepts_images = forms.BooleanField(label=_("画像を受け付けるモデル"), required=False)
    is_default = forms.BooleanField(label=_("最初に選ばれているモデルにする"), required=False)
    is_active = forms.BooleanField(
        label=_("社員に提供する"),
        required=False,
        help_text=_("外すと、社員の一覧から消えます。過去のやりとりは残ります。"),
    )

    def __init__(
        self, model: ModelRow, data: QueryDict | None, *, choices: Iterable[tuple[int, str]]
    ) -> None:
        super().__init__(
            data,
            initial={
                "public_name": model.public_name,
                "note": model.note,
                "max_level": model.max_level,
                "departments": list(model.department_ids),
                "price_in": in_dollars(model.price_in),
                "price_out": in_dollars(model.price_out),
                "accepts_images": model.accepts_images,
                "is_default": model.is_default,
                "is_active": model.is_active,
            },
        )
        field = self.fields["departments"]
        assert isinstance(field, forms.TypedMultipleChoiceField)  # noqa: S101  (declared above)
        field.choices = list(choices)

    def given(self) -> OfferedModelGiven:
        """What was typed, once it is valid."""
        values: Mapping[str, object] = self.cleaned_data
        departments = values["departments"]
        return OfferedModelGiven(
            public_name=str(values["public_name"]),
            note=str(values["note"]),
            max_level=int(str(values["max_level"])),
            price_in=in_micros(values["price_in"]),
            price_out=in_micros(values["price_out"]),
            accepts_images=bool(values["accepts_images"]),
            department_ids=tuple(departments) if isinstance(departments, list) else (),
            is_active=bool(values["is_active"]),
            is_default=bool(values["is_default"]),
        )

    def field_of(self, error: UserError) -> str | None:
        """The field beside which an action's error belongs."""
        if error.code == "model_name_taken":
            return "public_name"
        named = str(error.fields.get("field", ""))
        return named if named in self.fields else None


def in_dollars(micros: int | None) -> Decimal | None:
    """A price as it is typed."""
    if micros is None:
        return None
    dollars = Decimal(micros) / MICROS
    # Without trailing zeros, but never as 1E+1.
    return dollars.quantize(Decimal(1)) if dollars == dollars.to_integral() else dollars.normalize()


def in_micros(dollars: object) -> int | None:
    """A price as it is kept."""
    return int(dollars * MICROS) if isinstance(dollars, Decimal) else None
