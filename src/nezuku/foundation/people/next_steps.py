"""What an administrator or ambassador should do next about people."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from nezuku.foundation.kit import clock
from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.steps import NextStep
from nezuku.foundation.people import access, directory
from nezuku.foundation.people.models import Invitation, Member


def people_steps(actor: Actor) -> Iterator[NextStep]:
    """Departments without anybody, invitations that ran out. Four queries at most."""
    if not actor.may("people.manage"):
        return
    covered = actor.covered_departments("people.manage")
    reached = set(
        Member.objects.filter(is_active=True)
        .exclude(department=None)
        .values_list("department_id", flat=True)
        .distinct()
    ) | set(
        Invitation.objects.filter(revoked_at=None, uses_left__gt=0)
        .exclude(department=None)
        .values_list("department_id", flat=True)
        .distinct()
    )
    cards = [
        card
        for card in directory.departments()
        if card.head_count and (covered is None or card.id in covered)
    ]
    waiting = [card.name for card in cards if card.id not in reached]
    if waiting:
        yield NextStep(
            key="people.departments_waiting",
            title=_("まだ誰も招待していない部門があります"),
            why=_("%(names)s ほか、あわせて%(count)d部門の社員がまだ使い始められません。")
            % {"names": "、".join(waiting[:3]), "count": len(waiting)}
            if len(waiting) > 3
            else _("%(names)s の社員がまだ使い始められません。") % {"names": "、".join(waiting)},
            url=reverse("people:invitations"),
            rank=40,
        )
    late = access.visible_invitations(actor).filter(
        revoked_at=None, uses_left__gt=0, accepted_at=None, expires_at__lte=clock.now()
    )
    if count := late.count():
        yield NextStep(
            key="people.invitations_late",
            title=_("期限が切れた招待が%(count)d件あります") % {"count": count},
            why=_(
                "招待された人はまだ登録を終えていません。期限を延ばして、もう一度知らせましょう。"
            ),
            url=f"{reverse('people:invitations')}?state=expired",
            rank=50,
        )
