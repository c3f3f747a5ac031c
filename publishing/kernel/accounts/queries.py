"""Reading offices and accounts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from publishing.kernel.accounts.models import (
    Account,
    Office,
    ProviderBinding,
    RecoveryCode,
    SecondFactor,
    SignInSession,
)
from publishing.kernel.errors import NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Role
from publishing.kernel.remembering import remembered


@dataclass(frozen=True, kw_only=True, slots=True)
class OfficeValue:
    """A unit in the line, as others see it."""

    id: int
    kind: str
    name: str
    short_name: str
    document_prefix: str
    division_code: str
    division_path: str
    hotline: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Factor:
    """A second factor, as its owner sees it. `kind`: `totp`, `passkey`."""

    id: int
    kind: str
    name: str
    created_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Device:
    """A session that is open, as its owner sees it."""

    id: str
    name: str
    signed_in_at: datetime
    seen_at: datetime
    this_one: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """An account, as others see it."""

    id: int
    username: str
    name: str
    role: Role
    position: str
    active: bool
    office: OfficeValue

    def actor(self) -> Actor:
        """This person as one who acts."""
        return Actor(
            user_id=self.id,
            name=self.name,
            role=self.role,
            office_id=self.office.id,
            office_name=self.office.name,
            division_path=self.office.division_path,
        )


def office_value(row: Office) -> OfficeValue:
    """The published value of an office row."""
    return OfficeValue(
        id=row.id,
        kind=row.kind,
        name=row.name,
        short_name=row.short_name,
        document_prefix=row.document_prefix,
        division_code=row.division_code,
        division_path=row.division_path,
        hotline=row.hotline,
    )


def person_value(row: Account) -> Person:
    """The published value of an account row."""
    return Person(
        id=row.id,
        username=row.username,
        name=row.name,
        role=Role(row.role),
        position=row.position,
        active=row.active,
        office=office_value(row.office),
    )


@remembered
def get_office(session: Session, office_id: int) -> OfficeValue:
    """The office; raises NotFound."""
    row = session.get(Office, office_id)
    if row is None:
        raise NotFound(what="office")
    return office_value(row)


def list_offices(session: Session, *, kind: str | None = None) -> tuple[OfficeValue, ...]:
    """Offices in the order of their divisions."""
    query = select(Office).order_by(Office.division_path, Office.id)
    if kind is not None:
        query = query.where(Office.kind == kind)
    return tuple(office_value(row) for row in session.scalars(query))


def find_office_at(session: Session, division_code: str, *, kind: str) -> OfficeValue | None:
    """The office of `kind` whose division is exactly `division_code`."""
    row = session.scalars(
        select(Office).where(Office.division_code == division_code, Office.kind == kind).order_by(Office.id)
    ).first()
    return None if row is None else office_value(row)


def get_person(session: Session, account_id: int) -> Person:
    """The person; raises NotFound."""
    row = session.get(Account, account_id)
    if row is None:
        raise NotFound(what="account")
    return person_value(row)


def find_person(session: Session, username: str) -> Person | None:
    """The person of a sign-in name."""
    row = session.scalars(select(Account).where(Account.username == username)).one_or_none()
    return None if row is None else person_value(row)


def list_people(
    session: Session,
    *,
    office_ids: Iterable[int] | None = None,
    role: Role | None = None,
    closed_too: bool = False,
) -> tuple[Person, ...]:
    """Active people (closed accounts too where asked), of these offices and this role where given."""
    query = select(Account).order_by(Account.id)
    if not closed_too:
        query = query.where(Account.active)
    if office_ids is not None:
        query = query.where(Account.office_id.in_(list(office_ids)))
    if role is not None:
        query = query.where(Account.role == role.value)
    return tuple(person_value(row) for row in session.scalars(query))


def active_ids(session: Session, role: Role) -> tuple[int, ...]:
    """The ids of active people of a role."""
    return tuple(session.scalars(select(Account.id).where(Account.active, Account.role == role.value)))


def people_named(session: Session, words: str, *, within: str, limit: int) -> tuple[tuple[Person, ...], int]:
    """Active people of the offices below a path whose name holds one of the words, and each other word their
    name or their office's; in the order of their names, and how many there are."""
    held = [
        or_(
            Account.name.icontains(one, autoescape=True),
            Account.office.has(Office.name.icontains(one, autoescape=True)),
        )
        for one in words.split()
    ]
    by_name = or_(*(Account.name.icontains(one, autoescape=True) for one in words.split()))
    inside = Account.office.has(Office.division_path.startswith(within, autoescape=True))
    query = select(Account).where(Account.active, inside, by_name, *held)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.scalars(query.order_by(Account.name, Account.id).limit(limit))
    return tuple(person_value(row) for row in rows), total


def ids_of_role(session: Session, role: Role) -> frozenset[int]:
    """The ids of everybody of a role, closed accounts too."""
    return frozenset(session.scalars(select(Account.id).where(Account.role == role.value)))


def open_names(session: Session, account_ids: Iterable[int]) -> dict[int, str]:
    """Names by account id, of those of these accounts that are not closed."""
    wanted = select(Account.id, Account.name).where(Account.active, Account.id.in_(set(account_ids)))
    return {row.id: row.name for row in session.execute(wanted)}


def names_of(session: Session, account_ids: Iterable[int]) -> dict[int, str]:
    """Names by account id."""
    wanted = set(account_ids)
    found = session.execute(select(Account.id, Account.name).where(Account.id.in_(wanted)))
    return {row.id: row.name for row in found}


def factors_of(session: Session, account_id: int) -> tuple[Factor, ...]:
    """A person's second factors, the oldest first."""
    rows = session.scalars(
        select(SecondFactor)
        .where(SecondFactor.account_id == account_id, SecondFactor.confirmed_at.is_not(None))
        .order_by(SecondFactor.id)
    )
    return tuple(
        Factor(id=row.id, kind=row.kind, name=row.name, created_at=row.created_at, used_at=row.used_at)
        for row in rows
    )


def has_second_factor(session: Session, account_id: int) -> bool:
    """Whether signing in asks this person for a second factor."""
    return bool(factors_of(session, account_id))


def bound_since(session: Session, account_id: int) -> datetime | None:
    """When the account was bound to a person at the identity provider; None where it is not."""
    row = session.get(ProviderBinding, account_id)
    return None if row is None else row.created_at


def has_password(session: Session, account_id: int) -> bool:
    """Whether the account can be entered with a password at all."""
    return bool(session.get_one(Account, account_id).password_hash)


def unused_recovery_codes(session: Session, account_id: int) -> int:
    """How many recovery codes a person has left."""
    query = (
        select(func.count())
        .select_from(RecoveryCode)
        .where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
    )
    return session.scalar(query) or 0


def devices_of(session: Session, account_id: int, *, here: str, since: datetime) -> tuple[Device, ...]:
    """The sessions of a person that are open and were used since a moment, the newest first; `here` is the
    digest of the asking session's token."""
    rows = session.scalars(
        select(SignInSession)
        .where(
            SignInSession.account_id == account_id,
            SignInSession.ended_at.is_(None),
            SignInSession.seen_at >= since,
            SignInSession.proved,
        )
        .order_by(SignInSession.created_at.desc())
    )
    return tuple(
        Device(
            id=row.id,
            name=row.device,
            signed_in_at=row.created_at,
            seen_at=row.seen_at,
            this_one=row.token_digest == here,
        )
        for row in rows
    )
