"""死角、盲点和重叠 by township (notice 二, 三1): villages in no grid, in nobody's, or in two."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from intake.grid.queries import grids_of
from intake.grid.values import GridValue, Overlap
from publishing.divisions.queries import list_level
from publishing.divisions.rules import Division, Level


@dataclass(frozen=True, kw_only=True, slots=True)
class Unattended:
    """A grid whose villages have nobody in charge on a day: the post is vacant, or nobody covers a leave."""

    grid: GridValue
    villages: tuple[Division, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Survey:
    """A township on a day. Without findings every village is in one grid that somebody answers for."""

    township: Division
    villages: int
    grids: int
    gaps: tuple[Division, ...]
    """死角: in no grid."""
    unattended: tuple[Unattended, ...]
    """盲点: in a grid that nobody answers for."""
    overlaps: tuple[Overlap, ...]

    @property
    def blind(self) -> int:
        """Villages in grids that nobody answers for."""
        return sum(len(one.villages) for one in self.unattended)

    @property
    def clean(self) -> bool:
        """Whether there is nothing to mend."""
        return not (self.gaps or self.unattended or self.overlaps)


def survey(session: Session, *, on: date, within: str = "") -> tuple[Survey, ...]:
    """Every township below the path `within`, in the order of places."""
    grids: dict[str, list[GridValue]] = {}
    for grid in grids_of(session, on=on, within=within):
        grids.setdefault(grid.township_code, []).append(grid)
    villages: dict[str, list[Division]] = {}
    for village in list_level(session, Level.VILLAGE, within=within):
        villages.setdefault(village.parent_code or "", []).append(village)
    return tuple(
        _survey(township, villages.get(township.code, ()), grids.get(township.code, ()))
        for township in list_level(session, Level.TOWNSHIP, within=within)
    )


def unattended(grid: GridValue) -> bool:
    """Whether nobody answers for a grid on the day of the value."""
    return grid.duty == "vacant" or (grid.duty == "leave" and grid.cover_id is None)


def _survey(township: Division, villages: Iterable[Division], grids: Iterable[GridValue]) -> Survey:
    holding: dict[str, list[GridValue]] = {}
    drawn = tuple(grids)
    known = tuple(villages)
    for grid in drawn:
        for code in grid.villages:
            holding.setdefault(code, []).append(grid)
    return Survey(
        township=township,
        villages=len(known),
        grids=len(drawn),
        gaps=tuple(village for village in known if village.code not in holding),
        unattended=tuple(
            Unattended(grid=grid, villages=tuple(one for one in known if one.code in grid.villages))
            for grid in drawn
            if unattended(grid)
        ),
        overlaps=tuple(
            Overlap(village=village, grids=tuple(holding[village.code]))
            for village in known
            if len(holding.get(village.code, ())) > 1
        ),
    )
