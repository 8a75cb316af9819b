"""The components as template tags: `{% load ui %}`. The gallery shows every one in every state.

Owns how a component is called; its markup is in `templates/parts/`, its look in the style sheets.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from nezuku.web import vocabulary
from nezuku.web.icons import ICONS

register = template.Library()

Text = str | Promise

#: What the shell loads on every page, in this order.
STYLESHEETS = ("tokens", "type", "layout", "controls", "panels", "data", "print")
SCRIPTS = ("dialog", "menu", "copy", "toast", "theme", "drop", "forms", "live", "offline")

NOTICE_ICONS = {
    "good": "check",
    "warn": "danger",
    "bad": "danger",
    "info": "info",
    "ask": "question",
    "neutral": "info",
    "accent": "leaf",
}
MESSAGE_KINDS = {"success": "good", "warning": "warn", "error": "bad", "info": "info"}


class TreeNode(Protocol):
    """One node of `{% tree %}`; `children` are nodes again, `url` may be empty."""

    @property
    def label(self) -> str: ...
    @property
    def count(self) -> int | None: ...
    @property
    def url(self) -> str: ...
    @property
    def current(self) -> bool: ...
    @property
    def children(self) -> Sequence[TreeNode]: ...


def _block(name: str, content: str, **values: object) -> SafeString:
    return render_to_string(f"parts/{name}.html", {"content": content, **values})


# --- the frame -----------------------------------------------------------------------------


@register.inclusion_tag("parts/stylesheets.html")
def stylesheets() -> dict[str, object]:
    """The links to every style sheet of the shell."""
    return {"paths": [f"web/css/{name}.css" for name in STYLESHEETS]}


@register.inclusion_tag("parts/scripts.html")
def shell_scripts() -> dict[str, object]:
    """The script elements of the shell, as modules."""
    return {"paths": [f"web/js/{name}.js" for name in SCRIPTS]}


@register.inclusion_tag("parts/sprout.html")
def sprout() -> dict[str, object]:
    """The product's sign: a sprout and its roots, in the accent colour."""
    return {}


@register.inclusion_tag("parts/icon.html")
def icon(name: str, label: Text = "") -> dict[str, object]:
    """One icon of `icons.ICONS`, hidden from screen readers unless it has a label."""
    return {"path": ICONS[name], "label": label}


@register.inclusion_tag("parts/toast.html")
def toast(text: Text, kind: str = "info") -> dict[str, object]:
    """A message of the page; `kind` is a level of Django's messages or good, warn, bad, info."""
    kind = MESSAGE_KINDS.get(kind, kind if kind in NOTICE_ICONS else "neutral")
    return {"text": text, "kind": kind, "icon_name": NOTICE_ICONS[kind]}


# --- forms -----------------------------------------------------------------------------------


@register.inclusion_tag("parts/field.html")
def field(
    bound: BoundField, label: Text = "", hint: Text = "", search: bool = False
) -> dict[str, object]:
    """A form field with its label, whether it is required, its hint and its errors.

    Django writes aria-describedby and aria-invalid itself; the ids here answer to them.
    """
    widget = bound.field.widget
    return {
        "bound": bound,
        "label": label or bound.label,
        "hint": hint or bound.help_text,
        "own_hint": bool(hint) and not bound.help_text,
        "kind": _kind_of(bound),
        "required": bound.field.required,
        "is_search": search,
        "multiple_files": bool(widget.attrs.get("multiple")),
    }


def _kind_of(bound: BoundField) -> str:
    if bound.is_hidden:
        return "hidden"
    if bound.use_fieldset:
        return "choices"
    kind = getattr(bound.field.widget, "input_type", "")
    return kind if kind in {"checkbox", "file"} else "text"


@register.inclusion_tag("parts/form_errors.html")
def form_errors(form: BaseForm) -> dict[str, object]:
    """The summary above a form that could not be accepted, with a link to each field."""
    fields = [bound for bound in form if bound.errors and not bound.is_hidden]
    hidden = [error for bound in form.hidden_fields() for error in bound.errors]
    return {"fields": fields, "others": [*form.non_field_errors(), *hidden]}


@register.simple_block_tag
def filters(content: str, label: Text = "", clear: str = "") -> SafeString:
    """A bar of filters as a GET form; `clear` is the address without filters."""
    return _block("filters", content, label=label, clear=clear)


@register.simple_block_tag(takes_context=True)
def confirm(
    context: template.Context,
    content: str,
    action: str = "",
    button: Text = "",
    cancel: str = "",
    danger: bool = True,
) -> SafeString:
    """A form that asks once more before something that cannot be undone.

    `action` is where it posts, `button` says what will happen (never "OK"), `cancel` leads back.
    """
    values = {"action": action, "button": button, "cancel": cancel, "danger": danger}
    request = context.get("request")
    return render_to_string("parts/confirm.html", {"content": content, **values}, request)


# --- words in colour -----------------------------------------------------------------------


@register.inclusion_tag("parts/badge.html")
def badge(text: Text, kind: str = "neutral", icon: str = "") -> dict[str, object]:
    """A short label; kind is neutral, accent, good, warn, bad, info or ask."""
    return {"text": text, "kind": kind, "icon_name": icon}


@register.inclusion_tag("parts/badge.html")
def level(number: int, short: bool = False) -> dict[str, object]:
    """The information level 1, 2 or 3 in words and colour; `short` for dense tables."""
    labels = vocabulary.SHORT_LEVELS if short else vocabulary.LEVELS
    return labels[int(number)].as_context()


