"""Who acts: a frozen value that use cases take, whoever called them."""

from dataclasses import dataclass

from publishing.kernel.errors import Forbidden, OutsideJurisdiction
from publishing.kernel.permissions import ROLE_PERMISSIONS, Permission, Role


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor:
    """A person (or the system, or a reporter) with a role and, for staff, an office."""

    user_id: int | None
    name: str
    role: Role
    office_id: int | None
    office_name: str
    division_path: str
    """Path of the office's division; jurisdiction is its subtree. Empty covers everything (system)."""

    def may(self, permission: Permission) -> bool:
        """Whether the role carries `permission`."""
        return permission in ROLE_PERMISSIONS[self.role]

    def covers(self, division_path: str) -> bool:
        """Whether a place lies in this actor's jurisdiction."""
        return division_path.startswith(self.division_path)

    def require(self, permission: Permission, division_path: str | None = None) -> None:
        """Raises Forbidden without `permission`, OutsideJurisdiction where the place is not one's own."""
        if not self.may(permission):
            raise Forbidden(permission=permission.value)
        if division_path is not None and not self.covers(division_path):
            raise OutsideJurisdiction(action=permission.value)


SYSTEM = Actor(user_id=None, name="系统", role=Role.SYSTEM, office_id=None, office_name="", division_path="")
"""Acts where a rule decides, e.g. accepting and assigning a tip on receipt."""

REPORTER = Actor(
    user_id=None, name="举报人", role=Role.REPORTER, office_id=None, office_name="", division_path=""
)
"""Whoever holds a receipt code; the code, not a person, is what is known."""
