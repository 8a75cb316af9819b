"""The list of one's conversations, and the search through them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from nezuku.foundation.kit.actor import Actor
from nezuku.workspace.chat import access, folding
from nezuku.workspace.chat.models import Message, Thread

PAGE = 40
HITS = 20
MOST_TERMS = 6


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """A conversation in the list."""

    id: str
    title: str
    updated_at: datetime
    is_pinned: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Conversations of one stretch of time."""

    title: str
    rows: tuple[ThreadRow, ...]


@dataclass(frozen=True, slots=True)
class ThreadList:
    """A page of the list; `more` is the place at which it goes on, empty at the end."""

    groups: tuple[Group, ...]
    more: str
    current: str

    @property
    def last_group(self) -> str:
        """The heading under which the page ends."""
        return self.groups[-1].title if self.groups else ""

    @property
    def is_empty(self) -> bool:
        """Whether there is no conversation yet."""
        return not self.groups


def thread_list(
    actor: Actor, *, now: datetime, after: str = "", current: str = "", last_group: str = ""
) -> ThreadList:
    """The pinned conversations and a page of the others, the newest first. Two queries.

    `after` is the `more` of the page before: then the pinned ones are left out, and the page does
    not repeat the heading `last_group`.
    """
    mine = access.threads_of(actor).only("id", "title", "updated_at", "pinned_at")
    groups: list[Group] = []
    place = _place(after)
    if place is None:
        pinned = tuple(_row(r) for r in mine.filter(pinned_at__isnull=False).order_by("-pinned_at"))
        if pinned:
            groups.append(Group(_("ピン留め"), pinned))
    rows = mine.filter(pinned_at=None).order_by("-updated_at", "-id")
    if place is not None:
        at, key = place
        rows = rows.filter(Q(updated_at__lt=at) | Q(updated_at=at, id__lt=key))
    found = list(rows[: PAGE + 1])
    more = (
        f"{found[PAGE - 1].updated_at.isoformat()}_{found[PAGE - 1].pk}"
        if len(found) > PAGE
        else ""
    )
    for row in found[:PAGE]:
        title = _stretch(row.updated_at, now)
        if groups and groups[-1].title == title:
            groups[-1] = Group(title, (*groups[-1].rows, _row(row)))
        else:
            groups.append(Group(title, (_row(row),)))
    if groups and groups[0].title == last_group:
        groups[0] = Group("", groups[0].rows)
    return ThreadList(tuple(groups), more, current)


def _row(row: Thread) -> ThreadRow:
    return ThreadRow(row.pk, row.title, row.updated_at, row.pinned_at is not None)


def _place(after: str) -> tuple[datetime, str] | None:
    at, _sep, key = after.partition("_")
    try:
        return (datetime.fromisoformat(at), key) if key else None
    except ValueError:
        return None


def _stretch(at: datetime, now: datetime) -> str:
    today = timezone.localtime(now).date()
    day = timezone.localtime(at).date()
    if day >= today:
        return _("今日")
    if day == today - timedelta(days=1):
        return _("昨日")
    if day > today - timedelta(days=7):
        return _("過去7日間")
    return date_format(day, "YEAR_MONTH_FORMAT")


@dataclass(frozen=True, slots=True)
class Hit:
    """A message (or, with `message_id` empty, a title) in which all the words stand."""

    thread_id: str
    message_id: str
    title: tuple[folding.Piece, ...]
    snippet: tuple[folding.Piece, ...]
    is_own_words: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found; `more` is the place at which it goes on."""

    query: str
    hits: tuple[Hit, ...]
    more: str
    is_first: bool


def search(actor: Actor, *, query: str, after: str = "") -> Found:
    """The conversations and messages in which every word of `query` stands, the newest first.

    Words are compared without width and case; a word may stand anywhere, inside others too.
    Titles come first, on the first page. Two queries. Raises Forbidden.
    """
    actor.require("chat.use")
    wanted = folding.terms(query)[:MOST_TERMS]
    place = _place(after)
    if not wanted:
        return Found(query, (), "", is_first=True)
    hits: list[Hit] = []
    if place is None:
        titles = access.threads_of(actor).order_by("-updated_at")
        for term in wanted:
            titles = titles.filter(title_folded__contains=term)
        hits += [_title_hit(row, wanted) for row in titles[:HITS]]
    rows = access.messages_of(actor).select_related("thread").order_by("-created_at", "-id")
    for term in wanted:
        rows = rows.filter(text_folded__contains=term)
    if place is not None:
        at, key = place
        rows = rows.filter(Q(created_at__lt=at) | Q(created_at=at, id__lt=key))
    found = list(rows.defer("text_folded", "sent_text")[: HITS + 1])
    more = (
        f"{found[HITS - 1].created_at.isoformat()}_{found[HITS - 1].pk}"
        if len(found) > HITS
        else ""
    )
    hits += [_message_hit(row, wanted) for row in found[:HITS]]
    return Found(query, tuple(hits), more, is_first=place is None)


def _title_hit(row: Thread, wanted: Sequence[str]) -> Hit:
    title = folding.snippet(row.title, tuple(wanted))
    return Hit(row.pk, "", title, (), is_own_words=False, at=row.updated_at)


def _message_hit(row: Message, wanted: Sequence[str]) -> Hit:
    return Hit(
        thread_id=row.thread_id,
        message_id=row.pk,
        title=(folding.Piece(row.thread.title, hit=False),),
        snippet=folding.snippet(row.text, tuple(wanted)),
        is_own_words=row.role == Message.Role.USER,
        at=row.created_at,
    )
