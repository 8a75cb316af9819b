"""Which models a member may choose, and where their requests go."""

from __future__ import annotations

from datetime import datetime

import pytest

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.errors import Forbidden, NotFound
from nezuku.foundation.people.models import AccessEpoch, Department
from nezuku.foundation.policy import actions, queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def connection_id(admin: Actor, now: datetime) -> int:
    return actions.connect_model(
        actor=admin,
        now=now,
        preset="openai",
        base_url="https://api.example.com/v1",
        key="sk-0123456789abcdef",
        label="OpenAI",
    )


def offer(admin: Actor, now: datetime, connection_id: int, name: str, **more: object) -> int:
    given = {"name": name, "public_name": name} | more
    return actions.offer_model(
        actor=admin,
        now=now,
        connection_id=connection_id,
        **given,  # type: ignore[arg-type]
    )


def test_without_a_model_everything_goes_to_the_preview(db: None) -> None:
    (only,) = queries.models_for(None)
    assert (only.public_name, only.title, only.is_preview) == ("preview", "プレビュー", True)
    for name in ("", "preview"):
        route = queries.route_for(name, None)
        assert route.is_preview
        assert route.connection is None
    with pytest.raises(queries.ModelUnknown):
        queries.route_for("large", None)


def test_the_first_model_is_the_default_until_another_is_chosen(
    admin: Actor, now: datetime, connection_id: int
) -> None:
    offer(admin, now, connection_id, "small")
    large = offer(admin, now, connection_id, "large", price_in=2_500_000, price_out=10_000_000)
    assert queries.route_for("", None).public_name == "small"
    actions.set_default(actor=admin, now=now, model_id=large)
    route = queries.route_for("", None)
    assert (route.public_name, route.price_in, route.price_out) == ("large", 2_500_000, 10_000_000)
    assert route.connection is not None
    assert route.connection.key == "sk-0123456789abcdef"
    assert "0123456789" not in repr(route)
    assert [m.public_name for m in queries.models_for(None)] == ["large", "small"]


def test_a_model_for_a_department_is_open_to_it_and_below_and_to_nobody_else(
    admin: Actor, now: datetime, connection_id: int
) -> None:
    sales = Department.objects.create(name="営業部")
    team = Department.objects.create(name="第一課", parent=sales)
    works = Department.objects.create(name="製造部")
    offer(admin, now, connection_id, "sales-model", department_ids=[sales.pk])
    for inside in (sales.pk, team.pk):
        assert queries.route_for("", inside).public_name == "sales-model"
    for outside in (works.pk, None):
        assert queries.models_for(outside) == ()
        with pytest.raises(queries.NoModelForDepartment):
            queries.route_for("", outside)
    offer(admin, now, connection_id, "for-all")
    assert queries.route_for("", works.pk).public_name == "for-all"
    with pytest.raises(queries.ModelUnknown):
        queries.route_for("sales-model", works.pk)


def test_a_withdrawn_default_hands_over_and_the_last_one_leaves_the_preview(
    admin: Actor, now: datetime, connection_id: int
) -> None:
    first = offer(admin, now, connection_id, "first")
    second = offer(admin, now, connection_id, "second")
    actions.withdraw_model(actor=admin, now=now, model_id=first)
    assert queries.route_for("", None).public_name == "second"
    with pytest.raises(queries.ModelUnknown):
        queries.route_for("first", None)
    actions.withdraw_model(actor=admin, now=now, model_id=second)
    assert queries.route_for("", None).is_preview


def test_switching_a_connection_off_takes_its_models_out_at_once(
    admin: Actor, now: datetime, connection_id: int
) -> None:
    model_id = offer(admin, now, connection_id, "only")
    actions.switch_off_connection(actor=admin, now=now, connection_id=connection_id)
    assert queries.route_for("", None).is_preview
    with pytest.raises(NotFound):
        actions.set_default(actor=admin, now=now, model_id=model_id)


def test_changing_a_model_changes_its_route(
    admin: Actor, now: datetime, connection_id: int
) -> None:
    model_id = offer(admin, now, connection_id, "old")
    epoch = AccessEpoch.objects.get(pk=1).value
    actions.change_model(
        actor=admin, now=now, model_id=model_id, name="new", public_name="標準", max_level=1
    )
    route = queries.route_for("標準", None)
    assert (route.upstream_name, route.max_level) == ("new", 1)
    assert AccessEpoch.objects.get(pk=1).value == epoch + 1
    actions.change_model(
        actor=admin, now=now, model_id=model_id, name="new", public_name="標準", is_active=False
    )
    assert queries.route_for("", None).is_preview


@pytest.mark.parametrize("name", ["Large", "large", "preview", "PREVIEW"])
def test_names_are_unique_and_preview_is_taken(
    admin: Actor, now: datetime, connection_id: int, name: str
) -> None:
    offer(admin, now, connection_id, "large")
    with pytest.raises(actions.ModelNameTaken):
        offer(admin, now, connection_id, "other", public_name=name)


@pytest.mark.parametrize(
    ("setting", "field"),
    [
        ({"name": " "}, "name"),
        ({"public_name": ""}, "public_name"),
        ({"note": "x" * 201}, "note"),
        ({"max_level": 4}, "max_level"),
        ({"price_in": -1}, "price"),
        ({"department_ids": [999]}, "departments"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_named(
    admin: Actor, now: datetime, connection_id: int, setting: dict[str, object], field: str
) -> None:
    with pytest.raises(actions.ModelSettingRefused) as refused:
        offer(admin, now, connection_id, **({"name": "m"} | setting))  # type: ignore[arg-type]
    assert refused.value.fields == {"field": field}
    assert refused.value.text.endswith("。")


def test_only_who_manages_models_may_offer_them(
    admin: Actor, lead: Actor, now: datetime, connection_id: int
) -> None:
    model_id = offer(admin, now, connection_id, "m")
    with pytest.raises(Forbidden):
        offer(lead, now, connection_id, "n")
    with pytest.raises(Forbidden):
        actions.withdraw_model(actor=lead, now=now, model_id=model_id)
    with pytest.raises(Forbidden):
        actions.set_default(actor=lead, now=now, model_id=model_id)


def test_the_limits_can_be_changed_within_reason(admin: Actor, lead: Actor, now: datetime) -> None:
    assert queries.usage_policy().requests_per_minute == 60
    actions.change_usage_policy(
        actor=admin,
        now=now,
        requests_per_minute=10,
        max_input_characters=50_000,
        allow_images=True,
        members_may_make_keys=False,
    )
    assert queries.usage_policy() == queries.UsageFacts(10, 50_000, True, False)
    for actor, requests, error in ((lead, 10, Forbidden), (admin, 0, actions.LimitRefused)):
        with pytest.raises(error):
            actions.change_usage_policy(
                actor=actor,
                now=now,
                requests_per_minute=requests,
                max_input_characters=50_000,
                allow_images=True,
                members_may_make_keys=False,
            )
