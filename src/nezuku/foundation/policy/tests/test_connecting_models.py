"""A vendor's address and key: sealed, never shown, never sent to another address unasked."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import connection as database

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.errors import Forbidden, NotFound
from nezuku.foundation.ledger.models import AuditEvent
from nezuku.foundation.people.models import AccessEpoch
from nezuku.foundation.policy import actions, queries
from nezuku.foundation.policy.models import ModelConnection

KEY = "sk-live-ABCDEFGHIJKLMNOPQRSTUVWX1234"
ADDRESS = "https://api.example.com/v1"

pytestmark = pytest.mark.django_db


def connect(actor: Actor, now: datetime, **changed: object) -> int:
    given = {"preset": "openai", "base_url": ADDRESS, "key": KEY, "label": "OpenAI"} | changed
    return actions.connect_model(actor=actor, now=now, **given)  # type: ignore[arg-type]


def change(actor: Actor, now: datetime, connection_id: int, **changed: object) -> None:
    given = {"label": "OpenAI", "base_url": ADDRESS} | changed
    actions.change_connection(
        actor=actor,
        now=now,
        connection_id=connection_id,
        **given,  # type: ignore[arg-type]
    )


def raw_rows() -> bytes:
    with database.cursor() as cursor:
        cursor.execute("SELECT * FROM policy_modelconnection")
        rows = repr([[bytes(v) if isinstance(v, memoryview) else v for v in r] for r in cursor])
        cursor.execute("SELECT body FROM ledger_auditevent")
        return (rows + repr(cursor.fetchall())).encode()


def test_the_key_is_sealed_in_the_database_and_opens_only_through_the_route(
    admin: Actor, now: datetime
) -> None:
    connection_id = connect(admin, now)
    assert KEY.encode() not in raw_rows()
    assert KEY[:20].encode() not in raw_rows()
    facts = queries.connection_facts(admin, connection_id)
    assert facts.key == KEY
    assert KEY not in repr(facts)
    assert KEY not in repr(queries.connections(admin))


def test_of_the_key_only_the_last_four_characters_are_shown(admin: Actor, now: datetime) -> None:
    connect(admin, now)
    connect(admin, now, key="short", label="短い鍵")
    long_key, short_key = queries.connections(admin)
    assert (long_key.key_hint, long_key.has_key) == ("1234", True)
    assert (short_key.key_hint, short_key.has_key) == ("", True)


def test_another_address_needs_the_key_again(admin: Actor, now: datetime) -> None:
    connection_id = connect(admin, now)
    with pytest.raises(actions.KeyNeeded):
        change(admin, now, connection_id, base_url="https://evil.example.com/v1")
    assert queries.connection_facts(admin, connection_id).base_url == ADDRESS
    change(admin, now, connection_id, base_url="https://new.example.com/v1/", key="sk-new-key-9999")
    facts = queries.connection_facts(admin, connection_id)
    assert (facts.base_url, facts.key) == ("https://new.example.com/v1", "sk-new-key-9999")


def test_another_preset_needs_the_key_again(admin: Actor, now: datetime) -> None:
    connection_id = connect(admin, now)
    with pytest.raises(actions.KeyNeeded):
        change(admin, now, connection_id, preset="azure")


def test_a_new_name_leaves_the_key_as_it_is(admin: Actor, now: datetime) -> None:
    connection_id = connect(admin, now)
    change(admin, now, connection_id, label="全社用", base_url=ADDRESS + "/")
    facts = queries.connection_facts(admin, connection_id)
    assert (facts.label, facts.key) == ("全社用", KEY)


def test_an_address_changed_in_the_database_does_not_get_the_key(
    admin: Actor, now: datetime
) -> None:
    connection_id = connect(admin, now)
    ModelConnection.objects.filter(pk=connection_id).update(base_url="https://evil.example.com")
    with pytest.raises(queries.ConnectionUnusable):
        queries.connection_facts(admin, connection_id)


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("", "scheme"),
        ("api.example.com/v1", "scheme"),
        ("ftp://api.example.com", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("https://", "malformed"),
        ("https://a b.example.com", "malformed"),
        ("https://api.example.com:notaport/", "malformed"),
        ("https://api.example.com/v1?key=x", "malformed"),
        ("https://user:pass@api.example.com/", "credentials"),
        ("http://api.example.com/v1", "plain"),
        ("https://api.example.com/" + "x" * 300, "malformed"),
    ],
)
def test_an_address_that_cannot_be_one_is_refused_with_the_reason(
    admin: Actor, now: datetime, address: str, reason: str
) -> None:
    with pytest.raises(actions.AddressRefused) as refused:
        connect(admin, now, base_url=address)
    assert refused.value.fields == {"reason": reason}
    assert refused.value.text.endswith("。")


def test_a_server_inside_the_company_may_speak_plain_http_and_needs_no_key(
    admin: Actor, now: datetime
) -> None:
    connection_id = connect(admin, now, base_url="http://127.0.0.1:11434/v1", key="", is_local=True)
    assert queries.connection_facts(admin, connection_id).key == ""
    change(admin, now, connection_id, base_url="http://127.0.0.1:1234/v1")


@pytest.mark.parametrize("key", ["sk abc", "ｓｋ－ａｂｃ", "sk-abc\r\nX-Evil: 1", "あ"])
def test_a_key_that_was_copied_badly_is_refused(admin: Actor, now: datetime, key: str) -> None:
    with pytest.raises(actions.KeyMalformed):
        connect(admin, now, key=key)


def test_only_who_manages_models_may_touch_connections(
    admin: Actor, lead: Actor, member: Actor, now: datetime
) -> None:
    connection_id = connect(admin, now)
    for actor in (lead, member):
        with pytest.raises(Forbidden):
            connect(actor, now)
        with pytest.raises(Forbidden):
            change(actor, now, connection_id)
        with pytest.raises(Forbidden):
            actions.switch_off_connection(actor=actor, now=now, connection_id=connection_id)
        with pytest.raises(Forbidden):
            queries.connections(actor)
        with pytest.raises(Forbidden):
            queries.connection_facts(actor, connection_id)
    with pytest.raises(NotFound):
        change(admin, now, connection_id + 1)


def test_each_change_tells_the_door_and_the_audit(admin: Actor, now: datetime) -> None:
    connection_id = connect(admin, now)
    first = AccessEpoch.objects.get(pk=1).value
    change(admin, now, connection_id, label="別名")
    actions.switch_off_connection(actor=admin, now=now, connection_id=connection_id)
    actions.switch_off_connection(actor=admin, now=now, connection_id=connection_id)
    actions.reactivate_connection(actor=admin, now=now, connection_id=connection_id)
    assert AccessEpoch.objects.get(pk=1).value == first + 3
    kinds = list(AuditEvent.objects.order_by("seq").values_list("kind", flat=True))
    assert kinds == [
        "policy.connection_added",
        "policy.connection_changed",
        "policy.connection_switched_off",
        "policy.connection_switched_on",
    ]


def test_the_result_of_a_try_is_kept_until_address_or_key_change(
    admin: Actor, now: datetime
) -> None:
    connection_id = connect(admin, now)
    actions.record_check(actor=admin, now=now, connection_id=connection_id, problem="key_refused")
    assert queries.connections(admin)[0].check_problem == "key_refused"
    change(admin, now, connection_id, key="sk-another-key-5678")
    row = queries.connections(admin)[0]
    assert (row.checked_at, row.check_problem, row.key_hint) == (None, "", "5678")
