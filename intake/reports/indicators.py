"""The nine indicators (domain, §5): each is a list of things, of which some count. Pure.

The denominator is the list, the numerator those of it that count; so a number and the list behind it can
never disagree. Shown, never ranked.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from intake.deadlines.owing import Clocks
from intake.ledger.facts import ItemFact
from intake.patrols.owing import DONE, WAIVED, MonthGrid
from intake.patrols.values import SpotFact, VisitFact
from intake.reports.counting import concluded_in_time
from intake.tips.facts import TipFact

CODES = (
    *("patrol_rate", "coverage_rate", "ontime_close_rate", "closeout_rate", "feedback_rate"),
    *("satisfaction_rate", "spotcheck_match_rate", "relapse_count", "announce_ontime_rate"),
)
COUNTS = ("relapse_count",)
"""Plain numbers, without a denominator."""
OF_TIPS = ("ontime_close_rate", "feedback_rate", "satisfaction_rate")
"""Whose lists name tips: shown only to who may read these."""
FRESH_DAYS = 184
"""A county's list counts as in time for half a year: every term has one."""
_GONE = ("merged", "withdrawn", "not_accepted", "transferred")
SATISFIED = ("satisfied", "mostly")


@dataclass(frozen=True, kw_only=True, slots=True)
class Unit:
    """A village or kindergarten that patrols have to reach; a village with the grid that holds it."""

    kind: str
    code: str
    name: str
    division_path: str
    grid_id: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """A county's list in an announcement, by its date."""

    division_path: str
    dated_on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class County:
    """A county that announces."""

    name: str
    division_path: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Basis:
    """All that the indicators are counted from; `today` is the last day that counts."""

    today: date
    grids: tuple[MonthGrid, ...]
    units: tuple[Unit, ...]
    visits: tuple[VisitFact, ...]
    items: tuple[ItemFact, ...]
    tips: tuple[TipFact, ...]
    spots: tuple[SpotFact, ...]
    counties: tuple[County, ...]
    lists: tuple[Listed, ...]
    clocks: Clocks


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A thing of an indicator's list: `subject` leads to it (`ledger:12`), `counted` says that it is in the
    numerator."""

    subject: str
    label: str
    division_path: str
    day: date
    counted: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Ratio:
    """An indicator's two numbers."""

    numerator: int
    denominator: int


def rows_of(code: str, basis: Basis, first: date, last: date) -> tuple[Row, ...]:
    """The list behind an indicator for a period; KeyError for a code that there is not."""
    until = min(last, basis.today)
    return tuple(_RULES[code](basis, first, until)) if first <= until else ()


def ratio(rows: Iterable[Row]) -> Ratio:
    """The two numbers of a list."""
    listed = list(rows)
    return Ratio(numerator=sum(row.counted for row in listed), denominator=len(listed))


