"""The guard's policy as it lies in the database, read back leniently where that is safe."""

from __future__ import annotations

import orjson

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
