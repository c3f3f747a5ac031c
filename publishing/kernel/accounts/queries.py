"""Reading offices and accounts."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from publishing.kernel.accounts.models import Account, Office
from publishing.kernel.errors import NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Role


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
    session: Session, *, office_ids: Iterable[int] | None = None, role: Role | None = None
) -> tuple[Person, ...]:
    """Active people, of these offices and this role where given."""
    query = select(Account).where(Account.active).order_by(Account.id)
    if office_ids is not None:
        query = query.where(Account.office_id.in_(list(office_ids)))
    if role is not None:
        query = query.where(Account.role == role.value)
    return tuple(person_value(row) for row in session.scalars(query))


def active_ids(session: Session, role: Role) -> tuple[int, ...]:
    """The ids of active people of a role."""
    return tuple(session.scalars(select(Account.id).where(Account.active, Account.role == role.value)))


def names_of(session: Session, account_ids: Iterable[int]) -> dict[int, str]:
    """Names by account id."""
    wanted = set(account_ids)
    found = session.execute(select(Account.id, Account.name).where(Account.id.in_(wanted)))
    return {row.id: row.name for row in found}
