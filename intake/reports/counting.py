"""The figures of a report, counted from facts. Pure: the same facts give the same figures.

Flows are counted by the day of the step, so that open at the start, plus opened, less struck off and handed
over, is open at the end.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from intake.ledger.facts import ItemFact
from intake.patrols.owing import DONE, WAIVED, MonthGrid
from intake.patrols.rules import FINDING_CATEGORIES
from intake.patrols.values import VisitFact
from intake.tips.facts import TipFact

FIGURES: Mapping[str, tuple[str, ...]] = {
    "basics": ("grids", "supervisors", "vacant", "duties", "patrolled", "waived", "visits"),
    "findings": ("findings", "unlicensed", "major", "on_spot", "found_nothing"),
    "ledger": (
        *("open_before", "opened", "struck_off", "handed_over", "open_after"),
        *("overdue", "open_unlicensed", "open_hazard", "notices"),
    ),
    "filing": ("filed", "open_major", "letters", "replied_letters", "late_letters"),
    "tips": (
        *("tips", "accepted", "concluded", "concluded_in_time", "substantiated", "unsubstantiated"),
        *("tips_open", "tips_overdue"),
    ),
    "spot_checks": ("spot_checks", "spot_findings"),
    "accountability": ("relapses",),
}
"""The figures by section, in the order in which they are shown."""
LINE = ("duties", "patrolled", "findings", "unlicensed", "opened", "struck_off", "open_after")
"""What the summary table has of each grid, township or county."""
_NOT_COUNTED = ("merged", "withdrawn")


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """All that a report is counted from."""

    first: date
    last: date
    grids: tuple[MonthGrid, ...]
    """For every month that ended within the span: the grids in force on its last day."""
    grids_now: int
    supervisors: int
    vacant: int
    visits: tuple[VisitFact, ...]
    items: tuple[ItemFact, ...]
    tips: tuple[TipFact, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A row of the summary table; `figures` in the order of LINE."""

    name: str
    figures: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """What was found of one category."""

    category: str
    total: int
    major: int
    on_spot: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """The figures of a report by name, its findings by category, and its summary table."""

    figures: Mapping[str, int]
    kinds: tuple[Kind, ...]
    lines: tuple[Line, ...]


def count(facts: Facts, groups: Sequence[tuple[str, str]], *, by_grid: bool, rest: str) -> Counted:
    """Everything. `groups` are (key, name) of the lines: ids of grids as text when `by_grid`, else paths of
    divisions; what lies in none of them is in a line `rest`, left out while it has nothing."""
    return Counted(
        figures=_figures(facts),
        kinds=_kinds(facts.visits),
        lines=_lines(facts, groups, by_grid=by_grid, rest=rest),
    )


def concluded_in_time(tip: TipFact) -> bool:
    """Whether it was concluded by the day that its reporter was promised."""
    return tip.concluded_on is not None and (tip.conclude_by is None or tip.concluded_on <= tip.conclude_by)


def _figures(facts: Facts) -> dict[str, int]:
    def within(day: date | None) -> bool:
        return day is not None and facts.first <= day <= facts.last

    def items(test: Callable[[ItemFact], bool]) -> int:
        return sum(map(test, facts.items))

    found = [found for visit in facts.visits for found in visit.found]
    before = date.fromordinal(facts.first.toordinal() - 1)
    still = [item for item in facts.items if item.open_on(facts.last)]
    letters = [letter for item in facts.items for letter in item.letters]
    spot = [visit for visit in facts.visits if visit.kind == "spot_check"]
    return {
        "grids": facts.grids_now,
        "supervisors": facts.supervisors,
        "vacant": facts.vacant,
        "duties": sum(grid.state != WAIVED for grid in facts.grids),
        "patrolled": sum(grid.state == DONE for grid in facts.grids),
        "waived": sum(grid.state == WAIVED for grid in facts.grids),
        "visits": len(facts.visits),
        "findings": len(found),
        "unlicensed": sum(one.category == "unlicensed" for one in found),
        "major": sum(one.severity == "major" for one in found),
        "on_spot": sum(one.handling == "on_spot" for one in found),
        "found_nothing": sum(not visit.found for visit in facts.visits),
        "open_before": items(lambda item: item.open_on(before)),
        "opened": items(lambda item: within(item.opened_on)),
        "struck_off": items(lambda item: within(item.ended_on()) and item.ended_on() == item.struck_off_on),
        "handed_over": items(lambda item: within(item.ended_on()) and item.ended_on() != item.struck_off_on),
        "open_after": len(still),
        "overdue": sum(item.due_on is not None and item.due_on < facts.last for item in still),
        "open_unlicensed": sum(item.kind == "unlicensed" for item in still),
        "open_hazard": sum(item.kind == "hazard" for item in still),
        "notices": sum(within(day) for item in facts.items for day in item.notices),
        "filed": items(lambda item: within(item.filed_on)),
        "open_major": sum(item.severity == "major" for item in still),
        "letters": sum(within(letter.sent_on) for letter in letters),
        "replied_letters": sum(within(letter.replied_on) for letter in letters),
        "late_letters": sum(
            letter.sent_on <= facts.last
            and letter.reply_due_on < facts.last
            and (letter.replied_on is None or letter.replied_on > facts.last)
            for letter in letters
        ),
        "spot_checks": len(spot),
        "spot_findings": sum(len(visit.found) for visit in spot),
        "relapses": items(lambda item: item.relapse_of_id is not None and within(item.opened_on)),
        **_tips(facts, within),
    }


