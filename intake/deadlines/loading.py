"""Loading working days as data: everything in the file is stored, or nothing is and every problem is listed.

A loaded day goes before the package's calendar; loading it again says it anew.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from intake.deadlines.models import CalendarDay
from intake.deadlines.reading import DayProblem, read_days
from publishing.kernel.audit import record
from publishing.kernel.errors import Forbidden
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission, Role


@dataclass(frozen=True, kw_only=True, slots=True)
class CalendarReport:
    """Days in the file, those that are new or said otherwise, the years they lie in, and the problems. With
    any problem nothing was stored."""

    days: int
    changed: int
    years: tuple[int, ...]
    problems: tuple[DayProblem, ...]


def load_calendar(
    session: Session, data: bytes, filename: str, *, actor: Actor, now: datetime, today: date
) -> CalendarReport:
    """Loads the days of a table. Loading the same file again changes nothing.

    Raises Forbidden for anybody but the system and the city's administrator (a calendar holds for all
    counties), and UnreadableFile for a file that is no table."""
    if actor.role not in (Role.SYSTEM, Role.CITY_ADMIN):
        raise Forbidden(permission=Permission.CLOCK_SET.value)
    rows, problems = read_days(data, filename, today=today)
    years = tuple(sorted({row.day.year for row in rows}))
    if problems:
        return CalendarReport(days=len(rows), changed=0, years=years, problems=problems)
    changed = []
    for row in rows:
        known = session.get(CalendarDay, row.day)
        if known is None:
            session.add(CalendarDay(day=row.day, working=row.working, note=row.note))
        elif (known.working, known.note) != (row.working, row.note):
            known.working, known.note = row.working, row.note
        else:
            continue
        changed.append(row)
    if changed:
        record(
            session,
            actor=actor,
            action="calendar.load",
            subject="calendar",
            details={
                "free": [row.day.isoformat() for row in changed if not row.working],
                "worked": [row.day.isoformat() for row in changed if row.working],
            },
            now=now,
        )
    return CalendarReport(days=len(rows), changed=len(changed), years=years, problems=())
