"""Who may take the next step of the set-up, and which one that is.

Owns the door of every page of the set-up: before there is an administrator the browser that used
the link, afterwards an administrator who is signed in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.people import directory
from nezuku.foundation.people.requests import MemberRequest, address_of
from nezuku.workspace.setup import links, steps
from nezuku.workspace.setup.steps import Step

SESSION_KEY = "setup_holder"


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a page stands in the set-up, for its frame."""

    step: Step
    number: int
    titles: tuple[str | Promise, ...]
    back_url: str


def hold(request: HttpRequest, secret: str) -> None:
    """This will let this browser go on with the set-up, in a session of its own."""
    request.session.cycle_key()
    request.session[SESSION_KEY] = secret


def is_held(request: HttpRequest) -> bool:
    """Whether whoever asks may go on with the set-up. Raises Forbidden for members without it."""
    actor = _signed_in(request)
    if actor is not None:
        actor.require("company.settings")
        return True
    return not links.has_people() and links.holds(request.session.get(SESSION_KEY, ""))


def admit(request: HttpRequest, step: Step) -> Actor | HttpResponse:
    """The actor for one step of the set-up, or the answer for whoever may not take it.

    404 once the set-up is finished; the earlier step when one is missing. Before there is an
    administrator the set-up itself acts.
    """
    if not links.is_open():
        raise Http404
    if not is_held(request):
        if links.has_people():
            return redirect_to_login(reverse(f"setup:{step}"))
        return redirect("setup:index")
    wanted = next_step()
    if steps.furthest(step, wanted) is not wanted:
        return redirect(f"setup:{wanted}")
    return _signed_in(request) or set_up_itself(request)


def set_up_itself(request: HttpRequest) -> Actor:
    """The set-up as an actor, while there is nobody else; named so in the audit events."""
    return Actor(
        member_id=None,
        name="setup",
        address=address_of(request),
        via="system",
        locale=get_language() or "ja",
    )


def next_step() -> Step:
    """The step that comes next, from what is there."""
    if directory.company_card() is None:
        return Step.COMPANY
    reached = steps.known(links.step_reached())
    if links.has_people():
        return steps.furthest(Step.MODEL, reached)
    departments_come_next = reached in {Step.COMPANY, Step.DEPARTMENTS}
    return Step.DEPARTMENTS if departments_come_next else Step.ADMINISTRATOR


def next_step_url() -> str:
    """The address of the step that comes next."""
    return reverse(f"setup:{next_step()}")


def go_on(step: Step) -> HttpResponse:
    """To the page after `step`, remembering that it was reached."""
    following = steps.after(step)
    links.note_step(steps.furthest(following, steps.known(links.step_reached())))
    return redirect(f"setup:{following}")


def progress(step: Step) -> Progress:
    """What the frame of a step shows."""
    earlier = steps.before(step)
    return Progress(
        step=step,
        number=steps.number(step),
        titles=tuple(steps.TITLES.values()),
        back_url=reverse(f"setup:{earlier}") if earlier else "",
    )


def _signed_in(request: HttpRequest) -> Actor | None:
    return cast("MemberRequest", request).actor
