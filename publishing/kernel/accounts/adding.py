"""Adding offices and people."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from publishing.kernel.accounts.inviting import check_password
from publishing.kernel.accounts.models import Account, Office
from publishing.kernel.accounts.queries import OfficeValue, Person, office_value, person_value
from publishing.kernel.accounts.signing_in import hash_password
from publishing.kernel.audit import record
from publishing.kernel.errors import Invalid, NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission, Role

POSITIONS = ("leadership", "middle", "party_member")
"""Who may be 监管责任人: 班子成员, 中层干部, 党员 (notice 三2)."""


def add_office(
    session: Session,
    *,
    kind: str,
    name: str,
    short_name: str,
    document_prefix: str,
    division_code: str,
    division_path: str,
    hotline: str | None,
    actor: Actor,
    now: datetime,
) -> OfficeValue:
    """Adds a unit; raises Invalid when the name is taken."""
    if session.scalars(select(Office).where(Office.name == name)).one_or_none() is not None:
        raise Invalid(field="name", reason="taken", value=name)
    row = Office(
        kind=kind,
        name=name,
        short_name=short_name,
        document_prefix=document_prefix,
        division_code=division_code,
        division_path=division_path,
        hotline=hotline,
    )
    session.add(row)
    session.flush()
    record(
        session,
        actor=actor,
        action="office.add",
        subject=f"office:{row.id}",
        details={"name": name},
        now=now,
    )
    return office_value(row)


def add_person(
    session: Session,
    *,
    username: str,
    name: str,
    role: Role,
    office_id: int,
    password: str | None = None,
    position: str = "",
    password_hash: str | None = None,
    actor: Actor,
    now: datetime,
) -> Person:
    """Adds an account; without a password it waits for an invitation (`inviting.invite`).

    Raises Forbidden without ACCOUNT_MANAGE (the system may), NotFound for an unknown office, Invalid for a
    taken name, a weak password, or a supervisor who holds none of the three positions of notice 三2."""
    if actor.role is not Role.SYSTEM:
        actor.require(Permission.ACCOUNT_MANAGE)
    if role in (Role.SYSTEM, Role.REPORTER):
        raise Invalid(field="role", reason="no_account", value=role.value)
    if session.scalars(select(Account).where(Account.username == username)).one_or_none() is not None:
        raise Invalid(field="username", reason="taken", value=username)
    if password is not None:
        check_password(password, username)
    if role is Role.SUPERVISOR and position not in POSITIONS:
        raise Invalid(field="position", reason="not_qualified", value=position)
    if session.get(Office, office_id) is None:
        raise NotFound(what="office")
    row = Account(
        username=username,
        name=name,
        role=role.value,
        office_id=office_id,
        position=position,
        # many demo accounts share one password; hashing it once keeps `make demo` under its minute
        password_hash=password_hash or (hash_password(password) if password is not None else ""),
        created_at=now,
    )
    session.add(row)
    session.flush()
    record(
        session,
        actor=actor,
        action="account.add",
        subject=f"account:{row.id}",
        details={"username": username, "role": role.value},
        now=now,
    )
    return person_value(row)
