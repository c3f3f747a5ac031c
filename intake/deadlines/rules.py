"""Clocks of tips and ledger items on working days: when a thing is due, how much is left, what is over.

Working days follow the State Council's yearly notice (holidays and 调休) through `chinesecalendar`; for a
year it does not know yet, Monday to Friday. Days are calendar days in Asia/Shanghai, which has no summer
time.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar

ACCEPT_WORKING_DAYS = 5
"""The bureau's own target for telling the reporter whether the tip is accepted."""
ACCEPT_LEGAL_DAYS = 15
"""信访工作条例 22-23: calendar days for the same."""
CONCLUDE_DAYS = 60
"""信访工作条例 34: calendar days. Counted from receipt, so that the day told on receipt never moves."""
EXTENSION_DAYS = 30
"""信访工作条例 34: at most, with a leader's approval and the reason told."""
TRIAGE_PLACE_WORKING_DAYS = 1
"""A tip whose place is unknown waits in a pool no longer than this."""
HARM_WORKING_DAYS = 0
"""Suspected harm to a child: the same day, working day or not."""
START_WORKING_DAYS = 2
"""An officer starts on an assigned tip."""
VERIFY_WORKING_DAYS = 15
"""An officer reports on an assigned tip."""
REVIEW_WORKING_DAYS = 5
"""Another person reviews what the officer reported."""
REPLY_WORKING_DAYS = 5
"""The reporter is answered after the conclusion."""
RETURN_WRONG_UNIT_WORKING_DAYS = 5
"""信访工作条例 23: sending back what went to the wrong unit."""
REVIEW_REQUEST_DAYS = 30
"""信访工作条例 35-36: asking for 复查 or 复核, and answering it."""
NOTICE_DAYS = 15
"""A rectification notice, where its issuer names no other day."""
RECHECK_WORKING_DAYS = 5
"""A recheck after the day by which things must be right."""
LETTER_REPLY_WORKING_DAYS = 10
"""A department's answer to a letter."""


def is_working_day(day: date) -> bool:
    """Whether offices work on `day`; Monday to Friday in years without a published calendar."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:  # the package's word for a year it does not know
        return day.weekday() < 5


def next_working_day(day: date) -> date:
    """`day` itself, or the first working day after it (民法典 203: a period ends on no holiday)."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def add_working_days(day: date, count: int) -> date:
    """The `count`-th working day after `day`; for 0 the day itself or the next working day. ValueError below
    0."""
    if count < 0:
        raise ValueError("working days are counted forwards")
    if count == 0:
        return next_working_day(day)
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def add_days(day: date, count: int) -> date:
    """`count` calendar days after `day`, moved to the next working day (民法典 201, 203)."""
    return next_working_day(day + timedelta(days=count))


def working_days_between(start: date, end: date) -> int:
    """Working days after `start` up to and with `end`; negative when `end` lies before `start`."""
    if end < start:
        return -working_days_between(end, start)
    return sum(is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock:
    """What a deadline says today. Past its day `left` counts down: -2 is 超期2个工作日; it is 0 on the last
    day, and (with `over`) on a weekend right after it."""

    due: date
    left: int
    over: bool


def clock(due: date, today: date) -> Clock:
    """The clock of a deadline on a day."""
    return Clock(due=due, left=working_days_between(today, due), over=today > due)


@dataclass(frozen=True, kw_only=True, slots=True)
class Deadline:
    """A day by which something is owed. `code`: `harm`, `place`, `accept`, `accept_legal`, `assign`,
    `start`, `verify`, `review`, `reply`, `conclude`."""

    code: str
    due: date


@dataclass(frozen=True, kw_only=True, slots=True)
class TipDays:
    """The days of a tip that its deadlines are counted from, in Asia/Shanghai."""

    state: str
    hold: str
    received_on: date
    assigned_on: date | None
    handled_on: date | None
    concluded_on: date | None


def tip_deadlines(days: TipDays) -> tuple[Deadline, ...]:
    """Everything the office owes on a tip in its present state, the next first; nothing when it owes
    nothing."""
    conclude = Deadline(code="conclude", due=add_days(days.received_on, CONCLUDE_DAYS))
    owed: list[Deadline] = []
    if days.state == "received":
        if days.hold == "harm":
            owed.append(Deadline(code="harm", due=days.received_on + timedelta(days=HARM_WORKING_DAYS)))
        elif days.hold == "place":
            due = add_working_days(days.received_on, TRIAGE_PLACE_WORKING_DAYS)
            owed.append(Deadline(code="place", due=due))
        accept = add_working_days(days.received_on, ACCEPT_WORKING_DAYS)
        owed.append(Deadline(code="accept", due=accept))
        owed.append(Deadline(code="accept_legal", due=add_days(days.received_on, ACCEPT_LEGAL_DAYS)))
        owed.append(conclude)
    elif days.state in ("accepted", "reopened"):
        owed += [
            Deadline(code="assign", due=add_working_days(days.received_on, ACCEPT_WORKING_DAYS)),
            conclude,
        ]
    elif days.state in ("assigned", "verifying", "need_info"):
        since = days.assigned_on or days.received_on
        if days.state == "assigned":
            owed.append(Deadline(code="start", due=add_working_days(since, START_WORKING_DAYS)))
        owed += [Deadline(code="verify", due=add_working_days(since, VERIFY_WORKING_DAYS)), conclude]
    elif days.state == "handled":
        since = days.handled_on or days.received_on
        owed += [Deadline(code="review", due=add_working_days(since, REVIEW_WORKING_DAYS)), conclude]
    elif days.state == "concluded":
        since = days.concluded_on or days.received_on
        owed.append(Deadline(code="reply", due=add_working_days(since, REPLY_WORKING_DAYS)))
    return tuple(sorted(owed, key=lambda deadline: deadline.due))
