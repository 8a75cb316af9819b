"""The administrator's page of the limits: what it says, what it takes, and what follows from it."""

from __future__ import annotations

import json
import unicodedata
from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from nezuku.foundation.kit import clock
from nezuku.foundation.kit.permissions import Role
from nezuku.foundation.ledger.models import AuditEvent
from nezuku.foundation.people import actions as people
from nezuku.foundation.people import directory
from nezuku.foundation.people.key_rules import OwnKeysOff
from nezuku.foundation.policy import queries
from nezuku.foundation.policy.actions.usage import CHARACTERS_RANGE, REQUESTS_RANGE
from nezuku.foundation.policy.queries import UsageFacts
from nezuku.workspace.setup.tests.founding import NOW, PASSWORD, SETUP, Owner
from nezuku.workspace.setup.usage_forms import number_of

PATH = "/setup/limits/"
TYPED = {
    "requests_per_minute": "30",
    "max_input_characters": "100,000",
    "members_may_make_keys": "on",
}


def changes() -> list[dict[str, object]]:
    """What the audit events say about changed limits, the oldest first."""
    events = AuditEvent.objects.filter(kind="policy.usage_changed").order_by("pk")
    return [json.loads(event.body)["data"] for event in events]


def test_the_page_shows_what_is_in_force_with_what_is_recommended(admin: Client) -> None:
    page = admin.get(PATH).content.decode()
    assert 'value="60"' in page
    assert 'value="200,000"' in page
    assert "おすすめは60回です" in page
    assert "おすすめは200,000文字です" in page
    recommended = queries.recommended_usage()
    assert ("おすすめはオフです" in page, recommended.allow_images) == (True, False)
    assert ("おすすめはオンです" in page, recommended.members_may_make_keys) == (True, True)
    assert "画像の中の文字は、ガードで確認できません" in page


def test_what_is_saved_holds_and_leaves_one_event(admin: Client) -> None:
    before = directory.access_epoch()
    answer = admin.post(PATH, {**TYPED, "allow_images": "on"})
    assert answer.headers["Location"] == PATH
    assert queries.usage_policy() == UsageFacts(30, 100_000, True, True)
    assert directory.access_epoch() > before
    page = admin.get(PATH).content.decode()
    assert 'value="100,000"' in page
    assert "すぐに適用されます" in page
    [change] = changes()
    assert change == {
        "before": {
            "requests_per_minute": 60,
            "max_input_characters": 200_000,
            "allow_images": False,
            "members_may_make_keys": True,
        },
        "after": {
            "requests_per_minute": 30,
            "max_input_characters": 100_000,
            "allow_images": True,
            "members_may_make_keys": True,
        },
    }
    admin.post(PATH, {**TYPED, "allow_images": "on"})
    assert len(changes()) == 1


@pytest.mark.parametrize("typed", ["６０", " 60 ", "60回", "６０　回", "060"])
def test_digits_are_taken_as_they_are_typed(admin: Client, typed: str) -> None:
    assert admin.post(PATH, {**TYPED, "requests_per_minute": typed}).status_code == 302
    assert queries.usage_policy().requests_per_minute == 60


@pytest.mark.parametrize("typed", ["２００，０００", "20万", "２０万文字", "200000字"])
def test_long_numbers_too(admin: Client, typed: str) -> None:
    assert admin.post(PATH, {**TYPED, "max_input_characters": typed}).status_code == 302
    assert queries.usage_policy().max_input_characters == 200_000


@pytest.mark.parametrize(
    ("field", "bounds"),
    [("requests_per_minute", REQUESTS_RANGE), ("max_input_characters", CHARACTERS_RANGE)],
)
def test_bounds_belong_to_what_is_allowed(
    admin: Client, field: str, bounds: tuple[int, int]
) -> None:
    low, high = bounds
    for number in (low, high):
        assert admin.post(PATH, {**TYPED, field: str(number)}).status_code == 302
        assert getattr(queries.usage_policy(), field) == number
    for number in (low - 1, high + 1):
        page = admin.post(PATH, {**TYPED, field: str(number)})
        assert page.status_code == 400
        assert f"{low:,}から{high:,}まで" in page.content.decode()
    assert getattr(queries.usage_policy(), field) == high


