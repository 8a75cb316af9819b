"""What people type on the pages of the ledger: search terms, and the reason to read a text."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.ledger import kinds, names, trail
from nezuku.foundation.ledger.actions import SHORTEST_REASON
from nezuku.foundation.ledger.models import Outcome, Via
from nezuku.foundation.ledger.queries import Terms
from nezuku.foundation.ledger.wording import DECISIONS, LEVELS, REASON_KINDS
from nezuku.guard.kinds import KINDS

#: The period that a search covers when nobody chose one, in days.
USUAL_DAYS = 31
_USUAL = frozenset({"who", "department", "since", "until", "decision"})


class _DayInput(forms.DateInput):
    """A date field as browsers have it; always ISO, whatever the language."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class SearchForm(forms.Form):
    """The search of exchanges; every field may stay empty."""

    who = forms.CharField(label=_("氏名"), max_length=100, required=False)
    department = forms.TypedChoiceField(
        label=_("部門"), coerce=int, empty_value=None, required=False
    )
    since = forms.DateField(label=_("開始日"), widget=_DayInput, required=False)
    until = forms.DateField(label=_("終了日"), widget=_DayInput, required=False)
    via = forms.ChoiceField(label=_("入口"), required=False)
    decision = forms.ChoiceField(label=_("判定"), required=False)
    level = forms.TypedChoiceField(
        label=_("情報区分"), coerce=int, empty_value=None, required=False
    )
    finding = forms.ChoiceField(label=_("見つかった種類"), required=False)
    outcome = forms.ChoiceField(label=_("結果"), required=False)
    model = forms.CharField(label=_("モデル"), max_length=100, required=False)
    address = forms.CharField(label=_("接続元アドレス"), max_length=64, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        titles = sorted(((key, kinds.title_of(key)) for key in KINDS), key=lambda kind: kind[1])
        self._choices("department", [(one.id, one.name) for one in names.departments()])
        self._choices("via", list(Via.choices))
        self._choices("decision", list(DECISIONS.items()))
        self._choices("level", list(LEVELS.items()))
        self._choices("outcome", list(Outcome.choices))
        self._choices("finding", titles)

    def usual(self) -> list[forms.BoundField]:
        """The fields that most searches use."""
        return [self[name] for name in self.fields if name in _USUAL]

    def rare(self) -> list[forms.BoundField]:
        """The other fields, which stay folded until one of them is used."""
        return [self[name] for name in self.fields if name not in _USUAL]

    def has_rare(self) -> bool:
        """Whether one of the folded fields narrows the search."""
        return any(field.value() or field.errors for field in self.rare())

    def _choices(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - narrows the type for mypy
        field.choices = [("", _("すべて")), *choices]

    def clean(self) -> dict[str, Any]:
        """This will refuse a period that ends before it begins."""
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("終了日は開始日より後の日付にしてください。"))
        return cleaned

    def terms(self) -> Terms:
        """What is searched for, from the cleaned fields."""
        said = self.cleaned_data
        return Terms(
            who=said["who"].strip(),
            department_id=said["department"],
            since=said["since"],
            until=said["until"],
            via=said["via"],
            decision=said["decision"],
            level=said["level"],
            model=said["model"].strip(),
            outcome=said["outcome"],
            finding=said["finding"],
            address=said["address"].strip(),
        )


def usual_period(today: date) -> dict[str, str]:
    """The fields of a search that nobody has narrowed yet: the last month, today included."""
    return {"since": (today - timedelta(days=USUAL_DAYS - 1)).isoformat(), "until": ""}


class ReasonForm(forms.Form):
    """Why a text has to be read."""

    reason_kind = forms.ChoiceField(
        label=_("理由の種類"), choices=list(REASON_KINDS.items()), widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("具体的な理由"),
        min_length=SHORTEST_REASON,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("10文字以上で書いてください。この理由は本人にも表示されます。"),
    )
    once = forms.CharField(widget=forms.HiddenInput)


class EventForm(forms.Form):
    """The search of audit events."""

    who = forms.CharField(label=_("操作した人"), max_length=100, required=False)
    kind = forms.ChoiceField(label=_("操作の種類"), required=False)
    since = forms.DateField(label=_("開始日"), widget=_DayInput, required=False)
    until = forms.DateField(label=_("終了日"), widget=_DayInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - narrows the type for mypy
        field.choices = [("", _("すべて")), *trail.kinds_of_events()]

    def terms(self) -> trail.EventTerms:
        """What is searched for, from the cleaned fields."""
        said = self.cleaned_data
        return trail.EventTerms(
            who=said["who"].strip(), kind=said["kind"], since=said["since"], until=said["until"]
        )
