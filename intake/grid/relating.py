"""Declaring ties that ask for recusal (回避), and kindergartens that a central school runs itself."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.grid.models import Relation, RunKindergarten
from publishing.kernel.accounts.queries import get_office, get_person
from publishing.kernel.audit import record
from publishing.kernel.errors import Invalid, NotFound, SamePerson
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission, Role

KINDS = ("own", "employer", "relative")
LONGEST_REASON = 300


@dataclass(frozen=True, kw_only=True, slots=True)
class Declared:
    """A declared tie, as the person and the office see it."""

    id: int
    kind: str
    kindergarten_id: str | None
    name: str


def declared(session: Session, account_id: int) -> tuple[Declared, ...]:
    """What a person declared, the oldest first."""
    rows = session.scalars(select(Relation).where(Relation.account_id == account_id).order_by(Relation.id))
    return tuple(
        Declared(id=row.id, kind=row.kind, kindergarten_id=row.kindergarten_id, name=row.name) for row in rows
    )


def declare(
    session: Session,
    account_id: int,
    *,
    kind: str,
    kindergarten_id: str | None = None,
    name: str = "",
    actor: Actor,
    now: datetime,
) -> None:
    """Records that a person has a tie (`own`, `employer`, `relative`) to a kindergarten of the register, or
    to a kindergarten or person of that name. Declaring it again changes nothing.

    One declares for oneself; who manages grids there declares for anybody. Raises NotFound, Forbidden,
    OutsideJurisdiction, and Invalid for an unknown kind or a tie to nothing.
    """
    person = get_person(session, account_id)
    if actor.user_id != account_id and actor.role is not Role.SYSTEM:
        actor.require(Permission.GRID_MANAGE, person.office.division_path)
    name = " ".join(name.split())
    if kind not in KINDS:
        raise Invalid(field="kind", reason="unknown", value=kind)
    if kindergarten_id is None and len(name) < 2:
        raise Invalid(field="name", reason="required")
    known = session.scalars(
        select(Relation).where(
            Relation.account_id == account_id,
            Relation.kind == kind,
            Relation.kindergarten_id == kindergarten_id,
            Relation.name == name,
        )
    ).first()
    if known is not None:
        return
    session.add(Relation(account_id=account_id, kind=kind, kindergarten_id=kindergarten_id, name=name))
    record(
        session,
        actor=actor,
        action="grid.relation",
        subject=f"account:{account_id}",
        details={"kind": kind, "kindergarten": kindergarten_id},
        now=now,
    )


def withdraw(session: Session, relation_id: int, *, reason: str, actor: Actor, now: datetime) -> None:
    """Takes back a tie that is none (any more). Who manages grids there does it, never the person: a tie
    takes work away. Raises NotFound, Forbidden, OutsideJurisdiction, and Invalid(field="reason")."""
    row = session.get(Relation, relation_id)
    if row is None:
        raise NotFound(what="relation")
    actor.require(Permission.GRID_MANAGE, get_person(session, row.account_id).office.division_path)
    if row.account_id == actor.user_id:
        raise SamePerson(action="grid.relation_end", earlier="grid.relation")
    reason = " ".join(reason.split())
    if not reason or len(reason) > LONGEST_REASON:
        raise Invalid(field="reason", reason="length")
    session.delete(row)
    record(
        session,
        actor=actor,
        action="grid.relation_end",
        subject=f"account:{row.account_id}",
        details={"kind": row.kind, "kindergarten": row.kindergarten_id, "reason": reason},
        now=now,
    )


def declare_run(
    session: Session, kindergarten_id: str, office_id: int, *, actor: Actor, now: datetime
) -> None:
    """Records that a central school itself runs a kindergarten of the register, so that tips about it go to
    the county. Raises NotFound, Forbidden, OutsideJurisdiction, and Invalid for an office that is no
    school."""
    office = get_office(session, office_id)
    if actor.role is not Role.SYSTEM:
        actor.require(Permission.GRID_MANAGE, office.division_path)
    if office.kind != "central_school":
        raise Invalid(field="office", reason="not_school", value=office.name)
    row = session.get(RunKindergarten, kindergarten_id)
    if row is not None and row.office_id == office_id:
        return
    if row is None:
        session.add(RunKindergarten(kindergarten_id=kindergarten_id, office_id=office_id))
    else:
        row.office_id = office_id
    record(
        session,
        actor=actor,
        action="grid.run_by_school",
        subject=f"office:{office_id}",
        details={"kindergarten": kindergarten_id},
        now=now,
    )
