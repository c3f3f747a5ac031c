"""The kindergartens of the register in the grids: each lies where the village of its address lies."""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy.orm import Session

from intake.grid.values import GridValue
from publishing.registry.queries import KindergartenValue, list_kindergartens

_DEPTH_OF_COUNTY = 2
_DEPTH_OF_TOWNSHIP = 3


def kindergartens_within(session: Session, path: str, *, today: date) -> tuple[KindergartenValue, ...]:
    """The register's kindergartens below the path of a city, county or township, by township and name."""
    codes = [code for code in path.split("/") if code]
    found, _total = list_kindergartens(
        session,
        county_code=codes[1] if len(codes) == _DEPTH_OF_COUNTY else None,
        township_code=codes[2] if len(codes) >= _DEPTH_OF_TOWNSHIP else None,
        today=today,
    )
    return found


def county_path(path: str) -> str:
    """The path of the county that a place lies in; the city's own path stays as it is."""
    codes = [code for code in path.split("/") if code]
    return "".join(f"{code}/" for code in codes[:_DEPTH_OF_COUNTY])


def kindergartens_by_grid(
    grids: Iterable[GridValue], kindergartens: Iterable[KindergartenValue]
) -> Mapping[int | None, tuple[KindergartenValue, ...]]:
    """Which kindergarten lies in which grid (by id). Under None: those whose address names no village, or one
    that lies in none of these grids."""
    by_village = {village: grid.id for grid in grids for village in grid.villages}
    found: dict[int | None, list[KindergartenValue]] = {}
    for kindergarten in kindergartens:
        found.setdefault(by_village.get(kindergarten.facts.village_code or ""), []).append(kindergarten)
    return {grid_id: tuple(values) for grid_id, values in found.items()}


def kindergartens_of(
    session: Session, grid: GridValue, *, today: date
) -> tuple[tuple[KindergartenValue, ...], tuple[KindergartenValue, ...]]:
    """The kindergartens in a grid, and those of its township whose address names no village."""
    everybody = kindergartens_within(session, grid.division_path, today=today)
    inside = tuple(one for one in everybody if one.facts.village_code in grid.villages)
    return inside, tuple(one for one in everybody if one.facts.village_code is None)
