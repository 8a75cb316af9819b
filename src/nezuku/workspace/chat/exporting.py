"""A conversation as a file to take away: the shown branch, with the original words.

Owns the two forms. Taking out is recorded, because a file leaves the product's own rules.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from nezuku.foundation.kit.actor import Actor
from nezuku.workspace.chat import actions
from nezuku.workspace.chat.queries import conversations

_BAD_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file that a browser saves."""

    name: str
    content_type: str
    body: str


def export(*, actor: Actor, thread_id: str, form: str, now: datetime) -> ExportFile:
    """This will give a conversation as Markdown or JSON. Raises NoSuchThread."""
    shown = conversations.conversation(actor, thread_id, everything=True)
    actions.note_export(actor=actor, thread_id=thread_id, now=now, form=form)
    stem = _BAD_IN_NAMES.sub("_", shown.title).strip(" .")[:60] or "chat"
    day = timezone.localtime(now).strftime("%Y%m%d")
    if form == "json":
        return ExportFile(f"{stem}_{day}.json", "application/json; charset=utf-8", _json(shown))
    return ExportFile(f"{stem}_{day}.md", "text/markdown; charset=utf-8", _markdown(shown, now))


def _markdown(shown: conversations.Conversation, now: datetime) -> str:
    written = timezone.localtime(now).strftime("%Y-%m-%d %H:%M")
    lines = [f"# {shown.title}", "", _("書き出し：%(at)s") % {"at": written}, ""]
    for message in shown.messages:
        at = timezone.localtime(message.created_at).strftime("%Y-%m-%d %H:%M")
        who = _("自分") if message.is_question else message.model or "AI"
        lines += [f"## {who}（{at}）", ""]
        lines += [_("添付：%(name)s") % {"name": file.name} for file in message.files]
        lines += [""] if message.files else []
        if message.text:
            lines += [message.text, ""]
        if message.advice:
            lines += [f"> {message.advice}", ""]
    return "\n".join(lines)


def _json(shown: conversations.Conversation) -> str:
    rows = [
        {
            "id": message.id,
            "role": "user" if message.is_question else "assistant",
            "text": message.text,
            "state": message.state,
            "model": message.model,
            "created_at": message.created_at.isoformat(),
            "attachments": [
                {"name": file.name, "size": file.size, "characters": file.characters}
                for file in message.files
            ],
        }
        for message in shown.messages
    ]
    data = {"format": 1, "id": shown.id, "title": shown.title, "messages": rows}
    return json.dumps(data, ensure_ascii=False, indent=2)