def shown(code: str, value: Ratio) -> str:
    """As people read it: 87.5%, a plain number, and — where there is nothing to divide by."""
    if code in COUNTS:
        return str(value.numerator)
    if not value.denominator:
        return "—"
    tenths = (value.numerator * 1000 + value.denominator // 2) // value.denominator
    return f"{tenths // 10}.{tenths % 10}%"


def months(first: date, last: date) -> list[tuple[date, date]]:
    """The months of a period, each with its first and last day."""
    found, start = [], first.replace(day=1)
    while start <= last:
        following = date(start.year + start.month // 12, start.month % 12 + 1, 1)
        found.append((start, date.fromordinal(following.toordinal() - 1)))
        start = following
    return found


def by_place(rows: Sequence[Row], places: Sequence[tuple[str, str]]) -> list[tuple[str, str, Ratio]]:
    """(path, name, numbers) of each place, in the order given, which is that of their codes."""
    return [
        (path, name, ratio(row for row in rows if row.division_path.startswith(path)))
        for path, name in places
    ]


def _patrol(basis: Basis, first: date, last: date) -> Iterable[Row]:
    for grid in basis.grids:
        if first <= grid.month_end <= last and grid.state != WAIVED:
            yield Row(
                subject=f"grid:{grid.grid_id}",
                label=grid.name,
                division_path=grid.division_path,
                day=grid.month_end,
                counted=grid.state == DONE,
            )


def _coverage(basis: Basis, first: date, last: date) -> Iterable[Row]:
    visited: set[str] = set()
    whole_grids: set[int | None] = set()
    for visit in basis.visits:
        if first <= visit.visited_on <= last:
            visited |= visit.villages | visit.kindergartens
            if not visit.villages and not visit.kindergartens and visit.kind == "patrol":
                whole_grids.add(visit.grid_id)
    for unit in basis.units:
        by_grid = unit.grid_id is not None and unit.grid_id in whole_grids
        yield Row(
            subject=f"{unit.kind}:{unit.code}",
            label=unit.name,
            division_path=unit.division_path,
            day=last,
            counted=unit.code in visited or by_grid,
        )


def _tip(tip: TipFact, day: date, counted: bool) -> Row:
    return Row(
        subject=f"tip:{tip.id}",
        label=tip.number,
        division_path=tip.division_path,
        day=day,
        counted=counted,
    )


def _ontime_close(basis: Basis, first: date, last: date) -> Iterable[Row]:
    for tip in basis.tips:
        due = tip.conclude_by
        # a day is over only when it is past, or when the thing was done before
        if due is None or not first <= due <= last or tip.state in _GONE:
            continue
        if due < basis.today or tip.concluded_on is not None:
            yield _tip(tip, due, concluded_in_time(tip))


def _closeout(basis: Basis, first: date, last: date) -> Iterable[Row]:
    for item in basis.items:
        if item.due_on is not None and first <= item.due_on <= last:
            ended = item.struck_off_on
            yield _item(item, item.due_on, ended is not None and ended <= last)


def _item(item: ItemFact, day: date, counted: bool) -> Row:
    return Row(
        subject=f"ledger:{item.id}",
        label=f"{item.number}　{item.premises}",
        division_path=item.division_path,
        day=day,
        counted=counted,
    )


def _feedback(basis: Basis, first: date, last: date) -> Iterable[Row]:
    for tip in basis.tips:
        if tip.concluded_on is None or tip.state in _GONE:
            continue
        path, track = tip.division_path, tip.track
        due = basis.clocks.due("reply", path=path, since=tip.concluded_on, track=track)
        if first <= due <= last and (due < basis.today or tip.replied_on is not None):
            yield _tip(tip, due, tip.replied_on is not None and tip.replied_on <= due)


def _satisfaction(basis: Basis, first: date, last: date) -> Iterable[Row]:
    for tip in basis.tips:
        if tip.satisfied_on is not None and first <= tip.satisfied_on <= last:
            yield _tip(tip, tip.satisfied_on, tip.satisfaction in SATISFIED)


def _spot_checks(basis: Basis, first: date, last: date) -> Iterable[Row]:
    for spot in basis.spots:
        if first <= spot.visited_on <= last:
            yield Row(
                subject=f"spot_check:{spot.spot_check_id}",
                label=spot.name,
                division_path=spot.division_path,
                day=spot.visited_on,
                counted=spot.agrees,
            )


def _relapses(basis: Basis, first: date, last: date) -> Iterable[Row]:
    for item in basis.items:
        if item.relapse_of_id is not None and first <= item.opened_on <= last:
            yield _item(item, item.opened_on, True)


def _announced(basis: Basis, first: date, last: date) -> Iterable[Row]:
    for _start, end in months(first, last):
        if end > last:
            continue
        for county in basis.counties:
            fresh = any(
                one.division_path == county.division_path
                and 0 <= end.toordinal() - one.dated_on.toordinal() <= FRESH_DAYS
                for one in basis.lists
            )
            yield Row(
                subject="",
                label=county.name,
                division_path=county.division_path,
                day=end,
                counted=fresh,
            )


_RULES: Mapping[str, Callable[[Basis, date, date], Iterable[Row]]] = {
    "patrol_rate": _patrol,
    "coverage_rate": _coverage,
    "ontime_close_rate": _ontime_close,
    "closeout_rate": _closeout,
    "feedback_rate": _feedback,
    "satisfaction_rate": _satisfaction,
    "spotcheck_match_rate": _spot_checks,
    "relapse_count": _relapses,
    "announce_ontime_rate": _announced,
}
