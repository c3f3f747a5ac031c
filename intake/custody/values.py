"""What others see of custody: frozen values. No key is in any of them that opens something."""

from dataclasses import dataclass
from datetime import datetime

from intake.custody.rules import FEWEST


@dataclass(frozen=True, kw_only=True, slots=True)
class PublicKeyValue:
    """A key that seals."""

    id: int
    public_key: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """Somebody who can open a county's identities."""

    account_id: int
    name: str
    office_name: str
    since: datetime
    enrolled: bool
    """Has a key of their own; otherwise the share is of the first version."""
    active: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """Somebody who may be proposed."""

    account_id: int
    name: str
    office_name: str
    enrolled: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """A proposal that waits or was decided. `decision` is empty while it waits."""

    id: int
    division_code: str
    candidate_id: int
    candidate_name: str
    fingerprint: str
    reason: str
    proposed_by_id: int
    proposed_by_name: str
    proposed_at: datetime
    expires_at: datetime
    decision: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Custody:
    """How a county's identities are kept."""

    division_code: str
    division_name: str
    division_path: str
    key_id: int | None
    key_since: datetime | None
    keys: int
    """How many keys it ever had."""
    members: tuple[Member, ...]
    recovery_since: datetime | None
    recovery_whole: bool
    """Whether the recovery key opens everything, the older keys too."""
    waiting: tuple[Proposal, ...]

    def lacks(self) -> tuple[str, ...]:
        """What is wrong: `no_key`, `no_custodian`, `few_custodians`, `inactive`, `no_recovery`."""
        able = sum(member.active for member in self.members)
        found = []
        if self.key_id is None:
            return ("no_key",)
        if able == 0:
            found.append("no_custodian")
        elif able < FEWEST:
            found.append("few_custodians")
        if able < len(self.members):
            found.append("inactive")
        if self.recovery_since is None:
            found.append("no_recovery")
        return tuple(found)


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnKey:
    """What a custodian is told of their own key."""

    enrolled: bool
    first_version: bool
    """Holds shares of the first version, to be brought up to date by giving the passphrase once."""
    holds: bool
    fingerprint: str
    made_at: datetime | None
    changed_at: datetime | None
