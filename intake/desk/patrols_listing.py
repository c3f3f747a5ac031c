"""This month's duty of each grid (三3: at least one patrol a month), and the list of visits."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from flask import render_template, request
from sqlalchemy.orm import Session

from intake.deadlines.rules import Clock
from intake.desk.patrols_months import months_until
from intake.desk.work_clocks import clock_on
from intake.patrols.duties import GridDuty, duties_of_person, month_duties
from intake.patrols.owing import WAIVED
from intake.patrols.queries import VisitFilter, count_visits, list_visits
from intake.patrols.rules import VISIT_KINDS, Half, half_of, month
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission, Role
from publishing.kernel.web import current_actor, read, requires, today

_PAGE = 20
_GRIDS_IN_SIGHT = 30
"""More grids than this are shown by unit first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitLine:
    """A unit with many others: how many of its grids were patrolled this month."""

    office_id: int
    office_name: str
    grids: int
    done: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Duties:
    """The month's duty: by grid, or by unit where the grids are too many for a page."""

    lines: tuple[GridDuty, ...]
    units: tuple[UnitLine, ...]
    grids: int
    done: int
    waived: int
    left: Clock


@dataclass(frozen=True, kw_only=True, slots=True)
class Chosen:
    """What the address asks of the list; anything it does not know is as good as nothing."""

    kind: str
    month: str
    mine: bool
    grid: int | None
    page: int


@requires(Permission.PATROL_READ)
def index() -> str:
    """`?kind=&month=2026-11&mine=1&grid=&page=` narrow the list, `?office=` the duties."""
    actor = current_actor()
    months = months_until(today())
    chosen = _chosen(months)
    with read() as session:
        duties = _duties(session, actor)
        among = _among(chosen, actor)
        total = count_visits(session, actor=actor, among=among)
        pages = max(1, -(-total // _PAGE))
        page = min(chosen.page, pages)
        visits = list_visits(session, actor=actor, among=among, offset=(page - 1) * _PAGE, limit=_PAGE)
    return render_template(
        "intake/patrols/index.html",
        duties=duties,
        visits=visits,
        total=total,
        page=page,
        pages=pages,
        chosen=chosen,
        kinds=VISIT_KINDS,
        months=months,
        halves=_halves(today()),
        today=today(),
        may_record=actor.may(Permission.PATROL_RECORD),
        own=actor.role is Role.SUPERVISOR,
    )


def _chosen(months: list[date]) -> Chosen:
    kind, asked = request.args.get("kind", ""), request.args.get("month", "")
    return Chosen(
        kind=kind if kind in VISIT_KINDS else "",
        month=asked if asked in [f"{one:%Y-%m}" for one in months] else "",
        mine=request.args.get("mine") == "1",
        grid=request.args.get("grid", type=int),
        page=max(1, request.args.get("page", 1, type=int)),
    )


def _among(chosen: Chosen, actor: Actor) -> VisitFilter:
    first = last = None
    if chosen.month:
        first, last = month(int(chosen.month[:4]), int(chosen.month[5:]))
    return VisitFilter(
        kind=chosen.kind or None,
        visited_by_id=actor.user_id if chosen.mine else None,
        grid_id=chosen.grid,
        first=first,
        last=last,
    )


def _duties(session: Session, actor: Actor) -> Duties:
    day = today()
    own = actor.role is Role.SUPERVISOR and actor.user_id is not None
    lines = (
        duties_of_person(session, actor.user_id or 0, year=day.year, number=day.month, today=day)
        if own
        else month_duties(
            session,
            year=day.year,
            number=day.month,
            today=day,
            within=actor.division_path,
            office_id=request.args.get("office", type=int),
        )
    )
    many = len(lines) > _GRIDS_IN_SIGHT
    return Duties(
        lines=() if many else lines,
        units=_units(lines) if many else (),
        grids=len(lines),
        done=sum(line.duty.done_on is not None for line in lines),
        waived=sum(line.duty.state == WAIVED for line in lines),
        left=clock_on(month(day.year, day.month)[1], day),
    )


def _units(lines: tuple[GridDuty, ...]) -> tuple[UnitLine, ...]:
    """In the order of the places, which is nobody's rank."""
    names = {line.grid.office_id: line.grid.office_name for line in lines}
    grids = Counter(line.grid.office_id for line in lines)
    done = Counter(line.grid.office_id for line in lines if line.duty.done_on is not None)
    return tuple(
        UnitLine(office_id=office_id, office_name=name, grids=grids[office_id], done=done[office_id])
        for office_id, name in names.items()
    )


def _halves(day: date) -> list[tuple[int, Half]]:
    """This half-year and the one before it, whose sheet is handed in now (annex, note 3)."""
    year, half = half_of(day)
    before: tuple[int, Half] = (year, 1) if half == 2 else (year - 1, 2)
    return [(year, half), before]
