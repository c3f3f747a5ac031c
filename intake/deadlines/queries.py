"""Reading the calendar and the periods: kept by the process until they change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.deadlines.models import CalendarDay, ClockSetting, DeadlineStep
from intake.deadlines.owing import Clocks
from intake.deadlines.periods import Period, Periods, Version
from intake.deadlines.rules import Calendar
from publishing.kernel.remembering import remembered


@dataclass(frozen=True, kw_only=True, slots=True)
class CalendarEntry:
    """A loaded day."""

    day: date
    working: bool
    note: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SettingValue:
    """One change of a period, as it was made."""

    clock: str
    track: str
    period: Period | None
    valid_from: date
    reason: str
    set_by_id: int | None
    set_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class StepValue:
    """A reminder or a step up the ladder that was taken."""

    subject: str
    clock: str
    step: str
    due_on: date
    people: tuple[int, ...]
    office: str
    at: datetime


@remembered
def clocks_of(session: Session) -> Clocks:
    """The calendar and the periods in force."""
    return _read(session)


def calendar_of(session: Session) -> Calendar:
    """The calendar in force."""
    return clocks_of(session).calendar


def _read(session: Session) -> Clocks:
    days = session.execute(select(CalendarDay.day, CalendarDay.working))
    versions: dict[tuple[str, str, str], list[Version]] = {}
    # a setting of a later moment for the same day stands last, and counts
    for row in session.scalars(select(ClockSetting).order_by(ClockSetting.valid_from, ClockSetting.id)):
        version = Version(valid_from=row.valid_from, period=_period(row))
        versions.setdefault((row.division_code, row.track, row.clock), []).append(version)
    return Clocks(
        calendar=Calendar(days=MappingProxyType({row.day: row.working for row in days})),
        periods=Periods(versions=MappingProxyType({key: tuple(held) for key, held in versions.items()})),
    )


def _period(row: ClockSetting) -> Period | None:
    return Period(amount=row.amount, unit=row.unit) if row.amount is not None else None


def calendar_entries(session: Session, year: int) -> tuple[CalendarEntry, ...]:
    """The days of a year that were loaded, in order."""
    rows = session.scalars(
        select(CalendarDay)
        .where(CalendarDay.day.between(date(year, 1, 1), date(year, 12, 31)))
        .order_by(CalendarDay.day)
    )
    return tuple(CalendarEntry(day=row.day, working=row.working, note=row.note) for row in rows)


def settings_of(session: Session, division_code: str) -> tuple[SettingValue, ...]:
    """Every change that an office made, the newest first."""
    rows = session.scalars(
        select(ClockSetting)
        .where(ClockSetting.division_code == division_code)
        .order_by(ClockSetting.id.desc())
    )
    return tuple(
        SettingValue(
            clock=row.clock,
            track=row.track,
            period=_period(row),
            valid_from=row.valid_from,
            reason=row.reason,
            set_by_id=row.set_by_id,
            set_at=row.set_at,
        )
        for row in rows
    )


def steps_taken(session: Session, subjects: Iterable[str]) -> Mapping[str, tuple[StepValue, ...]]:
    """The reminders and escalations of these things (e.g. `tip:12`), oldest first."""
    found: dict[str, list[StepValue]] = {}
    rows = session.scalars(
        select(DeadlineStep)
        .where(DeadlineStep.subject.in_(list(subjects)))
        .order_by(DeadlineStep.at, DeadlineStep.key)
    )
    for row in rows:
        found.setdefault(row.subject, []).append(
            StepValue(
                subject=row.subject,
                clock=row.clock,
                step=row.step,
                due_on=row.due_on,
                people=tuple(row.told["people"]),
                office=row.told["office"],
                at=row.at,
            )
        )
    return {subject: tuple(steps) for subject, steps in found.items()}
