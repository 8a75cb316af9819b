"""The state of the first set-up: who holds its link, and how far it has come."""

from __future__ import annotations

from django.db import models


class SetupState(models.Model):
    """One row: the link that was printed last, the browser that used it, the step reached.

    Only hashes (SHA-256, hex) are kept: reading the database gives nobody a way in.
    """

    token_hash = models.CharField(max_length=64, blank=True)
    holder_hash = models.CharField(max_length=64, blank=True)
    issued_at = models.DateTimeField(null=True)
    step = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_setup_state")]
