"""The count of the dictionary's changes: every write of terms moves it in its own transaction."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import F, Sum
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.kit.errors import UserError
from nezuku.foundation.policy.guarding import expect_change
from nezuku.foundation.policy.models import DictionaryVersion, Term
from nezuku.guard.dictionary import MOST_TERMS


class DictionaryFull(UserError):
    """The guard keeps at most `most` spellings, aliases counted."""

    code = "dictionary_full"
    sentence = _(
        "用語と別の書き方は、合わせて%(most)d件まで登録できます。"
        "使わなくなった用語を削除してください。"
    )


def move_dictionary(now: datetime) -> None:
    """This will tell every process that the dictionary changed; inside a transaction."""
    DictionaryVersion.objects.get_or_create(pk=1)
    DictionaryVersion.objects.filter(pk=1).update(
        value=F("value") + 1, token=secrets.token_hex(16), changed_at=now
    )
    expect_change()
    transaction.on_commit(expect_change)


def require_room(more: int, *, most: int = MOST_TERMS) -> None:
    """This will raise DictionaryFull when `more` spellings do not fit any more."""
    held = Term.objects.aggregate(held=Sum("spellings"))["held"] or 0
    if held + more > most:
        raise DictionaryFull(most=most)
