"""What an administrator should do next about the set-up and the model connections."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.steps import NextStep
from nezuku.foundation.policy import queries
from nezuku.workspace.setup import links, wording


def setup_steps(actor: Actor) -> Iterator[NextStep]:
    """The unfinished set-up, the missing model, the connection in trouble. Four queries at most."""
    if actor.may("company.settings") and links.is_open():
        yield NextStep(
            key="setup.unfinished",
            title=_("はじめての設定が途中です"),
            why=_("入力した内容は残っています。続きから再開できます。"),
            url=reverse("setup:index"),
            rank=1,
        )
    if not actor.may("policy.models"):
        return
    rows = [row for row in queries.connections(actor) if row.is_active]
    if not any(model.is_active for row in rows for model in row.models):
        yield NextStep(
            key="setup.no_model",
            title=_("AIモデルがまだ接続されていません"),
            why=_("いまは送信内容の確認だけができます。接続すると、社員が回答を得られます。"),
            url=reverse("setup:connections"),
            rank=2,
        )
    for row in rows:
        if row.check_problem:
            trouble = wording.explain_code(row.check_problem)
            yield NextStep(
                key=f"setup.trouble.{row.connection_id}",
                title=_("「%(label)s」への接続の確認に失敗しています") % {"label": row.label},
                why=trouble.title,
                url=reverse("setup:connection", args=[row.connection_id]),
                rank=3,
            )
