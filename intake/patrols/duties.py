"""Reading the monthly duty: of grids, of a person, and what the county waived."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.grid.queries import get_grid, grids_of
from intake.grid.tallying import grid_versions
from intake.grid.values import GridValue
from intake.patrols.models import PatrolWaiver, Visit, VisitPlace
from intake.patrols.owing import GridMonth, MonthDuty, MonthGrid, PatrolDay, answers_for, month_duties_of
from intake.patrols.rules import month
from publishing.kernel.accounts.queries import get_person, list_people, names_of
from publishing.kernel.errors import NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission, Role


@dataclass(frozen=True, kw_only=True, slots=True)
class GridDuty:
    """A grid, its duty of a month, and who answers for it: while the month lasts, today; afterwards, on its
    last day."""

    grid: GridValue
    duty: MonthDuty
    answers_id: int | None
    answers: str
    """The name; empty where the post and the school's head are vacant."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WaiverValue:
    """A waiver as it was given, and taken back if it was."""

    id: int
    grid_id: int
    month: date
    reason: str
    waived_by: str
    waived_at: datetime
    withdrawal_reason: str
    withdrawn_by: str
    withdrawn_at: datetime | None


def month_duties(
    session: Session,
    *,
    year: int,
    number: int,
    today: date,
    within: str = "",
    office_id: int | None = None,
) -> tuple[GridDuty, ...]:
    """The duty of every grid below a path (or of one office) in a month, in the order of places and numbers.
    Raises nothing for a month without grids."""
    _first, last = month(year, number)
    grids = grids_of(session, on=last, within=within, office_id=office_id)
    duties = _duties(session, grids, year=year, number=number, today=today)
    seen = _as_on(session, grids, min(last, today), within=within, office_id=office_id)
    answering = answering_for(session, seen.values())
    found = [(seen[duty.grid_id], duty, answering[duty.grid_id]) for duty in duties]
    names = names_of(session, {one for _grid, _duty, one in found if one is not None})
    return tuple(
        GridDuty(grid=grid, duty=duty, answers_id=one, answers=names.get(one or 0, ""))
        for grid, duty, one in found
    )


def month_grids(session: Session, ends: Sequence[date], *, within: str) -> tuple[MonthGrid, ...]:
    """How each grid below a path stood when each of some months was over, `ends` being their last days; month
    by month in the order of places and numbers. Reads each table once, and asks nobody's name."""
    if not ends:
        return ()
    versions = grid_versions(session, within=within)
    by_id = {one.id: one for one in versions}
    visits = session.execute(
        select(Visit.id, Visit.grid_id, Visit.visited_on).where(
            Visit.kind == "patrol",
            Visit.grid_id.is_not(None),
            Visit.visited_on.between(min(ends).replace(day=1), max(ends)),
            Visit.grid_id.in_(by_id) | Visit.division_path.startswith(within, autoescape=True),
        )
    ).all()
    standing = session.execute(
        select(PatrolWaiver.month, PatrolWaiver.grid_id, PatrolWaiver.id).where(
            PatrolWaiver.month.in_([end.replace(day=1) for end in ends]), PatrolWaiver.withdrawn_at.is_(None)
        )
    ).all()
    former = {
        grid_id: frozenset(get_grid(session, grid_id).villages)
        for grid_id in {row.grid_id for row in visits} - by_id.keys()
    }
    ended = [row.id for row in visits if row.grid_id in former or by_id[row.grid_id].valid_to is not None]
    went = _villages(session, ended) if ended else {}
    patrols = [
        PatrolDay(
            grid_id=row.grid_id,
            on=row.visited_on,
            villages=went.get(row.id) or former.get(row.grid_id) or by_id[row.grid_id].villages,
        )
        for row in visits
    ]
    found = []
    for end in ends:
        held = [one for one in versions if one.in_force(end)]
        duties = month_duties_of(
            [GridMonth(grid_id=one.id, villages=one.villages) for one in held],
            patrols,
            {row.grid_id: row.id for row in standing if row.month == end.replace(day=1)},
            year=end.year,
            number=end.month,
            today=end + timedelta(days=1),
        )
        found += [
            MonthGrid(
                grid_id=one.id,
                division_path=one.division_path,
                name=one.name,
                month_end=end,
                state=duty.state,
            )
            for one, duty in zip(held, duties, strict=True)
        ]
    return tuple(found)


def answering_for(session: Session, grids: Iterable[GridValue]) -> dict[int, int | None]:
    """Who answers for each of these grids, by its id: see `answers_for`."""
    asked = list(grids)
    heads = _heads(session, asked)
    return {
        grid.id: answers_for(
            grid.duty,
            supervisor_id=grid.supervisor_id,
            cover_id=grid.cover_id,
            head_id=heads.get(grid.office_id),
        )
        for grid in asked
    }


def duties_of_person(
    session: Session, account_id: int, *, year: int, number: int, today: date
) -> tuple[GridDuty, ...]:
    """The duties for which a person answers in a month: own grids, grids covered for somebody on leave, and,
    for the head of a central school, those without anybody."""
    office_id = get_person(session, account_id).office.id
    found = month_duties(session, year=year, number=number, today=today, office_id=office_id)
    return tuple(one for one in found if one.answers_id == account_id)


