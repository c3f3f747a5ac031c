"""The days promised to a reporter: set on receipt and on reopening, moved only to be earlier, or by an
extension whose reason the reporter is told."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from intake.deadlines.owing import promise
from intake.deadlines.periods import EXTENSION_DAYS
from intake.deadlines.queries import calendar_of, clocks_of
from intake.deadlines.rules import next_working_day
from intake.tips.models import Tip
from publishing.kernel.clock import local_day
from publishing.kernel.errors import Invalid


def promise_first(session: Session, tip: Tip, *, now: datetime) -> None:
    """On receipt: by when the reporter hears whether it is accepted, and what came of it."""
    promised = promise(clocks_of(session), path=tip.division_path, on=local_day(now), track=tip.track)
    tip.accept_by, tip.conclude_by = promised.accept_by, promised.conclude_by


def promise_again(session: Session, tip: Tip, *, now: datetime) -> date:
    """On reopening a new round begins with a day of its own, which is returned."""
    tip.reopened_at, tip.visited_on, tip.extended_days = now, None, 0
    promised = promise(clocks_of(session), path=tip.division_path, on=local_day(now), track=tip.track)
    tip.conclude_by = promised.conclude_by
    return promised.conclude_by


def promised_day(session: Session, tip: Tip) -> date:
    """The day of the result for the tip as it stands now: the one promised before, or an earlier one where
    its track or its county has less time. An extension stands."""
    if tip.extended_days and tip.conclude_by is not None:
        return tip.conclude_by
    began = local_day(tip.reopened_at or tip.received_at)
    fresh = promise(clocks_of(session), path=tip.division_path, on=began, track=tip.track).conclude_by
    tip.conclude_by = min(tip.conclude_by or fresh, fresh)
    return tip.conclude_by


def extend(session: Session, tip: Tip, *, days: int) -> date:
    """Moves the day of the result by so many calendar days, once a round; returns the new day.

    Raises Invalid (`days`): range (1 to 30), twice."""
    if not 1 <= days <= EXTENSION_DAYS:
        raise Invalid(field="days", reason="range", longest=EXTENSION_DAYS)
    if tip.extended_days:
        raise Invalid(field="days", reason="twice")
    due = promised_day(session, tip)
    tip.extended_days = days
    tip.conclude_by = next_working_day(due + timedelta(days=days), calendar_of(session))
    session.flush()
    return tip.conclude_by


def chinese_day(day: date) -> str:
    """2026年12月1日, as the thread writes it."""
    return f"{day.year}年{day.month}月{day.day}日"
