"""Who acts. Every action takes an actor first; it is never None (there is a system actor)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nezuku.foundation.kit.errors import Forbidden
from nezuku.foundation.kit.permissions import PERMISSIONS, SCOPED_ROLES, Role


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, a program or the system itself, with what it may do.

    `scopes` maps a scoped role to the departments it covers (sub-departments included);
    `address` is the network address that audit events name; `via` is one of web, api, cli, system.
    """

    member_id: int | None
    name: str
    roles: frozenset[Role] = frozenset()
    scopes: Mapping[Role, frozenset[int]] = field(default_factory=dict)
    department_id: int | None = None
    address: str = ""
    via: str = "web"
    locale: str = "ja"

    def may(self, permission: str, *, department_id: int | None = None) -> bool:
        """Whether this actor holds `permission`, for one department if one is given.

        Without a department a scoped role counts too: the answer is then "for some department".
        """
        if self.via == "system":
            return True
        for role in PERMISSIONS[permission] & self.roles:
            if role not in SCOPED_ROLES:
                return True
            covered = self.scopes.get(role, frozenset())
            if covered and (department_id is None or department_id in covered):
                return True
        return False

    def require(self, permission: str, *, department_id: int | None = None) -> None:
        """This will raise Forbidden unless the actor holds the permission."""
        if not self.may(permission, department_id=department_id):
            raise Forbidden

    def covered_departments(self, permission: str) -> frozenset[int] | None:
        """The departments for which the actor holds `permission`; None means the whole company."""
        if self.via == "system":
            return None
        covered: frozenset[int] = frozenset()
        for role in PERMISSIONS[permission] & self.roles:
            if role not in SCOPED_ROLES:
                return None
            covered |= self.scopes.get(role, frozenset())
        return covered


#: The product itself: migrations, start-up, schedules.
SYSTEM = Actor(member_id=None, name="system", via="system")


def command_line(user: str) -> Actor:
    """The person at the server's keyboard, known by the name of the system account."""
    return Actor(member_id=None, name=f"cli:{user}", via="system", address="console")
