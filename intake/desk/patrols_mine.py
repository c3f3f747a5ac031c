"""我的本月巡查: the grids for which one answers, where one has been this month, and where not yet."""

from dataclasses import dataclass
from datetime import date

from flask import render_template
from sqlalchemy.orm import Session

from intake.desk.patrols_months import asked_month, month_after, months_until
from intake.desk.work_clocks import clock_on
from intake.patrols.duties import GridDuty, duties_of_person
from intake.patrols.queries import VisitValue, places_of_visits, visits_of_grid
from publishing.divisions.queries import division_names
from publishing.divisions.rules import Level, short_name
from publishing.kernel.permissions import Permission
from publishing.kernel.web import current_actor, read, requires, today


@dataclass(frozen=True, kw_only=True, slots=True)
class VillageLine:
    """A village of the grid, and the last day of the month on which somebody was there."""

    name: str
    last: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class MineLine:
    """A grid of mine with its villages and the visits of the month."""

    one: GridDuty
    villages: tuple[VillageLine, ...]
    visits: tuple[VisitValue, ...]
    covering: bool
    """It is somebody else's, who is on leave, or nobody's."""


@requires(Permission.PATROL_READ)
def my_month() -> str:
    """`?month=2026-11` looks back."""
    actor = current_actor()
    first = asked_month(today())
    with read() as session:
        duties = duties_of_person(
            session, actor.user_id or 0, year=first.year, number=first.month, today=today()
        )
        lines = [_line(session, one) for one in duties]
    months = months_until(today())
    return render_template(
        "intake/patrols/my_month.html",
        lines=lines,
        first=first,
        earlier=first if first == months[-1] else months[months.index(first) + 1],
        later=month_after(first) if first < months[0] else first,
        left=clock_on(duties[0].duty.due_on, today()) if duties else None,
        today=today(),
        may_record=actor.may(Permission.PATROL_RECORD),
    )


def _line(session: Session, one: GridDuty) -> MineLine:
    visits = visits_of_grid(session, one.grid.id, year=one.duty.first.year, number=one.duty.first.month)
    went: dict[str, date] = {}
    places = places_of_visits(session, [visit.id for visit in visits])
    for visit in visits:
        for place in places.get(visit.id, ()):
            if place.kind == "village":
                went[place.code] = visit.visited_on
    names = division_names(session, one.grid.villages)
    return MineLine(
        one=one,
        villages=tuple(
            VillageLine(name=short_name(names[code], Level.VILLAGE), last=went.get(code))
            for code in one.grid.villages
            if code in names
        ),
        visits=visits,
        covering=one.grid.supervisor_id != one.answers_id,
    )
