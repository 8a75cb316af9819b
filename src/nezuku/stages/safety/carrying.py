"""What was typed on one page, carried through the page that asks once more."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

_NOT_CARRIED = frozenset({"csrfmiddlewaretoken", "step", "reason"})


@dataclass(frozen=True, slots=True)
class Carried:
    """One value as a hidden field."""

    name: str
    value: str


def carried(request: HttpRequest) -> tuple[Carried, ...]:
    """Everything that was posted, but for the step and the reason, in its order."""
    return tuple(
        Carried(name, str(value))
        for name, values in request.POST.lists()
        if name not in _NOT_CARRIED
        for value in values
    )
