"""Which grid a village lies in: putting a new community into one, moving a membership to another code."""

from datetime import date, datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from intake.grid.assigning import one_after_another, require_grid_manager
from intake.grid.models import Grid, GridSupervisor, GridVillage, KindergartenPlace
from intake.grid.queries import grid_at
from publishing.divisions.queries import get_division
from publishing.divisions.rules import Level
from publishing.kernel.audit import record
from publishing.kernel.errors import Invalid, NotFound
from publishing.kernel.identity import Actor


def put_in_grid(
    session: Session, grid_id: int, village_code: str, *, on: date, actor: Actor, now: datetime
) -> None:
    """Adds a village that is in no grid on `on` to the version in force: nothing that happened under it is
    changed by a place that it did not know. A village that lay in another grid while this version was in
    force begins a new one.

    Raises NotFound, Forbidden, OutsideJurisdiction, and Invalid(grid, reason): `ended`, `elsewhere` (another
    township), `taken` (with `name`: the grid that holds it).
    """
    grid = session.get(Grid, grid_id)
    if grid is None:
        raise NotFound(what="grid")
    require_grid_manager(actor, grid.division_path)
    village = get_division(session, village_code)
    if village.level is not Level.VILLAGE or village.parent_code != grid.township_code:
        raise Invalid(field="grid", reason="elsewhere", value=grid.name)
    if grid.valid_to is not None and grid.valid_to <= on:
        raise Invalid(field="grid", reason="ended", value=grid.name)
    one_after_another(session, [grid.township_code])
    holding = grid_at(session, village.code, on=on)
    if holding is not None:
        if holding.id == grid_id:
            return
        raise Invalid(field="grid", reason="taken", name=holding.name)
    if _lay_elsewhere(session, grid, village.code):
        grid = _next_version(session, grid, on)
    session.add(GridVillage(grid_id=grid.id, village_code=village.code))
    session.flush()
    record(
        session,
        actor=actor,
        action="grid.village",
        subject=f"grid:{grid.id}",
        details={"village": village.code, "on": on.isoformat()},
        now=now,
    )


def _lay_elsewhere(session: Session, grid: Grid, village_code: str) -> bool:
    """Whether another grid held the village on a day of this version."""
    held = session.scalars(
        select(Grid.id)
        .join(GridVillage, GridVillage.grid_id == Grid.id)
        .where(GridVillage.village_code == village_code, Grid.valid_to > grid.valid_from)
    )
    return held.first() is not None


def _next_version(session: Session, grid: Grid, on: date) -> Grid:
    """The same grid from `on`, with its villages, supervisor and what is planned; the old version ends."""
    new = Grid(
        office_id=grid.office_id,
        township_code=grid.township_code,
        division_path=grid.division_path,
        number=grid.number,
        name=grid.name,
        valid_from=on,
        valid_to=grid.valid_to,
    )
    session.add(new)
    grid.valid_to = on
    session.flush()
    held = session.scalars(select(GridVillage.village_code).where(GridVillage.grid_id == grid.id)).all()
    session.add_all(GridVillage(grid_id=new.id, village_code=code) for code in held)
    posts = session.scalars(select(GridSupervisor).where(GridSupervisor.grid_id == grid.id)).all()
    for post in posts:
        if post.valid_from >= on:
            post.grid_id = new.id
        elif post.valid_to is None or post.valid_to > on:
            session.add(
                GridSupervisor(
                    grid_id=new.id, account_id=post.account_id, valid_from=on, valid_to=post.valid_to
                )
            )
            post.valid_to = on
    session.flush()
    return new


def grids_naming(session: Session, village_code: str, *, on: date) -> tuple[str, ...]:
    """Names of the grids in force on a day, or later, that hold the village."""
    return tuple(row.name for row in _holding(session, village_code, on))


def rename_village(session: Session, source_code: str, target_code: str, *, on: date) -> int:
    """The grids in force on `on`, or later, hold the target in place of the source; where the target lies in
    a grid of its own already, that one decides. Versions that ended keep what they held. Kindergartens that
    an office settled at the source are at the target."""
    session.execute(
        update(KindergartenPlace)
        .where(KindergartenPlace.village_code == source_code)
        .values(village_code=target_code)
    )
    rows = _holding(session, source_code, on)
    own = bool(_holding(session, target_code, on))
    for grid in rows:
        session.delete(session.get_one(GridVillage, (grid.id, source_code)))
        if not own:
            session.add(GridVillage(grid_id=grid.id, village_code=target_code))
    session.flush()
    return len(rows)


def _holding(session: Session, village_code: str, on: date) -> list[Grid]:
    return list(
        session.scalars(
            select(Grid)
            .join(GridVillage, GridVillage.grid_id == Grid.id)
            .where(GridVillage.village_code == village_code, or_(Grid.valid_to.is_(None), Grid.valid_to > on))
            .order_by(Grid.id)
        )
    )