@register.inclusion_tag("parts/badge.html")
def decision(name: str) -> dict[str, object]:
    """What the guard decided: allow, mask, ask or block."""
    return vocabulary.DECISIONS.get(str(name), vocabulary.unknown(str(name))).as_context()


@register.inclusion_tag("parts/badge.html")
def up_to_level(number: int) -> dict[str, object]:
    """The highest information level that a model may be given."""
    return vocabulary.LEVELS_UP_TO[int(number)].as_context()


@register.inclusion_tag("parts/badge.html")
def decided(name: str) -> dict[str, object]:
    """What was decided of a text in the past: as `decision`, but the question is answered."""
    return vocabulary.DECIDED.get(str(name), vocabulary.unknown(str(name))).as_context()


@register.inclusion_tag("parts/badge.html")
def outcome(name: str) -> dict[str, object]:
    """How an exchange ended: completed, stopped, interrupted, failed, blocked, running."""
    return vocabulary.OUTCOMES.get(str(name), vocabulary.unknown(str(name))).as_context()


@register.inclusion_tag("parts/badge.html")
def evidence(name: str) -> dict[str, object]:
    """Where a figure comes from: measured, reported or estimated."""
    return vocabulary.EVIDENCE.get(str(name), vocabulary.unknown(str(name))).as_context()


@register.simple_block_tag
def notice(content: str, kind: str = "info", title: Text = "") -> SafeString:
    """A box with something to know; kind is info, good, warn, bad, ask or neutral."""
    return _block("notice", content, kind=kind, title=title, icon_name=NOTICE_ICONS[kind])


@register.simple_block_tag
def empty(content: str, title: Text = "", icon: str = "leaf") -> SafeString:
    """What stands where nothing is yet: it teaches, and offers one action.

    The words come before `<a class="button">`, which is the action.
    """
    return _block("empty", content, title=title, icon_name=icon)


# --- holding content ---------------------------------------------------------------------------


@register.simple_block_tag
def panel(
    content: str, title: Text = "", link: str = "", link_text: Text = "", flush: bool = False
) -> SafeString:
    """A card with an optional title and one link; `flush` lets a table or rows touch the edges."""
    return _block("panel", content, title=title, link=link, link_text=link_text, flush=flush)


@register.simple_block_tag
def dialog(content: str, id: str, title: Text = "", wide: bool = False) -> SafeString:  # noqa: A002
    """A native dialog. `<a href="page" data-opens="id">` opens it, or the page without scripts."""
    return _block("dialog", content, id=id, title=title, wide=wide)


@register.simple_block_tag
def crumbs(content: str) -> SafeString:
    """The way to this page: `<li><a href="...">...</a></li>` for each page above it."""
    return _block("crumbs", content)


@register.simple_block_tag
def code(content: str, label: Text = "", id: str = "code") -> SafeString:  # noqa: A002
    """A block of code with a button that copies it; the content is escaped where it comes from."""
    return _block("code", content.strip("\n"), label=label, id=id)


# --- showing facts ---------------------------------------------------------------------------


@register.inclusion_tag("parts/pager.html", takes_context=True)
def pager(context: template.Context, page: Page[object]) -> dict[str, object]:
    """The way through a list: how many there are, where one is, before and after."""
    return {"page": page, "request": context.get("request")}


@register.inclusion_tag("parts/sort_link.html", takes_context=True)
def sort_link(context: template.Context, key: str, text: Text) -> dict[str, object]:
    """A column head that sorts: `?sort=key`, again for `?sort=-key`."""
    request = context.get("request")
    now = request.GET.get("sort", "") if request is not None else ""
    return {
        "request": request,
        "text": text,
        "next": f"-{key}" if now == key else key,
        "direction": {key: "up", f"-{key}": "down"}.get(now, ""),
    }


@register.inclusion_tag("parts/figure.html")
def figure(
    value: object,
    label: Text,
    unit: Text = "",
    definition: Text = "",
    period: Text = "",
    n: int | None = None,
    source: str = "measured",
) -> dict[str, object]:
    """A number with its definition, period, sample size and source; never one without them.

    `value` None stands for "too little to say".
    """
    return {
        "value": value,
        "label": label,
        "unit": unit,
        "definition": definition,
        "period": period,
        "n": n,
        "source": source,
    }


@register.inclusion_tag("parts/stepper.html")
def stepper(steps: Iterable[Text], current: int) -> dict[str, object]:
    """The steps of a set-up; `current` counts from 1."""
    return {"steps": list(steps), "current": current, "number": len(list(steps))}


@register.inclusion_tag("parts/progress.html")
def progress(value: int, maximum: int, label: Text) -> dict[str, object]:
    """A bar with its label and its figures in words."""
    return {"value": value, "maximum": maximum, "label": label}


@register.inclusion_tag("parts/tree.html")
def tree(nodes: Iterable[TreeNode], label: Text = "") -> dict[str, object]:
    """Departments or the like with their counts; opens and closes without scripts."""
    return {"nodes": nodes, "label": label}


@register.inclusion_tag("parts/copy_button.html")
def copy_button(target: str, text: Text = "", small: bool = True) -> dict[str, object]:
    """A button that copies the text or value of the element with the id `target`."""
    return {"target": target, "text": text, "small": small}


@register.inclusion_tag("parts/copy_line.html")
def copy_line(value: str, id: str, label: Text) -> dict[str, object]:  # noqa: A002
    """One line to take away (a link, a key) with its button."""
    return {"value": value, "id": id, "label": label}


@register.filter
def get(mapping: Mapping[object, object], key: object) -> object:
    """The value under a key that is a variable; empty if there is none."""
    return mapping.get(key, "")
