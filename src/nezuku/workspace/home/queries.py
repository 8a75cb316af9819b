"""What home shows to one person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.pages import STAGE_TITLES, Stage, sections_for
from nezuku.foundation.kit.permissions import Role
from nezuku.foundation.kit.steps import NextStep, next_steps

STAGE_QUESTIONS: dict[Stage, str | Promise] = {
    Stage.PLAN: _("誰が率い、どの部門から、いつまでに広げるか。"),
    Stage.SAFETY: _("何を入力してよいか、誰もがすぐに判断できるか。"),
    Stage.TRAINING: _("自分の仕事で使えるところまで練習できるか。"),
    Stage.STANDARDS: _("誰が使っても、同じ質の成果が出るか。"),
    Stage.ADOPTION: _("使われ続けているか。止まりかけていないか。"),
}


@dataclass(frozen=True, slots=True)
class StageLink:
    """A page of a stage."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class StageCard:
    """One of the five stages: the question it answers, and its pages that this person may open."""

    title: str
    question: str
    links: tuple[StageLink, ...]


@dataclass(frozen=True, slots=True)
class Home:
    """The context of the home page. `chat_url` is empty for who may not chat.

    `stages` is empty for members without another role: their home is their own work.
    """

    greeting: str
    steps: tuple[NextStep, ...]
    stages: tuple[StageCard, ...]
    chat_url: str


def home_for(actor: Actor, *, now: datetime) -> Home:
    """The home of one person at `now`."""
    return Home(
        greeting=_greeting(actor.name, timezone.localtime(now).hour),
        steps=next_steps(actor),
        stages=_stages(actor) if actor.roles - {Role.MEMBER} else (),
        chat_url=_url("chat:new") or _url("chat:index") if actor.may("chat.use") else "",
    )


def _greeting(name: str, hour: int) -> str:
    if 4 <= hour < 11:
        sentence = _("%(name)sさん、おはようございます")
    elif 11 <= hour < 18:
        sentence = _("%(name)sさん、こんにちは")
    else:
        sentence = _("%(name)sさん、お疲れさまです")
    return str(sentence) % {"name": name}


def _stages(actor: Actor) -> tuple[StageCard, ...]:
    pages = {section.stage: section.pages for section in sections_for(actor)}
    cards = []
    for stage, question in STAGE_QUESTIONS.items():
        links = tuple(
            StageLink(str(page.title), url)
            for page in pages.get(stage, ())
            if (url := _url(page.url_name))
        )
        cards.append(StageCard(str(STAGE_TITLES[stage]), str(question), links))
    return tuple(cards)


def _url(name: str) -> str:
    """The address of a view, empty while its app has none."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
