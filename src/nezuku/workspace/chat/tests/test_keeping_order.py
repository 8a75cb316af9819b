"""The list, titles, pins, search and taking out."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from nezuku.foundation.people.cast import World, build_world
from nezuku.foundation.people.models import Member
from nezuku.workspace.chat import actions
from nezuku.workspace.chat.folding import fold
from nezuku.workspace.chat.models import Message, Thread, new_id
from nezuku.workspace.chat.queries import conversations, lists

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


@pytest.fixture
def world(db: None) -> World:
    return build_world(now=NOW)


@pytest.fixture
def browser(world: World) -> Client:
    client = Client()
    client.force_login(Member.objects.get(pk=world.sales_member.id))
    return client


def thread_of(world: World, title: str, *, days: float = 0, messages: int = 0) -> Thread:
    at = NOW - timedelta(days=days)
    thread = Thread.objects.create(
        id=new_id(), owner_id=world.sales_member.id, title=title, title_folded=fold(title),
        created_at=at, updated_at=at,
    )  # fmt: skip
    parent = None
    rows = []
    for number in range(messages):
        text = f"{title}の{number}番目。\n\n- 一\n- 二"
        row = Message(
            id=new_id(), thread=thread, parent_id=parent, text=text, text_folded=fold(text),
            role="assistant" if number % 2 else "user", created_at=at + timedelta(seconds=number),
        )  # fmt: skip
        parent = row.pk
        rows.append(row)
    Message.objects.bulk_create(rows)
    return thread


def test_the_list_is_grouped_by_time_with_the_pinned_first(world: World) -> None:
    actor = world.sales_member.actor()
    pinned = thread_of(world, "大事", days=40)
    for title, days in (("今日の", 0), ("昨日の", 1), ("先日の", 4), ("昔の", 400)):
        thread_of(world, title, days=days)
    actions.pin(actor=actor, thread_id=pinned.pk, now=NOW, pinned=True)
    found = lists.thread_list(actor, now=NOW)
    assert [(g.title, [r.title for r in g.rows]) for g in found.groups] == [
        ("ピン留め", ["大事"]),
        ("今日", ["今日の"]),
        ("昨日", ["昨日の"]),
        ("過去7日間", ["先日の"]),
        ("2025年10月", ["昔の"]),
    ]


def test_a_long_list_comes_in_pages_without_repeats(world: World) -> None:
    actor = world.sales_member.actor()
    made = [thread_of(world, f"{n}", days=n / 100).pk for n in range(95)]
    seen: list[str] = []
    after = ""
    for _page in range(3):
        found = lists.thread_list(actor, now=NOW, after=after)
        seen += [row.id for group in found.groups for row in group.rows]
        after = found.more
    assert seen == made
    assert after == ""


def test_search_finds_parts_of_japanese_words_in_any_width(world: World) -> None:
    actor = world.sales_member.actor()
    thread_of(world, "ＡＢＣ社への見積書", messages=2)
    thread_of(world, "ｱﾌﾟﾘの相談", messages=2)
    assert len(lists.search(actor, query="見積").hits) == 3
    assert len(lists.search(actor, query="abc 見積").hits) == 3
    assert len(lists.search(actor, query="アプリ").hits) == 3
    assert lists.search(actor, query="存在しない").hits == ()
    assert lists.search(actor, query="100%_").hits == ()


def test_search_shows_only_ones_own(world: World) -> None:
    thread_of(world, "見積書", messages=2)
    assert lists.search(world.admin.actor(), query="見積").hits == ()


def test_a_hit_leads_to_its_message(browser: Client, world: World) -> None:
    thread = thread_of(world, "見積書", messages=100)
    html = browser.get("/chat/search/", {"q": "3番目"}).content.decode()
    assert f"/chat/t/{thread.pk}/?show=" in html
    assert "<mark>3番目</mark>" in html
    target = html.split("?show=")[1].split("#")[0]
    assert f'id="m-{target}"' in browser.get(f"/chat/t/{thread.pk}/?show={target}").content.decode()


def test_the_list_page_needs_the_same_queries_however_long_it_is(
    browser: Client, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(60):
        thread_of(world, f"{number}", days=number / 10)
    browser.get("/chat/")
    with django_assert_max_num_queries(13):
        assert browser.get("/chat/").status_code == 200


def test_a_conversation_of_500_messages_is_shown_from_its_end(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    actor = world.sales_member.actor()
    thread = thread_of(world, "長い話", messages=500)
    with django_assert_num_queries(4):
        shown = conversations.conversation(actor, thread.pk)
    assert (len(shown.messages), shown.earlier) == (40, 460)
    assert shown.messages[-1].is_last
    views, rest = conversations.earlier(actor, thread.pk, before=shown.messages[0].id)
    assert (len(views), rest) == (40, 420)
    assert conversations.conversation(actor, thread.pk, everything=True).earlier == 0


def test_a_title_can_be_changed_and_not_emptied(browser: Client, world: World) -> None:
    thread = thread_of(world, "古い")
    browser.post(f"/chat/t/{thread.pk}/rename/", {"title": " 新しい  題 "})
    thread.refresh_from_db()
    assert thread.title == "新しい 題"
    assert browser.post(f"/chat/t/{thread.pk}/rename/", {"title": " "}).status_code == 400


def test_deleting_offers_to_undo(browser: Client, world: World) -> None:
    thread = thread_of(world, "要らない")
    page = browser.post(f"/chat/t/{thread.pk}/delete/", follow=True).content.decode()
    assert "元に戻す" in page
    assert f"/chat/t/{thread.pk}/bring-back/" in page


def test_an_export_has_the_shown_branch_in_both_forms(browser: Client, world: World) -> None:
    thread = thread_of(world, '案/件:"見積"', messages=2)
    markdown = browser.get(f"/chat/t/{thread.pk}/export/")
    assert markdown.headers["Content-Type"].startswith("text/markdown")
    assert "filename*=UTF-8''" in markdown.headers["Content-Disposition"]
    assert "/" not in markdown.headers["Content-Disposition"].split("''")[1]
    assert "の0番目。" in markdown.content.decode()
    data = json.loads(browser.get(f"/chat/t/{thread.pk}/export/?form=json").content)
    assert [m["role"] for m in data["messages"]] == ["user", "assistant"]


def test_an_empty_page_teaches(browser: Client) -> None:
    html = browser.get("/chat/").content.decode()
    assert "仮の言葉に置き換え、回答では元の言葉に戻します" in html
    assert "訪問後のお礼メールを書く" in html
    example = html.split("?example=")[1].split('"')[0]
    assert "初回訪問のお礼" in browser.get(f"/chat/new/?example={example}").content.decode()
