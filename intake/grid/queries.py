"""Reading grids: the one in force for a village on a day, who answers there, and gaps and overlaps."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from intake.grid.models import Grid, GridSupervisor, GridVillage, Leave, Relation, RunKindergarten
from intake.grid.rules import Duty, GridRef, Line, Officer, Tie, Unit
from intake.grid.values import Coverage, GridValue, LeaveValue, Overlap
from publishing.divisions.queries import list_level, path_divisions
from publishing.divisions.rules import Division, Level, short_name
from publishing.kernel.accounts.queries import (
    OfficeValue,
    Person,
    find_office_at,
    get_office,
    get_person,
    list_people,
    open_names,
)
from publishing.kernel.errors import NotFound
from publishing.kernel.permissions import Role
from publishing.kernel.remembering import remembered


def in_force(
    start: InstrumentedAttribute[date], end: InstrumentedAttribute[date | None], on: date
) -> ColumnElement[bool]:
    """The condition that `on` lies in a period whose end day is the first day outside it."""
    return and_(start <= on, or_(end.is_(None), end > on))


def get_grid(session: Session, grid_id: int, *, on: date | None = None) -> GridValue:
    """The grid as it stands on a day (default: its first day in force); raises NotFound."""
    row = session.get(Grid, grid_id)
    if row is None:
        raise NotFound(what="grid")
    return _values(session, [row], on or row.valid_from)[0]


def grids_of(
    session: Session, *, on: date, within: str = "", office_id: int | None = None
) -> tuple[GridValue, ...]:
    """Grids in force on a day below the path `within`, or of one office, in order of place and number."""
    query = select(Grid).where(in_force(Grid.valid_from, Grid.valid_to, on))
    if within:
        query = query.where(Grid.division_path.startswith(within, autoescape=True))
    if office_id is not None:
        query = query.where(Grid.office_id == office_id)
    rows = list(session.scalars(query.order_by(Grid.division_path, Grid.number, Grid.id)))
    return _values(session, rows, on)


def grid_at(session: Session, village_code: str, *, on: date) -> GridValue | None:
    """The grid of a village on a day. Where a mistake put it in two, the one that came into force last."""
    row = session.scalars(
        select(Grid)
        .join(GridVillage, GridVillage.grid_id == Grid.id)
        .where(GridVillage.village_code == village_code, in_force(Grid.valid_from, Grid.valid_to, on))
        .order_by(Grid.valid_from.desc(), Grid.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else _values(session, [row], on)[0]


def grids_of_person(session: Session, account_id: int, *, on: date) -> tuple[GridValue, ...]:
    """The grids that a person supervises on a day."""
    rows = session.scalars(
        select(Grid)
        .join(GridSupervisor, GridSupervisor.grid_id == Grid.id)
        .where(
            GridSupervisor.account_id == account_id,
            in_force(GridSupervisor.valid_from, GridSupervisor.valid_to, on),
            in_force(Grid.valid_from, Grid.valid_to, on),
        )
        .order_by(Grid.division_path, Grid.number)
    )
    return _values(session, list(rows), on)


def grid_of_person(session: Session, account_id: int, *, on: date) -> GridValue | None:
    """The (first) grid that a person supervises on a day."""
    return next(iter(grids_of_person(session, account_id, on=on)), None)


@remembered
def line_for(session: Session, division_code: str, *, on: date, path: str | None = None) -> Line:
    """Everybody who could answer for a place on a day; `path` saves a look-up where the caller knows it.

    Raises NotFound for an unknown division, and where the city has no office: without one there is nobody
    to take a tip in."""
    divisions = path_divisions(session, path) if path else _path_to(session, division_code)
    if not divisions or divisions[-1].code != division_code:
        raise NotFound(what="division")
    by_level = {division.level: division for division in divisions}
    place = divisions[-1]
    city = find_office_at(session, divisions[0].code, kind="city")
    if city is None:
        raise NotFound(what="office")
    county = _office(session, by_level.get(Level.COUNTY), "county")
    grid = grid_at(session, division_code, on=on) if place.level is Level.VILLAGE else None
    school = (
        get_office(session, grid.office_id)
        if grid
        else _office(session, by_level.get(Level.TOWNSHIP), "central_school")
    )
    heads = list_people(session, office_ids=[school.id], role=Role.CENTRAL_SCHOOL) if school else ()
    triage = list_people(session, office_ids=[county.id], role=Role.COUNTY_TRIAGE) if county else ()
    head = heads[0] if heads else None
    away = away_on(session, [person.id for person in (*heads[:1], *triage)], on)
    head_cover = _person(session, away.get(head.id)) if head else None
    return Line(
        place=short_name(place.name, place.level),
        level=place.level.value,
        grid=GridRef(id=grid.id, name=grid.name) if grid else None,
        supervisor=_supervisor(grid),
        cover=_stand_in(session, grid.cover_id, on) if grid and grid.cover_id else None,
        school=_unit(school),
        head=_officer(head, away) if head else None,
        head_cover=_stand_in(session, head_cover.id, on) if head_cover else None,
        county=_unit(county),
        triage=tuple(_officer(person, away) for person in triage),
        city=Unit(id=city.id, name=city.name),
    )


def is_away(session: Session, account_id: int, *, on: date) -> bool:
    """Whether a person is on leave on a day."""
    return account_id in away_on(session, [account_id], on)


def leaves_of(session: Session, account_id: int) -> tuple[LeaveValue, ...]:
    """A person's leaves, the newest first."""
    rows = session.scalars(
        select(Leave).where(Leave.account_id == account_id).order_by(Leave.starts_on.desc())
    )
    return tuple(
        LeaveValue(
            id=row.id,
            account_id=row.account_id,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            cover_id=row.cover_id,
        )
        for row in rows
    )


