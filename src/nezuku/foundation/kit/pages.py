"""The registry of pages: each app adds its own, the shell draws the navigation by stage."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.kit.actor import Actor


class Stage(StrEnum):
    """Where a page lives in the navigation; the five stages stand in their order."""

    WORK = "work"
    PLAN = "plan"
    SAFETY = "safety"
    TRAINING = "training"
    STANDARDS = "standards"
    ADOPTION = "adoption"
    COMPANY = "company"


STAGE_TITLES: dict[Stage, str | Promise] = {
    Stage.WORK: _("使う"),
    Stage.PLAN: _("設計"),
    Stage.SAFETY: _("安全"),
    Stage.TRAINING: _("研修"),
    Stage.STANDARDS: _("標準"),
    Stage.ADOPTION: _("定着"),
    Stage.COMPANY: _("会社の設定"),
}


@dataclass(frozen=True, slots=True)
class Page:
    """One entry of the navigation. `permission` None means everybody who is signed in."""

    key: str
    stage: Stage
    title: str | Promise
    url_name: str
    permission: str | None = None
    order: int = 100


@dataclass(frozen=True, slots=True)
class Section:
    """The pages of one stage that one person may open."""

    stage: Stage
    title: str
    pages: tuple[Page, ...]


_pages: dict[str, Page] = {}


def register(page: Page) -> None:
    """This will add a page to the navigation; called from an app's `ready()`.

    Raises ValueError when another page has taken the key.
    """
    if _pages.get(page.key, page) != page:
        raise ValueError(f"two pages want the key {page.key!r}")
    _pages[page.key] = page


def sections_for(actor: Actor) -> tuple[Section, ...]:
    """The navigation of one person, by stage, without the stages in which they have no page."""
    allowed = [p for p in _pages.values() if p.permission is None or actor.may(p.permission)]
    found = []
    for stage in Stage:
        pages = tuple(
            sorted((p for p in allowed if p.stage is stage), key=lambda p: (p.order, p.key))
        )
        if pages:
            found.append(Section(stage=stage, title=str(STAGE_TITLES[stage]), pages=pages))
    return tuple(found)
