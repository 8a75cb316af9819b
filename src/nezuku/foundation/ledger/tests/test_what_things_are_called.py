"""The words of the ledger's pages: kinds as people know them, who acted, small amounts."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from nezuku.foundation.ledger import kinds
from nezuku.foundation.ledger.queries import dollars
from nezuku.foundation.ledger.wording import actor_title
from nezuku.guard.kinds import KINDS


@pytest.mark.parametrize(
    ("kind", "title"),
    [("phone", "電話番号"), ("money", "取引金額"), ("my_number", "マイナンバー")],
)
def test_a_kind_is_called_as_it_was_before_sending(kind: str, title: str) -> None:
    assert kinds.title_of(kind) == title


def test_every_kind_has_a_title_of_its_own_in_both_languages() -> None:
    for language in ("ja", "en"):
        with override(language):
            titles = [kinds.title_of(kind) for kind in KINDS]
        assert len(set(titles)) == len(titles)
        assert not set(titles) & set(KINDS)


def test_a_kind_that_nobody_knows_keeps_its_key() -> None:
    assert kinds.title_of("kind_of_tomorrow") == "kind_of_tomorrow"


@pytest.mark.parametrize(
    ("actor_id", "name", "shown"),
    [
        (None, "system", "Nezuku（自動）"),
        (None, "cli:root", "サーバーのコマンド（root）"),
        (None, "visitor", "サインイン前の人"),
        (7, "system", "system"),
        (7, "営業 花子", "営業 花子"),
    ],
)
def test_who_acted_is_shown_as_what_it_is(actor_id: int | None, name: str, shown: str) -> None:
    assert actor_title(actor_id, name) == shown


@pytest.mark.parametrize(
    ("micros", "shown"),
    [
        (None, ""),
        (0, "$0.00"),
        (1, "$0.0001未満"),
        (99, "$0.0001未満"),
        (100, "$0.0001"),
        (1_234_560_000, "$1,234.56"),
    ],
)
def test_an_amount_is_never_rounded_to_nothing(micros: int | None, shown: str) -> None:
    assert dollars(micros) == shown