HOSTILE = [
    "",
    " ",
    "0",
    "-1",
    "1.5",
    "1e3",
    "1_000",
    "0x10",
    "1,5",
    "１２，３４",
    "たくさん",
    "٦٠",
    "½",
    "NaN",
    "9" * 5000,
    "60\x00",
    "60; DROP TABLE policy_usagepolicy",
    "<b>60</b>",
]


@pytest.mark.parametrize("field", ["requests_per_minute", "max_input_characters"])
@pytest.mark.parametrize("typed", HOSTILE, ids=lambda typed: ascii(typed[:12]))
def test_what_is_no_such_number_is_told_beside_its_field(
    admin: Client, field: str, typed: str
) -> None:
    page = admin.post(PATH, {**TYPED, field: typed})
    assert page.status_code == 400
    form = page.context["form"]
    assert list(form.errors) == [field]
    assert f'href="#id_{field}"' in page.content.decode()
    assert f'id="id_{field}_error"' in page.content.decode()
    assert "<b>60" not in page.content.decode()
    assert queries.usage_policy() == queries.recommended_usage()
    assert changes() == []


def test_members_learn_that_own_keys_are_off_and_get_no_form(admin: Client, owner: Owner) -> None:
    now = clock.now()
    people.make_key(actor=owner.actor, now=now, label="集計", days=30)
    form = admin.get("/people/keys/").content.decode()
    assert "キーを作成する" in form
    off = {name: value for name, value in TYPED.items() if name != "members_may_make_keys"}
    assert admin.post(PATH, off).status_code == 302
    page = admin.get("/people/keys/").content.decode()
    assert "会社の設定で止められています" in page
    assert "下の一覧のキーも今は使えません" in page
    assert "会社の設定で停止<" in page
    assert "キーを作成する" not in page
    assert admin.post("/people/keys/", {"label": "別", "days": "30"}).status_code == 403
    with pytest.raises(OwnKeysOff):
        people.make_key(actor=owner.actor, now=now + timedelta(days=1), label="別", days=30)
    applications = admin.get("/people/keys/applications/").content.decode()
    assert "キーを作成する" in applications
    admin.post(PATH, TYPED)
    assert "キーを作成する" in admin.get("/people/keys/").content.decode()


def test_only_who_manages_models_sees_and_changes_limits(client: Client, owner: Owner) -> None:
    assert "/people/sign-in/" in client.get(PATH).headers["Location"]
    people.create_member(
        actor=SETUP,
        now=NOW,
        email="ichiro.tanaka@example.co.jp",
        name="田中 一郎",
        grants=[people.Grant(role) for role in (Role.LEAD, Role.MEMBER)],
        password=PASSWORD,
    )
    client.post("/people/sign-in/", {"email": "ichiro.tanaka@example.co.jp", "password": PASSWORD})
    assert client.get(PATH).status_code == 403
    assert client.post(PATH, TYPED).status_code == 403
    assert PATH not in client.get("/").content.decode()
    assert queries.usage_policy() == queries.recommended_usage()


def test_an_administrator_finds_the_page_in_the_navigation(admin: Client) -> None:
    assert PATH in admin.get("/people/account/").content.decode()


def test_the_page_speaks_english(admin: Client) -> None:
    admin.post("/language/", {"language": "en"})
    page = admin.get(PATH).content.decode()
    assert "Usage limits" in page
    assert "the guard cannot check words in pictures" in page.lower()


@given(st.integers(0, 999_999_999), st.sampled_from(["plain", "grouped", "wide"]))
def test_every_number_is_read_in_every_writing(number: int, writing: str) -> None:
    text = f"{number:,}" if writing == "grouped" else str(number)
    if writing == "wide":
        text = text.translate({ord("0") + n: ord("０") + n for n in range(10)})
    assert number_of(text) == number
    assert number_of(f"{text} 文字", ("文字",)) == number


@given(st.text(max_size=60))
def test_whatever_is_read_as_a_number_has_only_its_characters(text: str) -> None:
    number = number_of(text, ("回",))
    if number is not None:
        folded = unicodedata.normalize("NFKC", text)
        assert set("".join(folded.split())) <= set("0123456789,万回")
        assert 0 <= number <= 9_999_999_990_000
