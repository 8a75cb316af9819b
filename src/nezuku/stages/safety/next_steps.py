"""What a lead or an administrator should do next about safety."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.steps import NextStep
from nezuku.foundation.policy import queries


def safety_steps(actor: Actor) -> Iterator[NextStep]:
    """Classes missing or never adjusted, an empty dictionary. Four queries at most."""
    if actor.may("policy.classes"):
        yield from _about_classes()
    if actor.may("policy.dictionary") and not queries.dictionary_facts().terms:
        yield NextStep(
            key="safety.dictionary_empty",
            title=_("顧客名の一覧を取り込みましょう"),
            why=_(
                "取引先や案件の名前は会社ごとに違うため、登録したものだけが確実に伏せられます。"
                "今ある一覧のファイルをそのまま使えます。"
            ),
            url=reverse("safety:import_terms"),
            rank=40,
        )


def _about_classes() -> Iterator[NextStep]:
    if not queries.classes_exist():
        yield NextStep(
            key="safety.classes_missing",
            title=_("入力してよい情報を決めましょう"),
            why=_("社員が迷わず使えるように、3つのレベルと例のたたき台を用意しています。"),
            url=reverse("safety:classes"),
            rank=20,
        )
    elif not queries.classes_were_adjusted():
        yield NextStep(
            key="safety.classes_unadjusted",
            title=_("情報区分の例を自社の言葉に直しましょう"),
            why=_("例はまだたたき台のままです。自社の書類の名前に直すと、判断に迷う人が減ります。"),
            url=reverse("safety:classes"),
            rank=50,
        )
