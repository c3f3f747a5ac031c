"""Reminding whoever answers for a grid before its month is over, and telling the head of the school after a
month in which nobody was out.

Nothing is scheduled: each sweep looks at the rows as they are, and tells each person of a grid's month once.
"""

from datetime import date, datetime

from sqlalchemy.orm import Session

from intake.deadlines.queries import clocks_of
from intake.deadlines.rules import clock
from intake.patrols.duties import GridDuty, month_duties
from intake.patrols.owing import DUE, MISSED
from intake.patrols.rules import month_before
from publishing.kernel.accounts.queries import list_people
from publishing.kernel.clock import local_day
from publishing.kernel.notices import notify
from publishing.kernel.permissions import Role


def remind_of_patrols(session: Session, *, now: datetime) -> int:
    """Tells what is to be told at `now`; returns how many people had not been told before. The days before
    the end of the month are the county's own (`remind` of the periods)."""
    today = local_day(now)
    clocks = clocks_of(session)
    told = 0
    for one in month_duties(session, year=today.year, number=today.month, today=today):
        ahead = clocks.periods.get("remind", path=one.grid.division_path, on=today).amount
        soon = clock(one.duty.due_on, today, clocks.calendar).left <= ahead
        if one.duty.state == DUE and soon and one.answers_id is not None:
            told += _tell(session, one, "patrol_due", one.answers_id, now)
    return told + _tell_heads(session, month_before(today.replace(day=1)), today, now)


def _tell_heads(session: Session, first: date, today: date, now: datetime) -> int:
    duties = month_duties(session, year=first.year, number=first.month, today=today)
    missed = [one for one in duties if one.duty.state == MISSED]
    offices = {one.grid.office_id for one in missed}
    heads = {p.office.id: p.id for p in list_people(session, office_ids=offices, role=Role.CENTRAL_SCHOOL)}
    return sum(
        _tell(session, one, "patrol_missed", heads[one.grid.office_id], now)
        for one in missed
        if one.grid.office_id in heads
    )


def _tell(session: Session, one: GridDuty, kind: str, account_id: int, now: datetime) -> int:
    month = f"{one.duty.first:%Y-%m}"
    return notify(
        session,
        account_ids=[account_id],
        kind=kind,
        subject=f"patrol:{one.grid.id}",
        values={"grid": one.grid.name, "month": month, "due": one.duty.due_on.isoformat()},
        now=now,
        key=f"{kind}:{one.grid.id}:{month}",
    )
