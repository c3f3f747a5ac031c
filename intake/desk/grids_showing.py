"""The page of one grid: its villages and kindergartens, who answers for it, and its versions."""

from dataclasses import dataclass

from flask import render_template
from sqlalchemy.orm import Session

from intake.grid.queries import leaves_of
from intake.grid.seeing import grid_for, posts_of, versions_of
from intake.grid.surveying import unattended
from intake.grid.units import kindergartens_of
from intake.grid.values import GridValue, LeaveValue
from publishing.divisions.queries import list_children, path_divisions
from publishing.divisions.rules import Division, Level, short_name
from publishing.kernel.accounts.queries import Person, get_person
from publishing.kernel.permissions import Permission, Role
from publishing.kernel.web import current_actor, read, requires, today
from publishing.registry.queries import KindergartenValue


@dataclass(frozen=True, kw_only=True, slots=True)
class VillageLine:
    """A village of the grid, with the kindergartens in it."""

    village: Division
    name: str
    kindergartens: tuple[KindergartenValue, ...]


@requires(Permission.GRID_READ)
def page(grid_id: int) -> str:
    """The grid as it stands, or stood."""
    actor = current_actor()
    with read() as session:
        grid = grid_for(session, grid_id, actor=actor, today=today())
        inside, unplaced = kindergartens_of(session, grid, today=today())
        supervisor = get_person(session, grid.supervisor_id) if grid.supervisor_id else None
        return render_template(
            "intake/grids/show.html",
            grid=grid,
            place=place_of(session, grid),
            supervisor=supervisor,
            leave=_leave(session, supervisor),
            lines=_lines(session, grid, inside),
            inside=inside,
            unplaced=unplaced,
            posts=posts_of(session, grid.id),
            versions=versions_of(session, grid),
            unattended=unattended(grid),
            today=today(),
            may_place=actor.may(Permission.PLACE_MANAGE),
            may_manage=actor.may(Permission.GRID_MANAGE) and actor.covers(grid.division_path),
            own=actor.role is Role.SUPERVISOR,
            in_force=in_force_now(grid),
        )


def in_force_now(grid: GridValue) -> bool:
    """Whether the version is in force today."""
    return grid.valid_from <= today() and (grid.valid_to is None or grid.valid_to > today())


def place_of(session: Session, grid: GridValue) -> str:
    """博爱县月山镇."""
    line = path_divisions(session, grid.division_path)
    return "".join(short_name(one.name, one.level) for one in line if one.level is not Level.CITY)


def _leave(session: Session, supervisor: Person | None) -> LeaveValue | None:
    """The leave that runs, or the next one."""
    if supervisor is None:
        return None
    ahead = [one for one in leaves_of(session, supervisor.id) if one.ends_on >= today()]
    return min(ahead, key=lambda one: one.starts_on, default=None)


def _lines(
    session: Session, grid: GridValue, inside: tuple[KindergartenValue, ...]
) -> tuple[VillageLine, ...]:
    known = {one.code: one for one in list_children(session, grid.township_code)}
    return tuple(
        VillageLine(
            village=known[code],
            name=short_name(known[code].name, Level.VILLAGE),
            kindergartens=tuple(one for one in inside if one.facts.village_code == code),
        )
        for code in grid.villages
        if code in known
    )
