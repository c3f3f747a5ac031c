"""What a visit must say to be recorded, and what the monthly duty asks (notice 60, 三3 and annex). Pure."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from publishing.kernel.errors import Invalid

VISIT_KINDS = ("patrol", "tip", "recheck", "spot_check")
FINDING_CATEGORIES = (
    "unlicensed",
    "full_day_training",
    "licence_gap",
    "fire",
    "food",
    "security",
    "bus",
    "premises",
    "child_harm",
    "other",
)
"""无证, 变相全日制培训, 证照不全, the five kinds of the annex, signs of harm to a child, and others."""
SEVERITIES = ("general", "major")
URGING_OPEN = ("not_applied", "applied")
URGING_RESULTS = (*URGING_OPEN, "granted", "refused", "stopped")
"""还没有申请, 已经申请; 已经办好, 没有批准, 已经停办."""
PLACE_KINDS = ("village", "kindergarten", "other")
"""村、社区；幼儿园；其他地方."""
HANDLINGS = ("on_spot", "deadline", "long_term")
"""当场整改, 限期整改, 短期难整改."""
LONGEST = 4000
"""Characters that one field of a form may hold."""

Half = Literal[1, 2]


@dataclass(frozen=True, kw_only=True, slots=True)
class FindingForm:
    """A problem, as the officer writes it down. `division_code` empty means the place of the visit."""

    category: str
    severity: str
    handling: str
    premises: str
    description: str
    division_code: str = ""
    kindergarten_id: str | None = None
    operator: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceForm:
    """A place of the visit: a village's or kindergarten's `code`, or none and a name in words."""

    kind: str
    name: str
    code: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class VisitForm:
    """One row of the 巡查表 as entered. `submission` is the form's own token: sent twice, recorded once."""

    submission: str
    visited_on: date
    scope: str
    found_nothing: bool
    findings: tuple[FindingForm, ...] = field(default=())
    places: tuple[PlaceForm, ...] = field(default=())
    """巡查范围, place by place; `scope` says the same in words."""
    handling: str = ""
    companions: str = ""
    kind: str = "patrol"
    grid_id: int | None = None
    tip_id: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Duty:
    """The monthly patrol of one grid: due by the last day of the month, done on the first visit in it."""

    grid_id: int
    due_on: date
    done_on: date | None
    visits: int


def check_visit(form: VisitForm, *, today: date) -> None:
    """Raises Invalid(field, reason) for the first thing that keeps the row from being recorded.

    Reasons: required, too_long, unknown, future, too_old (more than a year ago), both (findings and
    “未发现问题”), neither. Fields of findings are named `findings-0-category` and so on, as forms name them.
    """
    if not form.submission or len(form.submission) > 64:
        raise Invalid(field="submission", reason="required")
    check_known("kind", form.kind, VISIT_KINDS)
    if form.visited_on > today:
        raise Invalid(field="visited_on", reason="future", latest=today)
    earliest = year_before(today)
    if form.visited_on < earliest:
        raise Invalid(field="visited_on", reason="too_old", earliest=earliest)
    written("scope", form.scope)
    check_short("handling", form.handling)
    check_short("companions", form.companions, longest=200)
    if form.found_nothing and form.findings:
        raise Invalid(field="found_nothing", reason="both")
    if not form.found_nothing and not form.findings:
        raise Invalid(field="found_nothing", reason="neither")
    for place in form.places:
        check_known("places", place.kind, PLACE_KINDS)
        written("scope", place.name, longest=200)
        if bool(place.code) == (place.kind == "other"):
            raise Invalid(field="places", reason="unknown", value=place.code)
    for index, finding in enumerate(form.findings):
        _check_finding(finding, f"findings-{index}-")


def year_before(day: date) -> date:
    """The same day a year earlier (28 February for 29 February)."""
    last = calendar.monthrange(day.year - 1, day.month)[1]
    return day.replace(year=day.year - 1, day=min(day.day, last))


def half_of(day: date) -> tuple[int, Half]:
    """The year and half-year of a day."""
    return day.year, 1 if day.month <= 6 else 2


def half_year(year: int, half: Half) -> tuple[date, date]:
    """First and last day of a half-year, for which one sheet a person goes to the county (annex, note 3)."""
    return (date(year, 1, 1), date(year, 6, 30)) if half == 1 else (date(year, 7, 1), date(year, 12, 31))


def month(year: int, number: int) -> tuple[date, date]:
    """First and last day of a month."""
    return date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1])


def month_before(first: date) -> date:
    """The first day of the month before the one that `first` begins."""
    return date(first.year - 1, 12, 1) if first.month == 1 else date(first.year, first.month - 1, 1)


def monthly_duty(grid_id: int, days: Iterable[date], *, year: int, number: int) -> Duty:
    """Whether a grid was patrolled in a month (at least once, 三3), from the days of its patrols."""
    first, last = month(year, number)
    within = sorted(day for day in days if first <= day <= last)
    return Duty(grid_id=grid_id, due_on=last, done_on=within[0] if within else None, visits=len(within))


def _check_finding(finding: FindingForm, prefix: str) -> None:
    check_known(f"{prefix}category", finding.category, FINDING_CATEGORIES)
    check_known(f"{prefix}severity", finding.severity, SEVERITIES)
    check_known(f"{prefix}handling", finding.handling, HANDLINGS)
    written(f"{prefix}premises", finding.premises, longest=200)
    written(f"{prefix}description", finding.description)
    check_short(f"{prefix}operator", finding.operator, longest=200)


def check_known(name: str, value: str, allowed: tuple[str, ...]) -> None:
    """Raises Invalid(field, reason="unknown") for a code that is none of `allowed`."""
    if value not in allowed:
        raise Invalid(field=name, reason="unknown", value=value, allowed=allowed)


def check_short(name: str, value: str, *, longest: int = LONGEST) -> None:
    """Raises Invalid(field, reason="too_long") for more than `longest` characters."""
    if len(value) > longest:
        raise Invalid(field=name, reason="too_long", longest=longest)


def written(name: str, value: str, *, longest: int = LONGEST) -> str:
    """The text without blanks around it; raises Invalid(field, reason) when empty or too long."""
    text = value.strip()
    if not text:
        raise Invalid(field=name, reason="required")
    check_short(name, text, longest=longest)
    return text
