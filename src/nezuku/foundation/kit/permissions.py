"""Who may do what: one table. Scoped roles hold a permission only for their own departments."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """The roles of a rollout; one person can hold several."""

    SPONSOR = "sponsor"
    LEAD = "lead"
    AMBASSADOR = "ambassador"
    ADMIN = "admin"
    AUDITOR = "auditor"
    MEMBER = "member"
    ADVISOR = "advisor"


#: Roles that are given for a department (and the departments under it), not for the company.
SCOPED_ROLES = frozenset({Role.AMBASSADOR})

S, L, A, D, U, M = (
    Role.SPONSOR,
    Role.LEAD,
    Role.AMBASSADOR,
    Role.ADMIN,
    Role.AUDITOR,
    Role.MEMBER,
)

#: Permission -> the roles that hold it. Least privilege: what is not here nobody may do.
PERMISSIONS: Mapping[str, frozenset[Role]] = MappingProxyType(
    {
        # workspace
        "chat.use": frozenset({S, L, A, D, U, M}),
        "keys.own": frozenset({S, L, A, D, U, M}),
        "keys.applications": frozenset({D}),
        # people
        "people.view": frozenset({S, L, A, D}),
        "people.manage": frozenset({L, A, D}),
        "people.roles": frozenset({D}),
        "people.departments": frozenset({D}),
        # policy
        "policy.view": frozenset({S, L, A, D, U, M}),
        "policy.classes": frozenset({L, D}),
        "policy.dictionary": frozenset({L, D}),
        "policy.models": frozenset({D}),
        # ledger
        "ledger.facts": frozenset({U, D}),
        "ledger.texts": frozenset({U}),
        "ledger.verify": frozenset({U, D}),
        # company
        "company.settings": frozenset({D}),
    }
)
del S, L, A, D, U, M