def _tips(facts: Facts, within: Callable[[date | None], bool]) -> dict[str, int]:
    own = [tip for tip in facts.tips if tip.state not in _NOT_COUNTED]
    received = [tip for tip in own if within(tip.received_on)]
    concluded = [tip for tip in own if within(tip.concluded_on)]
    refused = ("not_accepted", "transferred", "archived")
    still = [
        tip
        for tip in own
        if (tip.concluded_on is None or tip.concluded_on > facts.last) and tip.state not in refused
    ]
    return {
        "tips": len(received),
        "accepted": sum(tip.accepted_on is not None for tip in received),
        "concluded": len(concluded),
        "concluded_in_time": sum(map(concluded_in_time, concluded)),
        "substantiated": sum(tip.outcome in ("substantiated", "partly_substantiated") for tip in concluded),
        "unsubstantiated": sum(tip.outcome == "unsubstantiated" for tip in concluded),
        "tips_open": len(still),
        "tips_overdue": sum(tip.conclude_by is not None and tip.conclude_by < facts.last for tip in still),
    }


def _kinds(visits: Iterable[VisitFact]) -> tuple[Kind, ...]:
    found = [found for visit in visits for found in visit.found]
    total = Counter(one.category for one in found)
    major = Counter(one.category for one in found if one.severity == "major")
    on_spot = Counter(one.category for one in found if one.handling == "on_spot")
    return tuple(
        Kind(category=code, total=total[code], major=major[code], on_spot=on_spot[code])
        for code in FINDING_CATEGORIES
    )


def _lines(facts: Facts, groups: Sequence[tuple[str, str]], *, by_grid: bool, rest: str) -> tuple[Line, ...]:
    keys = [key for key, _name in groups]

    def key_of(grid_id: int | None, path: str) -> str:
        if by_grid:
            return str(grid_id) if str(grid_id) in keys else ""
        return next((key for key in keys if path.startswith(key)), "")

    counters = {name: Counter[str]() for name in LINE}

    def add(name: str, grid_id: int | None, path: str, number: int = 1) -> None:
        counters[name][key_of(grid_id, path)] += number

    for grid in facts.grids:
        add("duties", grid.grid_id, grid.division_path, grid.state != WAIVED)
        add("patrolled", grid.grid_id, grid.division_path, grid.state == DONE)
    for visit in facts.visits:
        add("findings", visit.grid_id, visit.division_path, len(visit.found))
        unlicensed = sum(one.category == "unlicensed" for one in visit.found)
        add("unlicensed", visit.grid_id, visit.division_path, unlicensed)
    for item in facts.items:
        ended = item.ended_on()
        if facts.first <= item.opened_on <= facts.last:
            add("opened", item.grid_id, item.division_path)
        if ended is not None and ended == item.struck_off_on and facts.first <= ended <= facts.last:
            add("struck_off", item.grid_id, item.division_path)
        if item.open_on(facts.last):
            add("open_after", item.grid_id, item.division_path)
    lines = [
        Line(name=name, figures=tuple(counters[column][key] for column in LINE))
        for key, name in [*groups, ("", rest)]
    ]
    return tuple(lines if any(lines[-1].figures) else lines[:-1])
