"""The counter that tells every process of the door that somebody's access has changed."""

from __future__ import annotations

from django.db.models import F

from nezuku.foundation.people.models import AccessEpoch


def move_access_epoch() -> None:
    """This will raise the counter, inside the caller's transaction.

    Actions that change access call it before they look at anything: the row it writes is one
    for the company, so such actions queue behind each other ("is this the last administrator?"
    stays true until the commit).
    """
    if not AccessEpoch.objects.filter(pk=1).update(value=F("value") + 1):
        AccessEpoch.objects.get_or_create(pk=1)
        AccessEpoch.objects.filter(pk=1).update(value=F("value") + 1)