def relations_of(session: Session, account_ids: Iterable[int]) -> tuple[Tie, ...]:
    """The declared relations of these people."""
    rows = session.scalars(
        select(Relation).where(Relation.account_id.in_(list(account_ids))).order_by(Relation.id)
    )
    return tuple(
        Tie(account_id=row.account_id, kind=row.kind, kindergarten_id=row.kindergarten_id, name=row.name)
        for row in rows
    )


def run_by(session: Session, kindergarten_id: str | None) -> int | None:
    """The office of the central school that runs this kindergarten itself, if one does."""
    row = session.get(RunKindergarten, kindergarten_id) if kindergarten_id else None
    return row.office_id if row else None


def coverage(session: Session, *, on: date, within: str = "") -> Coverage:
    """Villages below the path `within` that are in no grid, or in more than one, on a day."""
    villages = list_level(session, Level.VILLAGE, within=within)
    grids = grids_of(session, on=on, within=within)
    holding: dict[str, list[GridValue]] = {}
    for grid in grids:
        for code in grid.villages:
            holding.setdefault(code, []).append(grid)
    return Coverage(
        villages=len(villages),
        gaps=tuple(village for village in villages if village.code not in holding),
        overlaps=tuple(
            Overlap(village=village, grids=tuple(holding[village.code]))
            for village in villages
            if len(holding.get(village.code, ())) > 1
        ),
    )


def _path_to(session: Session, code: str) -> tuple[Division, ...]:
    from_above: list[Division] = []
    found = path_divisions(session, f"{code}/")
    if found:
        from_above = list(path_divisions(session, found[0].path))
    return tuple(from_above)


def _office(session: Session, division: Division | None, kind: str) -> OfficeValue | None:
    return find_office_at(session, division.code, kind=kind) if division else None


def _unit(office: OfficeValue | None) -> Unit | None:
    return Unit(id=office.id, name=office.name) if office else None


def _officer(person: Person, away: dict[int, int | None]) -> Officer:
    return Officer(id=person.id, name=person.name, away=person.id in away)


def _supervisor(grid: GridValue | None) -> Officer | None:
    if grid is None or grid.supervisor_id is None:
        return None
    return Officer(id=grid.supervisor_id, name=grid.supervisor_name, away=grid.duty == "leave")


def _person(session: Session, account_id: int | None) -> Person | None:
    """The person, where the account is still open."""
    person = get_person(session, account_id) if account_id is not None else None
    return person if person is not None and person.active else None


def _stand_in(session: Session, account_id: int, on: date) -> Officer | None:
    person = _person(session, account_id)
    return _officer(person, away_on(session, [account_id], on)) if person else None


def away_on(session: Session, account_ids: Iterable[int], on: date) -> dict[int, int | None]:
    """Who of these is on leave on a day, with the one who covers."""
    wanted = list(account_ids)
    if not wanted:
        return {}
    rows = session.execute(
        select(Leave.account_id, Leave.cover_id)
        .where(Leave.account_id.in_(wanted), Leave.starts_on <= on, Leave.ends_on >= on)
        .order_by(Leave.id)
    )
    return {row.account_id: row.cover_id for row in rows}


def _values(session: Session, rows: list[Grid], on: date) -> tuple[GridValue, ...]:
    ids = [row.id for row in rows]
    villages: dict[int, list[str]] = {}
    for held in session.execute(
        select(GridVillage.grid_id, GridVillage.village_code)
        .where(GridVillage.grid_id.in_(ids))
        .order_by(GridVillage.village_code)
    ):
        villages.setdefault(held.grid_id, []).append(held.village_code)
    posted = {
        row.grid_id: row.account_id
        for row in session.execute(
            select(GridSupervisor.grid_id, GridSupervisor.account_id)
            .where(
                GridSupervisor.grid_id.in_(ids),
                in_force(GridSupervisor.valid_from, GridSupervisor.valid_to, on),
            )
            .order_by(GridSupervisor.valid_from, GridSupervisor.id)
        )
    }
    away = away_on(session, posted.values(), on)
    wanted = {*posted.values(), *(cover for cover in away.values() if cover is not None)}
    offices = {
        office_id: get_office(session, office_id).name for office_id in {row.office_id for row in rows}
    }
    # a post held by a closed account is vacant
    people = open_names(session, wanted)
    found = []
    for row in rows:
        holder = posted.get(row.id)
        holder = holder if holder in people else None
        cover = away.get(holder) if holder is not None else None
        duty: Duty = "vacant" if holder is None else "leave" if holder in away else "on_duty"
        found.append(
            GridValue(
                id=row.id,
                number=row.number,
                name=row.name,
                office_id=row.office_id,
                office_name=offices[row.office_id],
                township_code=row.township_code,
                division_path=row.division_path,
                valid_from=row.valid_from,
                valid_to=row.valid_to,
                villages=tuple(villages.get(row.id, ())),
                supervisor_id=holder,
                supervisor_name=people.get(holder, "") if holder is not None else "",
                duty=duty,
                cover_id=cover if cover in people else None,
                cover_name=people.get(cover, "") if cover is not None else "",
            )
        )
    return tuple(found)
