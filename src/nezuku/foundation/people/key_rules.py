"""Whether members may have API keys of their own, as a floor above has decided.

Owns the question and what people are told when the answer is no. Does not own the answer: the
company's policy stands above people and registers it from its app's `ready()`.
"""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from nezuku.foundation.kit.errors import Forbidden

OwnKeysSource = Callable[[], bool]
_sources: list[OwnKeysSource] = []


class OwnKeysOff(Forbidden):
    """The company does not let members have keys of their own."""

    code = "own_keys_off"
    sentence = _(
        "会社の設定により、社員のAPIキーは使えません。必要な場合は管理者に相談してください。"
    )


def decide_own_keys(source: OwnKeysSource) -> None:
    """This will let a floor above say whether members may have keys; one no is enough."""
    if source not in _sources:
        _sources.append(source)


def own_keys_allowed() -> bool:
    """Whether members may make and use keys of their own; yes while nobody decides."""
    return all(source() for source in _sources)
