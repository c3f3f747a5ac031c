"""Whether a county's list is kept up with the school term: 本学期已更新, 待更新, 未按时更新. Pure.

A list is announced every term (notice 60, 三5). The terms are those of the announcements' titles: autumn from
August, spring from February; a list is late from ten weeks after the term's first month has begun.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Freshness(StrEnum):
    """How a county stands with its list of this term."""

    UPDATED = "updated"
    DUE = "due"
    OVERDUE = "overdue"


@dataclass(frozen=True, kw_only=True, slots=True)
class TermState:
    """`due_on`: the last day for the next list; it has passed where the state is overdue."""

    state: Freshness
    due_on: date


def term_state(confirmed_on: date | None, today: date) -> TermState:
    """How a list that was last confirmed on `confirmed_on` (None: never) stands on `today`."""
    start = _term_start(today)
    due = _due_of(start)
    if confirmed_on is not None and confirmed_on >= start:
        return TermState(state=Freshness.UPDATED, due_on=_due_of(_next_start(start)))
    return TermState(state=Freshness.OVERDUE if today > due else Freshness.DUE, due_on=due)


def _term_start(day: date) -> date:
    if day.month >= 8:
        return date(day.year, 8, 1)
    return date(day.year, 2, 1) if day.month >= 2 else date(day.year - 1, 8, 1)


def _next_start(start: date) -> date:
    return date(start.year + 1, 2, 1) if start.month == 8 else date(start.year, 8, 1)


def _due_of(start: date) -> date:
    return start.replace(month=start.month + 2, day=15)
