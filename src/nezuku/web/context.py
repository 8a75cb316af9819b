"""What every page knows about its frame: company, person, navigation, language, theme.

Owns the shell's context; pages bring their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.pages import Section, Stage, sections_for
from nezuku.foundation.people.directory import company_card

THEME_COOKIE = "nezuku_theme"
THEMES: dict[str, str | Promise] = {
    "system": _("自動"),
    "light": _("ライト"),
    "dark": _("ダーク"),
}
LANGUAGE_NAMES = {"ja": "日本語", "en": "English"}
PRODUCT = "Nezuku"


@dataclass(frozen=True, slots=True)
class NavLink:
    """One page of the navigation."""

    title: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class NavSection:
    """The pages of one stage; the title is empty for what stands above the stages."""

    title: str
    links: tuple[NavLink, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One language or theme of the switches."""

    code: str
    name: str
    current: bool


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame of one page for one person; `person` is empty when nobody is signed in."""

    company: str
    person: str
    initial: str
    sections: tuple[NavSection, ...]
    language: str
    languages: tuple[Choice, ...]
    theme: str
    themes: tuple[Choice, ...]
    sign_out_url: str


def shell(request: HttpRequest) -> dict[str, object]:
    """This will give templates `shell`. One query: the name of the company."""
    return {"shell": shell_of(request)}


def shell_of(request: HttpRequest) -> Shell:
    """The frame for whoever asks."""
    actor: Actor | None = getattr(request, "actor", None)
    company = company_card()
    language = get_language() or settings.LANGUAGE_CODE
    theme = theme_of(request)
    return Shell(
        company=company.name if company and company.name else PRODUCT,
        person=actor.name if actor else "",
        initial=actor.name.strip()[:1] if actor else "",
        sections=_navigation(actor, request.path) if actor else (),
        language=language,
        languages=tuple(
            Choice(code, LANGUAGE_NAMES.get(code, str(name)), code == language)
            for code, name in settings.LANGUAGES
        ),
        theme=theme,
        themes=tuple(Choice(code, str(name), code == theme) for code, name in THEMES.items()),
        sign_out_url=_url("people:sign_out"),
    )


def theme_of(request: HttpRequest) -> str:
    """The theme of the cookie, `system` if there is none or a strange one."""
    wish = request.COOKIES.get(THEME_COOKIE, "system")
    return wish if wish in THEMES else "system"


def _navigation(actor: Actor, path: str) -> tuple[NavSection, ...]:
    """The navigation; the current page is the one whose address is the longest start of `path`."""
    sections = sections_for(actor)
    urls = [url for section in sections for page in section.pages if (url := _url(page.url_name))]
    current = current_url(urls, path)
    found = (_section(section, current) for section in sections)
    return tuple(section for section in found if section.links)


def _section(section: Section, current: str) -> NavSection:
    links = []
    for page in section.pages:
        url = _url(page.url_name)
        if url:
            links.append(NavLink(str(page.title), url, url == current))
    title = "" if section.stage is Stage.WORK else section.title
    return NavSection(title, tuple(links))


def current_url(urls: Sequence[str], path: str) -> str:
    """The longest of `urls` that `path` begins with; the root counts only for itself."""
    fitting = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return max(fitting, key=len, default="")


def _url(name: str) -> str:
    """The address of a view, empty while its app has none: an unknown page is left out."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
