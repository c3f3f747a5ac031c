"""Every grid of an area as it ever stood, read at once: for counting over many months."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.grid.models import Grid, GridVillage


@dataclass(frozen=True, kw_only=True, slots=True)
class GridVersion:
    """A grid between two days with its villages, without the people."""

    id: int
    name: str
    division_path: str
    valid_from: date
    valid_to: date | None
    villages: frozenset[str]

    def in_force(self, on: date) -> bool:
        """Whether it is in force on a day."""
        return self.valid_from <= on and (self.valid_to is None or self.valid_to > on)


def grid_versions(session: Session, *, within: str) -> tuple[GridVersion, ...]:
    """All grids below a path, those that are no more too, in the order of places and numbers."""
    here = Grid.division_path.startswith(within, autoescape=True)
    villages: dict[int, set[str]] = {}
    held = select(GridVillage.grid_id, GridVillage.village_code).join(Grid, Grid.id == GridVillage.grid_id)
    for grid_id, code in session.execute(held.where(here)):
        villages.setdefault(grid_id, set()).add(code)
    rows = session.execute(
        select(Grid.id, Grid.name, Grid.division_path, Grid.valid_from, Grid.valid_to)
        .where(here)
        .order_by(Grid.division_path, Grid.number, Grid.id)
    )
    return tuple(
        GridVersion(
            id=row.id,
            name=row.name,
            division_path=row.division_path,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            villages=frozenset(villages.get(row.id, ())),
        )
        for row in rows
    )
