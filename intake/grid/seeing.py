"""Which grids a person may look at: supervisors their own and those they cover, offices those below them."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.grid.models import Grid, GridSupervisor
from intake.grid.queries import get_grid, grids_of
from intake.grid.values import GridValue, day_before
from publishing.kernel.accounts.queries import names_of
from publishing.kernel.errors import NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission, Role


@dataclass(frozen=True, kw_only=True, slots=True)
class Post:
    """Who supervised a grid between two days; `valid_to` is the first day after."""

    account_id: int
    name: str
    valid_from: date
    valid_to: date | None

    @property
    def last_day(self) -> date | None:
        """The last day of the post; None while it has no end."""
        return day_before(self.valid_to)


@dataclass(frozen=True, kw_only=True, slots=True)
class Planned:
    """An appointment that has not begun."""

    grid: str
    name: str
    valid_from: date


def grids_for(session: Session, *, actor: Actor, on: date) -> tuple[GridValue, ...]:
    """The grids in force on a day that this person may see. Raises Forbidden."""
    actor.require(Permission.GRID_READ)
    found = grids_of(session, on=on, within=actor.division_path)
    if actor.role is not Role.SUPERVISOR:
        return found
    return tuple(grid for grid in found if actor.user_id in (grid.supervisor_id, grid.cover_id))


def grid_for(session: Session, grid_id: int, *, actor: Actor, today: date) -> GridValue:
    """One grid as it stands today, or on the nearest day on which it was in force. Raises Forbidden, and
    NotFound for one that is not this person's to see."""
    actor.require(Permission.GRID_READ)
    grid = get_grid(session, grid_id, on=_day_in(get_grid(session, grid_id), today))
    if not actor.covers(grid.division_path):
        raise NotFound(what="grid")
    if actor.role is Role.SUPERVISOR:
        own = {post.account_id for post in posts_of(session, grid_id)} | {grid.cover_id}
        if actor.user_id not in own:
            raise NotFound(what="grid")
    return grid


def posts_of(session: Session, grid_id: int) -> tuple[Post, ...]:
    """Everybody who supervised this version of a grid, or is going to, the newest first."""
    rows = session.scalars(
        select(GridSupervisor)
        .where(GridSupervisor.grid_id == grid_id)
        .order_by(GridSupervisor.valid_from.desc(), GridSupervisor.id.desc())
    ).all()
    names = names_of(session, (row.account_id for row in rows))
    return tuple(
        Post(
            account_id=row.account_id,
            name=names[row.account_id],
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        for row in rows
    )


def versions_of(session: Session, grid: GridValue) -> tuple[GridValue, ...]:
    """The versions that a grid of this township and number has had, the newest first; each as it stood on its
    last day."""
    rows = session.scalars(
        select(Grid)
        .where(Grid.township_code == grid.township_code, Grid.number == grid.number)
        .order_by(Grid.valid_from.desc(), Grid.id.desc())
    ).all()
    return tuple(
        get_grid(session, row.id, on=row.valid_to - timedelta(days=1) if row.valid_to else row.valid_from)
        for row in rows
    )


def _day_in(grid: GridValue, day: date) -> date:
    """The day, or the nearest one on which the grid was in force."""
    if day < grid.valid_from:
        return grid.valid_from
    if grid.valid_to is not None and day >= grid.valid_to:
        return grid.valid_to - timedelta(days=1)
    return day


def planned_posts(session: Session, *, within: str, after: date) -> tuple[Planned, ...]:
    """Appointments below a path that begin after a day."""
    rows = session.execute(
        select(Grid.name.label("grid"), GridSupervisor.account_id, GridSupervisor.valid_from)
        .join(Grid, Grid.id == GridSupervisor.grid_id)
        .where(
            Grid.division_path.startswith(within, autoescape=True),
            GridSupervisor.valid_from > after,
        )
        .order_by(GridSupervisor.id)
    ).all()
    names = names_of(session, (row.account_id for row in rows))
    return tuple(
        Planned(grid=row.grid, name=names[row.account_id], valid_from=row.valid_from) for row in rows
    )
