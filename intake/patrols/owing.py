"""The monthly duty of each grid (notice 60, 三3): at least one patrol a calendar month, computed and stored
nowhere. Pure.

The duty of a month lies on the grids that are in force on its last day: a grid that was redrawn in the
middle of it hands its duty to those that came after it. What was patrolled before the redrawing is not lost:
it counts for every later grid that holds a village of that patrol.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from intake.patrols.rules import month

DONE, WAIVED, DUE, MISSED = "done", "waived", "due", "missed"
DUTY_STATES = (DONE, WAIVED, DUE, MISSED)
"""已巡查, 已免除, 还没有巡查, 当月没有巡查."""


@dataclass(frozen=True, kw_only=True, slots=True)
class GridMonth:
    """A grid in force on the last day of a month, and its villages then."""

    grid_id: int
    villages: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class PatrolDay:
    """A patrol: where its grid was, when, and to which villages; where those were not written down, all that
    the grid held."""

    grid_id: int
    on: date
    villages: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class MonthDuty:
    """The duty of a grid in a month. `state`: one of DUTY_STATES."""

    grid_id: int
    first: date
    due_on: date
    state: str
    done_on: date | None
    visits: int
    waiver_id: int | None
    """The county's waiver that stands, needed or not."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MonthGrid:
    """A grid in force at the end of a month that is over. `state`: `done`, `waived` by the county, or
    `missed`."""

    grid_id: int
    division_path: str
    name: str
    month_end: date
    state: str


def month_duties_of(
    grids: Iterable[GridMonth],
    patrols: Iterable[PatrolDay],
    waived: Mapping[int, int],
    *,
    year: int,
    number: int,
    today: date,
) -> tuple[MonthDuty, ...]:
    """The duty of each grid in its order; `waived` holds the standing waivers of the month by grid.

    A patrol counts before a waiver. Without either, the duty is due until the month is over in Asia/Shanghai
    (`today` is that day there), and missed after it."""
    first, last = month(year, number)
    owing = list(grids)
    counted = _counted(owing, [one for one in patrols if first <= one.on <= last])
    found = []
    for grid in owing:
        days = sorted(counted.get(grid.grid_id, ()))
        waiver = waived.get(grid.grid_id)
        open_state = DUE if today <= last else MISSED
        found.append(
            MonthDuty(
                grid_id=grid.grid_id,
                first=first,
                due_on=last,
                state=DONE if days else WAIVED if waiver is not None else open_state,
                done_on=days[0] if days else None,
                visits=len(days),
                waiver_id=waiver,
            )
        )
    return tuple(found)


def answers_for(
    duty: str, *, supervisor_id: int | None, cover_id: int | None, head_id: int | None
) -> int | None:
    """Who answers for a grid's patrol: its supervisor; on leave, whoever covers; else the school's head."""
    if duty == "on_duty":
        return supervisor_id
    return cover_id if duty == "leave" and cover_id is not None else head_id


def _counted(grids: Collection[GridMonth], patrols: Iterable[PatrolDay]) -> dict[int, list[date]]:
    in_force = {grid.grid_id for grid in grids}
    found: dict[int, list[date]] = {}
    for patrol in patrols:
        if patrol.grid_id in in_force:
            found.setdefault(patrol.grid_id, []).append(patrol.on)
            continue
        for grid in grids:
            if grid.villages & patrol.villages:
                found.setdefault(grid.grid_id, []).append(patrol.on)
    return found
