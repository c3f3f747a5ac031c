"""Clocks on working days: which days are worked, when a period ends, how much is left, what is over. Pure.

Working days follow the State Council's yearly notice (holidays and 调休) through `chinesecalendar`; days that
were loaded as data go before it. A year that neither knows is Monday to Friday. Days are calendar days in
Asia/Shanghai, which has no summer time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, lru_cache
from types import MappingProxyType

import chinese_calendar

from intake.deadlines.periods import CALENDAR, Period

MISSING_FROM = 12
"""The month from which a missing calendar of the next year is spoken of: the notice comes in November."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Calendar:
    """Which days offices work. `days` were loaded as data: True is worked, False is not."""

    days: Mapping[date, bool] = field(default_factory=lambda: MappingProxyType({}))

    def works(self, day: date) -> bool:
        """Whether offices work on `day`; Monday to Friday in a year that nobody knows."""
        loaded = self.days.get(day)
        return _packaged_day(day) if loaded is None else loaded

    def knows(self, year: int) -> bool:
        """Whether the year's holidays are known, from the package or from data."""
        return _packaged(year) or any(day.year == year for day in self.days)

    def missing(self, today: date) -> int | None:
        """The year whose calendar is missing and soon needed: this one, or from December on the next."""
        wanted = (today.year, today.year + 1) if today.month >= MISSING_FROM else (today.year,)
        return next((year for year in wanted if not self.knows(year)), None)


PACKAGED = Calendar()
"""What the package alone says."""


@cache
def _packaged(year: int) -> bool:
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:  # the package's word for a year it does not know
        return False
    return True


@lru_cache(maxsize=4096)
def _packaged_day(day: date) -> bool:
    return bool(chinese_calendar.is_workday(day)) if _packaged(day.year) else day.weekday() < 5


def is_working_day(day: date, calendar: Calendar = PACKAGED) -> bool:
    """Whether offices work on `day`."""
    return calendar.works(day)


def next_working_day(day: date, calendar: Calendar = PACKAGED) -> date:
    """`day` itself, or the first working day after it (民法典 203: a period ends on no holiday)."""
    while not calendar.works(day):
        day += timedelta(days=1)
    return day


def add_working_days(day: date, count: int, calendar: Calendar = PACKAGED) -> date:
    """The `count`-th working day after `day`; for 0 the day itself or the next working day. ValueError below
    0."""
    if count < 0:
        raise ValueError("working days are counted forwards")
    if count == 0:
        return next_working_day(day, calendar)
    while count:
        day += timedelta(days=1)
        count -= calendar.works(day)
    return day


def working_days_before(day: date, count: int, calendar: Calendar = PACKAGED) -> date:
    """The `count`-th working day before `day`; for 0 the day itself."""
    while count:
        day -= timedelta(days=1)
        count -= calendar.works(day)
    return day


def add_days(day: date, count: int, calendar: Calendar = PACKAGED) -> date:
    """`count` calendar days after `day`, moved to the next working day (民法典 201, 203)."""
    return next_working_day(day + timedelta(days=count), calendar)


def end_of(period: Period, since: date, calendar: Calendar = PACKAGED) -> date:
    """The last day of a period that began on `since`."""
    if period.unit == CALENDAR:
        return add_days(since, period.amount, calendar)
    return add_working_days(since, period.amount, calendar)


def working_days_between(start: date, end: date, calendar: Calendar = PACKAGED) -> int:
    """Working days after `start` up to and with `end`; negative when `end` lies before `start`."""
    if end < start:
        return -working_days_between(end, start, calendar)
    return sum(calendar.works(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock:
    """What a deadline says today. Past its day `left` counts down: -2 is 超期2个工作日; it is 0 on the last
    day, and (with `over`) on a weekend right after it."""

    due: date
    left: int
    over: bool


def clock(due: date, today: date, calendar: Calendar = PACKAGED) -> Clock:
    """The clock of a deadline on a day."""
    return Clock(due=due, left=working_days_between(today, due, calendar), over=today > due)
