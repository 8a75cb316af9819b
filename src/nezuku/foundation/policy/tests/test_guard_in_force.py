"""The guard in force follows policy and dictionary, and fails closed."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connections

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.policy import actions, guarding
from nezuku.foundation.policy.guarding import GuardKeeper, GuardUnavailable
from nezuku.foundation.policy.models import DictionaryVersion, GuardPolicy, Term
from nezuku.guard import Guard, Policy


@pytest.fixture
def keeper(tmp_path: Path) -> GuardKeeper:
    return GuardKeeper(tmp_path / "cache")


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    guarding.forget()
    yield
    guarding.forget()


def kinds(guard: Guard, text: str) -> set[str]:
    return {finding.kind for finding in guard.inspect(text).findings}


def put_policy(version: int, policy: Policy, now: datetime) -> None:
    GuardPolicy.objects.create(version=version, settings=policy.to_dict(), changed_at=now)


@pytest.mark.django_db
def test_without_rows_the_recommended_policy_is_in_force(keeper: GuardKeeper) -> None:
    assert keeper.current().policy == Policy.default()


@pytest.mark.django_db
def test_a_new_term_is_in_force_with_the_next_call(admin: Actor, now: datetime) -> None:
    text = "ねこじゃらし計画の件でご相談です。"
    assert "project" not in kinds(guarding.current_guard(), text)
    term = actions.add_term(actor=admin, now=now, text="ねこじゃらし計画", kind="project")
    assert "project" in kinds(guarding.current_guard(), text)
    actions.remove_terms(actor=admin, now=now, term_ids=[term])
    assert "project" not in kinds(guarding.current_guard(), text)


@pytest.mark.django_db
def test_a_new_policy_is_in_force_and_keeps_the_dictionary(
    keeper: GuardKeeper, admin: Actor, now: datetime
) -> None:
    actions.add_term(actor=admin, now=now, text="ねこじゃらし計画", kind="project")
    before = keeper.current()
    put_policy(1, Policy(levels={"project": 3}), now)
    keeper.expect_change()
    after = keeper.current()
    assert after.dictionary is before.dictionary
    assert after.policy.level_of("project") == 3


@pytest.mark.django_db
def test_the_same_guard_is_handed_out_while_nothing_changes(keeper: GuardKeeper) -> None:
    first = keeper.current()
    keeper.expect_change()
    assert keeper.current() is first


@pytest.mark.django_db
def test_between_two_looks_the_database_is_not_asked(
    transactional_db: None, keeper: GuardKeeper, django_assert_num_queries: object
) -> None:
    keeper.current()
    with django_assert_num_queries(0):  # type: ignore[operator]
        keeper.current()
    keeper.expect_change()
    with django_assert_num_queries(1):  # type: ignore[operator]
        keeper.current()


@pytest.mark.django_db
@pytest.mark.parametrize("stored", ["{}x", {"actions": {"1": "allow"}}, {"surprise": 1}, 7])
def test_a_policy_that_cannot_be_read_stops_everything(
    keeper: GuardKeeper, now: datetime, stored: object
) -> None:
    GuardPolicy.objects.create(version=1, settings=stored, changed_at=now)
    with pytest.raises(GuardUnavailable):
        keeper.current()


@pytest.mark.django_db
def test_a_dictionary_that_cannot_be_built_stops_everything_also_for_a_guard_in_force(
    keeper: GuardKeeper, now: datetime
) -> None:
    keeper.current()
    Term.objects.create(text="x", folded="x", searched="x", kind="no_such_kind", added_at=now)
    DictionaryVersion.objects.create(pk=1, value=1, token="aa", changed_at=now)
    keeper.expect_change()
    with pytest.raises(GuardUnavailable):
        keeper.current()
    Term.objects.all().delete()
    DictionaryVersion.objects.update(token="bb")
    keeper.expect_change()
    assert keeper.current().dictionary is not None


@pytest.mark.django_db
def test_a_kind_that_this_release_does_not_know_is_left_out(
    keeper: GuardKeeper, now: datetime
) -> None:
    GuardPolicy.objects.create(
        version=1, settings={"levels": {"of_a_later_release": 3, "age": 2}}, changed_at=now
    )
    assert keeper.current().policy.levels == {"age": 2}


@pytest.mark.django_db
def test_the_compiled_dictionary_is_read_again_and_a_damaged_one_is_not_trusted(
    tmp_path: Path, admin: Actor, now: datetime
) -> None:
    actions.add_term(actor=admin, now=now, text="ねこじゃらし計画", kind="project")
    folder = tmp_path / "cache"
    GuardKeeper(folder).current()
    (path,) = folder.glob("dictionary-*.bin")
    assert path.stat().st_mode & 0o077 == 0
    assert DictionaryVersion.objects.get(pk=1).token in path.name
    Term.objects.all().delete()  # the file alone has it now
    assert "project" in kinds(GuardKeeper(folder).current(), "ねこじゃらし計画です")
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    assert "project" not in kinds(GuardKeeper(folder).current(), "ねこじゃらし計画です")


@pytest.mark.django_db
def test_old_compiled_dictionaries_are_removed(tmp_path: Path, admin: Actor, now: datetime) -> None:
    keeper = GuardKeeper(tmp_path)
    for name in ("ねこじゃらし計画", "いぬふぐり計画"):
        actions.add_term(actor=admin, now=now, text=name, kind="project")
        keeper.expect_change()
        keeper.current()
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.django_db
def test_where_the_file_cannot_be_written_the_guard_still_works(
    tmp_path: Path, admin: Actor, now: datetime
) -> None:
    actions.add_term(actor=admin, now=now, text="ねこじゃらし計画", kind="project")
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    keeper = GuardKeeper(blocked / "cache")
    assert "project" in kinds(keeper.current(), "ねこじゃらし計画です")


@pytest.mark.django_db(transaction=True)
def test_a_large_dictionary_is_renewed_aside_while_the_old_one_serves(
    keeper: GuardKeeper, admin: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guarding, "SMALL", 0)
    keeper.current()
    actions.add_term(actor=admin, now=now, text="ねこじゃらし計画", kind="project")
    deadline = time.monotonic() + 30
    while "project" not in kinds(keeper.current(), "ねこじゃらし計画です"):
        assert time.monotonic() < deadline
        keeper.expect_change()
        time.sleep(0.01)


@pytest.mark.django_db(transaction=True)
async def test_on_the_event_loop_the_database_is_not_touched(
    keeper: GuardKeeper, now: datetime
) -> None:
    guard = keeper.current()
    assert guard.policy == Policy.default()
    await asyncio.to_thread(_put_and_close, now)
    deadline = time.monotonic() + 30
    while keeper.current().policy.level_of("age") != 3:
        assert time.monotonic() < deadline
        keeper.expect_change()
        await asyncio.sleep(0.01)


def _put_and_close(now: datetime) -> None:
    put_policy(1, Policy(levels={"age": 3}), now)
    connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_many_threads_get_one_guard(keeper: GuardKeeper) -> None:
    found: list[Guard] = []

    def ask() -> None:
        found.append(keeper.current())
        connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(guard) for guard in found}) == 1