def grids_covered(session: Session, actor: Actor, *, on: date) -> tuple[GridValue, ...]:
    """The grids of colleagues on leave for whom a person stands in on a day."""
    near = grids_of(session, on=on, office_id=actor.office_id) if actor.office_id is not None else ()
    return tuple(grid for grid in near if grid.cover_id is not None and grid.cover_id == actor.user_id)


def waivers_of(session: Session, first: date, grid_ids: Iterable[int]) -> tuple[WaiverValue, ...]:
    """Every waiver of a month for these grids, those that were taken back too, in the order of giving."""
    rows = session.scalars(
        select(PatrolWaiver)
        .where(PatrolWaiver.month == first, PatrolWaiver.grid_id.in_(list(grid_ids)))
        .order_by(PatrolWaiver.id)
    ).all()
    return _waivers(session, rows)


def get_waiver(session: Session, waiver_id: int, *, actor: Actor) -> tuple[WaiverValue, GridValue]:
    """A waiver and its grid; raises Forbidden without PATROL_READ, NotFound where it is not this person's to
    see."""
    actor.require(Permission.PATROL_READ)
    row = session.get(PatrolWaiver, waiver_id)
    if row is None:
        raise NotFound(what="waiver")
    grid = get_grid(session, row.grid_id)
    if not actor.covers(grid.division_path):
        raise NotFound(what="waiver")
    return _waivers(session, [row])[0], grid


def _waivers(session: Session, rows: Sequence[PatrolWaiver]) -> tuple[WaiverValue, ...]:
    people = {row.waived_by_id for row in rows} | {row.withdrawn_by_id for row in rows if row.withdrawn_by_id}
    names = names_of(session, people)
    return tuple(
        WaiverValue(
            id=row.id,
            grid_id=row.grid_id,
            month=row.month,
            reason=row.reason,
            waived_by=names[row.waived_by_id],
            waived_at=row.waived_at,
            withdrawal_reason=row.withdrawal_reason,
            withdrawn_by=names.get(row.withdrawn_by_id or 0, ""),
            withdrawn_at=row.withdrawn_at,
        )
        for row in rows
    )


def _duties(
    session: Session, grids: Sequence[GridValue], *, year: int, number: int, today: date
) -> tuple[MonthDuty, ...]:
    first, last = month(year, number)
    held = {grid.id: frozenset(grid.villages) for grid in grids}
    rows = session.execute(
        select(Visit.id, Visit.grid_id, Visit.visited_on).where(
            Visit.kind == "patrol",
            Visit.grid_id.is_not(None),
            Visit.visited_on.between(first, last),
            Visit.grid_id.in_(held) | Visit.division_path.in_({grid.division_path for grid in grids}),
        )
    ).all()
    standing = session.execute(
        select(PatrolWaiver.grid_id, PatrolWaiver.id).where(
            PatrolWaiver.month == first, PatrolWaiver.withdrawn_at.is_(None)
        )
    )
    waived = {row.grid_id: row.id for row in standing}
    # only what was patrolled in a grid that is no more needs its villages
    moved = [row for row in rows if row.grid_id not in held]
    went = _villages(session, [row.id for row in moved])
    former = {
        grid_id: frozenset(get_grid(session, grid_id).villages) for grid_id in {r.grid_id for r in moved}
    }
    patrols = [
        PatrolDay(
            grid_id=row.grid_id,
            on=row.visited_on,
            villages=held.get(row.grid_id) or went.get(row.id) or former[row.grid_id],
        )
        for row in rows
    ]
    months = [GridMonth(grid_id=grid_id, villages=villages) for grid_id, villages in held.items()]
    return month_duties_of(months, patrols, waived, year=year, number=number, today=today)


def _villages(session: Session, visit_ids: Iterable[int]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = {}
    query = select(VisitPlace.visit_id, VisitPlace.code).where(
        VisitPlace.visit_id.in_(list(visit_ids)), VisitPlace.kind == "village"
    )
    for visit_id, code in session.execute(query):
        found.setdefault(visit_id, set()).add(code)
    return {visit_id: frozenset(codes) for visit_id, codes in found.items()}


def _as_on(
    session: Session, grids: Sequence[GridValue], on: date, *, within: str, office_id: int | None
) -> dict[int, GridValue]:
    """The same grids with the people of a day; a grid that is not yet in force then, with its first ones."""
    then = {grid.id: grid for grid in grids_of(session, on=on, within=within, office_id=office_id)}
    return {grid.id: then.get(grid.id, grid) for grid in grids}


def _heads(session: Session, grids: Sequence[GridValue]) -> dict[int, int]:
    people = list_people(session, office_ids={grid.office_id for grid in grids}, role=Role.CENTRAL_SCHOOL)
    # the first of several, as routing has it
    return {person.office.id: person.id for person in reversed(people)}
