"""The form of the company's limits: what each means, what is recommended, what meeting it means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.kit.errors import UserError
from nezuku.foundation.policy.actions.usage import CHARACTERS_RANGE, REQUESTS_RANGE
from nezuku.foundation.policy.queries import UsageFacts

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: Nobody types more; what is longer is not even folded.
_LONGEST = 40
_NUMBER = re.compile(r"(?P<digits>[0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3}){1,2})(?P<man>万)?")


@dataclass(frozen=True, slots=True)
class UsageGiven:
    """The limits as they were typed, once they are valid."""

    requests_per_minute: int
    max_input_characters: int
    allow_images: bool
    members_may_make_keys: bool


class LimitField(forms.CharField):
    """A whole number within bounds, as people type it: "60", "６０", "200,000", "20万文字"."""

    def __init__(
        self, *, label: StrOrPromise, bounds: tuple[int, int], units: tuple[str, ...]
    ) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(label=label, widget=widget)
        self.bounds = bounds
        self.units = units

    def clean(self, value: object) -> int:
        """The number. Raises ValidationError with the bounds in its sentence."""
        number = number_of(str(super().clean(value)), self.units)
        low, high = self.bounds
        if number is None or not low <= number <= high:
            raise forms.ValidationError(
                _("%(low)sから%(high)sまでの数字で入力してください。")
                % {"low": f"{low:,}", "high": f"{high:,}"}
            )
        return number


class UsageForm(forms.Form):
    """The limits of the door."""

    requests_per_minute = LimitField(
        label=_("1分あたりの送信回数"), bounds=REQUESTS_RANGE, units=("回",)
    )
    max_input_characters = LimitField(
        label=_("一度に送信できる文字数"), bounds=CHARACTERS_RANGE, units=("文字", "字")
    )
    allow_images = forms.BooleanField(
        label=_("画像の送信を許可する"),
        required=False,
        help_text=_(
            "APIで届いた画像を、画像を受け付けるモデルへそのまま送ります。チャットでは、"
            "この設定にかかわらず画像を添付できません。おすすめはオフです。"
            "オフの間は、画像を含むリクエストを断り、必要な部分を文字で渡すよう案内します。"
        ),
    )
    members_may_make_keys = forms.BooleanField(
        label=_("社員がAPIキーを作れる"),
        required=False,
        help_text=_(
            "社員が「APIキー」の画面で、自分のプログラム用のキーを作れるようにします。"
            "おすすめはオンです。オフにすると、社員は新しいキーを作れず、作成済みのキーも"
            "すぐに使えなくなります。オンに戻すと、期限内のキーはまた使えます。"
            "アプリケーションのキーには影響しません。"
        ),
    )

    def __init__(
        self, facts: UsageFacts, recommended: UsageFacts, data: QueryDict | None = None
    ) -> None:
        super().__init__(
            data,
            initial={
                "requests_per_minute": f"{facts.requests_per_minute:,}",
                "max_input_characters": f"{facts.max_input_characters:,}",
                "allow_images": facts.allow_images,
                "members_may_make_keys": facts.members_may_make_keys,
            },
        )
        self.fields["requests_per_minute"].help_text = _(
            "社員1人が1分間に送信できる回数です。APIでは、キーごとに数えます。"
            "おすすめは%(recommended)s回です。上限に達した人には待つ秒数が表示され、"
            "待てばまた送信できます。"
        ) % {"recommended": f"{recommended.requests_per_minute:,}"}
        self.fields["max_input_characters"].help_text = _(
            "1回の送信に含められる文字数です。会話の履歴と、添付ファイルから読み取った文字も"
            "数えます。おすすめは%(recommended)s文字です。上限を超えた内容は送信されません。"
            "その人には、分けて送信するか必要な部分だけにするよう案内します。"
        ) % {"recommended": f"{recommended.max_input_characters:,}"}

    def given(self) -> UsageGiven:
        """What was typed, once it is valid."""
        values: Mapping[str, object] = self.cleaned_data
        return UsageGiven(
            requests_per_minute=int(str(values["requests_per_minute"])),
            max_input_characters=int(str(values["max_input_characters"])),
            allow_images=bool(values["allow_images"]),
            members_may_make_keys=bool(values["members_may_make_keys"]),
        )

    def field_of(self, error: UserError) -> str | None:
        """The field beside which an action's error belongs."""
        named = str(error.fields.get("field", ""))
        return named if named in self.fields else None


def number_of(text: str, units: tuple[str, ...] = ()) -> int | None:
    """The whole number that was typed, None if it is none.

    Full-width digits, groups of three and 万 are fine, and so is a unit behind it.
    """
    if len(text) > _LONGEST:
        return None
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    for unit in units:
        plain = plain.removesuffix(unit)
    found = _NUMBER.fullmatch(plain)
    if found is None:
        return None
    number = int(found["digits"].replace(",", ""))
    return number * 10_000 if found["man"] else number
