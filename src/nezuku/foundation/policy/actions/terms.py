"""Adding, changing and removing single terms of the company's dictionary."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.kit.actor import Actor
from nezuku.foundation.kit.errors import UserError
from nezuku.foundation.ledger import audit
from nezuku.foundation.policy.access import get_term
from nezuku.foundation.policy.actions.dictionary import move_dictionary, require_room
from nezuku.foundation.policy.models import Term
from nezuku.foundation.policy.spelling import Refusal, Spelling, spell


class TermRefused(UserError):
    """A spelling that would hit everything or nothing; `reason` is a code of `spelling`."""

    code = "term_refused"
    sentence = _("「%(text)s」は登録できません。")
    sentences: ClassVar[dict[str, str | Promise]] = {
        "empty": _("用語を入力してください。記号だけの用語は登録できません。"),
        "one_character": _(
            "「%(text)s」は1文字のため登録できません。どの文章にも含まれ、"
            "関係のない言葉まで置き換わります。"
        ),
        "short_number": _(
            "「%(text)s」は短い数字のため登録できません。日付や数量まで置き換わります。"
        ),
        "everyday": _(
            "「%(text)s」は日常の言葉のため登録できません。ほとんどの文章が置き換わり、"
            "内容が伝わらなくなります。"
        ),
        "too_long": _("用語は200文字以内で入力してください。"),
        "too_many_aliases": _("「%(text)s」の別の書き方は20個までにしてください。"),
    }

    def __init__(self, *, reason: str, text: str) -> None:
        super().__init__(reason=reason, text=text)

    @property
    def text(self) -> str:
        """The sentence for the reason."""
        return str(self.sentences.get(str(self.fields["reason"]), self.sentence)) % self.fields


class TermKnown(UserError):
    """The dictionary holds this term in some spelling already."""

    code = "term_known"
    sentence = _("「%(text)s」は、同じ種類の用語「%(known)s」としてすでに登録されています。")


class TermKindUnknown(UserError):
    """Not a kind of term, or not a level that a term can have."""

    code = "term_kind_unknown"
    sentence = _("用語の種類と情報区分を選び直してください。")


def add_term(
    *,
    actor: Actor,
    now: datetime,
    text: str,
    kind: str = Term.Kind.CLIENT,
    level: int = 2,
    aliases: Sequence[str] = (),
) -> int:
    """This will add a term, in force within seconds, and return its id.

    Raises Forbidden, TermRefused, TermKnown, TermKindUnknown, DictionaryFull.
    """
    actor.require("policy.dictionary")
    spelling = checked_spelling(text, aliases)
    check_kind(kind, level)
    with transaction.atomic():
        _refuse_known(spelling, kind)
        require_room(1 + len(spelling.aliases))
        term = Term(kind=kind, level=level, added_at=now)
        _fill(term, spelling)
        term.save()
        move_dictionary(now)
        audit.record(
            actor=actor,
            now=now,
            kind="policy.term_added",
            data={"term": term.pk, "kind": kind, "level": level},
        )
    return term.pk


def change_term(
    *,
    actor: Actor,
    now: datetime,
    term_id: int,
    text: str,
    kind: str,
    level: int,
    aliases: Sequence[str] = (),
) -> None:
    """This will change a term.

    Raises Forbidden, NotFound, TermRefused, TermKnown, TermKindUnknown, DictionaryFull.
    """
    spelling = checked_spelling(text, aliases)
    check_kind(kind, level)
    with transaction.atomic():
        term = get_term(actor, term_id)
        _refuse_known(spelling, kind, besides=term.pk)
        require_room(1 + len(spelling.aliases) - term.spellings)
        before = {"kind": term.kind, "level": term.level}
        _fill(term, spelling)
        term.kind, term.level = kind, level
        term.save()
        move_dictionary(now)
        audit.record(
            actor=actor,
            now=now,
            kind="policy.term_changed",
            data={
                "term": term.pk,
                "before": before,
                "after": {"kind": kind, "level": level},
            },
        )


def remove_terms(*, actor: Actor, now: datetime, term_ids: Collection[int]) -> int:
    """This will remove the terms that exist of these ids and say how many. Raises Forbidden."""
    actor.require("policy.dictionary")
    with transaction.atomic():
        count, _by_model = Term.objects.filter(pk__in=set(term_ids)).delete()
        if count:
            move_dictionary(now)
            audit.record(
                actor=actor,
                now=now,
                kind="policy.terms_removed",
                data={"terms": sorted(set(term_ids))[:200], "count": count},
            )
    return count


def record_export(*, actor: Actor, now: datetime) -> None:
    """This will note that somebody takes the whole dictionary away. Raises Forbidden."""
    actor.require("policy.dictionary")
    with transaction.atomic():
        audit.record(
            actor=actor,
            now=now,
            kind="policy.terms_exported",
            data={"count": Term.objects.count()},
        )


def checked_spelling(text: str, aliases: Sequence[str]) -> Spelling:
    """The spelling of a term as typed. Raises TermRefused."""
    spelling = spell(text, aliases)
    if isinstance(spelling, Refusal):
        raise TermRefused(reason=spelling.code, text=spelling.text)
    return spelling


def check_kind(kind: str, level: int) -> None:
    """This will raise TermKindUnknown for what is not a kind or not a level of terms."""
    if kind not in Term.Kind.values or level not in (2, 3):
        raise TermKindUnknown


def _refuse_known(spelling: Spelling, kind: str, *, besides: int | None = None) -> None:
    known = Term.objects.filter(folded=spelling.folded, kind=kind).first()
    if known is not None and known.pk != besides:
        raise TermKnown(text=spelling.text, known=known.text)


def _fill(term: Term, spelling: Spelling) -> None:
    term.text, term.folded, term.searched = spelling.text, spelling.folded, spelling.searched
    term.aliases, term.spellings = list(spelling.aliases), 1 + len(spelling.aliases)
