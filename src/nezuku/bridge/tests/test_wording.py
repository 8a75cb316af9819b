"""Every refusal of the door and every failure of a vendor has its sentence, in both languages."""

from __future__ import annotations

import pytest
from django.utils import translation

from nezuku.bridge.wording import SENTENCES, sentence
from nezuku.gateway import errors as door
from nezuku.gateway.errors import Refused
from nezuku.providers import errors as vendors
from nezuku.providers.errors import ProviderError


def subclasses(kind: type[BaseException]) -> set[type[BaseException]]:
    found = set(kind.__subclasses__())
    return found | {deeper for one in found for deeper in subclasses(one)}


CODES = {
    str(kind.__dict__["code"])
    for kind in subclasses(Refused) | subclasses(ProviderError)
    if kind.__module__ in {door.__name__, vendors.__name__}
}


@pytest.mark.parametrize("code", sorted(CODES))
def test_a_code_has_a_sentence_in_japanese_and_english(code: str) -> None:
    assert code in SENTENCES
    with translation.override("ja"):
        japanese = sentence(code)
    with translation.override("en"):
        english = sentence(code)
    assert japanese.endswith("。")
    assert english.isascii()


def test_a_limit_of_ours_is_told_apart_from_a_vendors() -> None:
    with translation.override("ja"):
        ours = sentence("rate_limited", {"limit": 60, "retry_after": 5})
        theirs = sentence("rate_limited", {"retry_after": 7})
    assert "60回" in ours
    assert ours != theirs


def test_missing_fields_and_unknown_codes_still_make_a_sentence() -> None:
    with translation.override("ja"):
        assert sentence("level_not_allowed").endswith("。")
        assert sentence("no such code").endswith("。")


def test_what_was_blocked_is_called_by_its_name() -> None:
    with translation.override("ja"):
        words = sentence("guard_blocked", {"kinds": "credit_card, my_number"})
    assert "クレジットカード" in words
    assert "my_number" not in words
