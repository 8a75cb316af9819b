"""The guard's policy as it lies in the database, read back leniently where that is safe."""

from __future__ import annotations

import orjson

from nezuku.foundation.policy.models import GuardPolicy
from nezuku.guard import KINDS, Policy


def policy_from_text(text: str) -> Policy:
    """The policy of a stored row's JSON; "" is the recommended one.

    What was decided about a kind that a newer release does not know any more is left out;
    anything else that does not fit is a PolicyError (or ValueError for what is no JSON).
    """
    if not text:
        return Policy.default()
    data = orjson.loads(text)
    for name in ("levels", "overrides"):
        if isinstance(data.get(name), dict):
            data[name] = {kind: value for kind, value in data[name].items() if kind in KINDS}
    return Policy.from_dict(data)


def row_policy(row: GuardPolicy) -> Policy:
    """The policy of a stored row. Raises PolicyError."""
    return policy_from_text(orjson.dumps(row.settings).decode())


def version_in_force() -> tuple[int, Policy]:
    """The newest version and its policy; (0, recommended) before anybody changed it."""
    row = GuardPolicy.objects.order_by("-version").first()
    return (0, Policy.default()) if row is None else (row.version, row_policy(row))
