"""Recording leave and who covers (代管), and ending it early."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.grid.models import Leave
from publishing.kernel.accounts.queries import get_person
from publishing.kernel.audit import record
from publishing.kernel.clock import local_day
from publishing.kernel.errors import Invalid, NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.notices import notify
from publishing.kernel.permissions import Permission, Role


def record_leave(
    session: Session,
    account_id: int,
    *,
    starts_on: date,
    ends_on: date,
    cover_id: int | None,
    actor: Actor,
    now: datetime,
) -> int:
    """Records that a person is away from `starts_on` through `ends_on`; returns the leave's id.

    One records one's own leave; who manages grids there records anybody's. Raises NotFound, Forbidden,
    OutsideJurisdiction, and Invalid for days in the wrong order, that are over or already recorded, or a
    cover who is the person, has a closed account, works outside the person's office, or is away on one of the
    days. The cover is told.
    """
    person = get_person(session, account_id)
    _may(actor, account_id, person.office.division_path)
    if ends_on < starts_on:
        raise Invalid(field="ends_on", reason="before_start", start=starts_on)
    if ends_on < local_day(now):
        raise Invalid(field="ends_on", reason="over", start=starts_on)
    clash = _away_between(session, account_id, starts_on, ends_on)
    if clash is not None:
        raise Invalid(field="starts_on", reason="overlap", start=clash.starts_on, end=clash.ends_on)
    if cover_id is not None:
        cover = get_person(session, cover_id)
        if cover_id == account_id or not cover.active or cover.office.id != person.office.id:
            raise Invalid(field="cover", reason="not_possible", value=cover.name)
        gone = _away_between(session, cover_id, starts_on, ends_on)
        if gone is not None:
            raise Invalid(
                field="cover", reason="away", value=cover.name, start=gone.starts_on, end=gone.ends_on
            )
    row = Leave(account_id=account_id, starts_on=starts_on, ends_on=ends_on, cover_id=cover_id)
    session.add(row)
    session.flush()
    record(
        session,
        actor=actor,
        action="grid.leave",
        subject=f"account:{account_id}",
        details={"from": starts_on.isoformat(), "to": ends_on.isoformat(), "cover": cover_id},
        now=now,
    )
    if cover_id is not None:
        notify(
            session,
            account_ids=[cover_id],
            kind="covering",
            subject=f"account:{account_id}",
            values={"who": person.name, "due": ends_on.isoformat()},
            key=f"leave:{row.id}",
            now=now,
        )
    return row.id


def _away_between(session: Session, account_id: int, first: date, last: date) -> Leave | None:
    return session.scalars(
        select(Leave)
        .where(Leave.account_id == account_id, Leave.starts_on <= last, Leave.ends_on >= first)
        .order_by(Leave.starts_on)
    ).first()


def end_leave(session: Session, leave_id: int, *, back_on: date, actor: Actor, now: datetime) -> None:
    """The person is back on `back_on`: the leave ends the day before, or never was. Raises NotFound,
    Forbidden, OutsideJurisdiction, and Invalid for a day after its end."""
    row = session.get(Leave, leave_id)
    if row is None:
        raise NotFound(what="leave")
    _may(actor, row.account_id, get_person(session, row.account_id).office.division_path)
    if back_on > row.ends_on:
        raise Invalid(field="back_on", reason="after_end", end=row.ends_on)
    if back_on <= row.starts_on:
        session.delete(row)
    else:
        row.ends_on = back_on - timedelta(days=1)
    session.flush()
    record(
        session,
        actor=actor,
        action="grid.leave_end",
        subject=f"account:{row.account_id}",
        details={"back_on": back_on.isoformat()},
        now=now,
    )


def _may(actor: Actor, account_id: int, division_path: str) -> None:
    if actor.user_id != account_id and actor.role is not Role.SYSTEM:
        actor.require(Permission.GRID_MANAGE, division_path)
