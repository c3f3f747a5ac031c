"""每月巡查: for the unit, the county and the city: which grids were patrolled in a month, and who was not
out. Shown in the order of the places, which is nobody's rank."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from flask import render_template, request
from sqlalchemy.orm import Session

from intake.desk.patrols_months import asked_month, month_said, months_until
from intake.desk.work_clocks import clock_on
from intake.patrols.duties import GridDuty, month_duties, waivers_of
from intake.patrols.owing import DUTY_STATES
from intake.patrols.rules import month
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission
from publishing.kernel.web import current_actor, read, requires, today

_PAGE = 50
_MONTHS_AHEAD = 3
OPEN = ("due", "missed")
"""States of a duty that was neither done nor waived."""


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitMonth:
    """A unit's month in figures."""

    office_id: int
    name: str
    grids: int
    done: int
    waived: int
    left: int


@requires(Permission.PATROL_READ)
def duty() -> str:
    """`?month=2026-11&office=&state=open|done|waived|all&page=`; by default what is still open."""
    actor = current_actor()
    first = asked_month(today(), ahead=_MONTHS_AHEAD)
    with read() as session:
        whole = month_duties(
            session, year=first.year, number=first.month, today=today(), within=actor.division_path
        )
        office_id = request.args.get("office", type=int)
        here = [one for one in whole if office_id is None or one.grid.office_id == office_id]
        waivers = waivers_of(session, first, [one.grid.id for one in here])
        before = _before(session, actor, office_id) if here else []
    state = request.args.get("state", "open")
    state = state if state in ("open", "all", *DUTY_STATES) else "open"
    lines = [one for one in here if _wanted(one, state)]
    pages = max(1, -(-len(lines) // _PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    return render_template(
        "intake/patrols/duty.html",
        first=first,
        months=sorted({*months_until(today()), first}, reverse=True),
        state=state,
        office=next((one.grid.office_name for one in here), "") if office_id is not None else "",
        office_id=office_id,
        units=_units(whole),
        figures=_figures(here),
        lines=lines[(page - 1) * _PAGE : page * _PAGE],
        page=page,
        pages=pages,
        waivers=waivers,
        names={one.grid.id: one.grid.name for one in here},
        before=before,
        left=clock_on(month(first.year, first.month)[1], today()),
        may_record=actor.may(Permission.PATROL_RECORD),
        may_waive=actor.may(Permission.PATROL_WAIVE),
        today=today(),
    )


def _wanted(one: GridDuty, state: str) -> bool:
    if state == "open":
        return one.duty.state in OPEN
    return state in ("all", one.duty.state)


def _figures(duties: list[GridDuty]) -> UnitMonth:
    states = Counter(one.duty.state for one in duties)
    return UnitMonth(
        office_id=0,
        name="",
        grids=len(duties),
        done=states["done"],
        waived=states["waived"],
        left=states["due"] + states["missed"],
    )


def _units(duties: tuple[GridDuty, ...]) -> list[UnitMonth]:
    units: dict[int, list[GridDuty]] = {}
    for one in duties:
        units.setdefault(one.grid.office_id, []).append(one)
    found = []
    for office_id, held in units.items():
        figures = _figures(held)
        found.append(
            UnitMonth(
                office_id=office_id,
                name=held[0].grid.office_name,
                grids=figures.grids,
                done=figures.done,
                waived=figures.waived,
                left=figures.left,
            )
        )
    return found


def _before(session: Session, actor: Actor, office_id: int | None) -> list[tuple[date, str, UnitMonth]]:
    """The six months before this one, the newest first."""
    found = []
    for first in months_until(today(), back=6)[1:]:
        duties = month_duties(
            session,
            year=first.year,
            number=first.month,
            today=today(),
            within=actor.division_path,
            office_id=office_id,
        )
        if duties:
            found.append((first, month_said(first), _figures(list(duties))))
    return found
