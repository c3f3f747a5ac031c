"""The kindergartens of the register in the grids: each lies where the village of its address lies."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.grid.models import KindergartenPlace
from intake.grid.values import GridValue
from publishing.divisions.queries import get_division
from publishing.divisions.rules import Level
from publishing.kernel.audit import record
from publishing.kernel.clock import local_day
from publishing.kernel.errors import Invalid
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission
from publishing.registry.queries import KindergartenValue, get_kindergarten, list_kindergartens

_DEPTH_OF_COUNTY = 2
_DEPTH_OF_TOWNSHIP = 3


def kindergartens_within(session: Session, path: str, *, today: date) -> tuple[KindergartenValue, ...]:
    """The register's kindergartens below the path of a city, county or township, by township and name. Where
    an address leads to no village, the one that the office settled stands in its place."""
    codes = [code for code in path.split("/") if code]
    found, _total = list_kindergartens(
        session,
        county_code=codes[1] if len(codes) == _DEPTH_OF_COUNTY else None,
        township_code=codes[2] if len(codes) >= _DEPTH_OF_TOWNSHIP else None,
        today=today,
    )
    settled = {row.kindergarten_id: row.village_code for row in session.scalars(select(KindergartenPlace))}
    return tuple(
        replace(one, facts=replace(one.facts, village_code=settled[one.id]))
        if one.facts.village_code is None and one.id in settled
        else one
        for one in found
    )


def settle_village(
    session: Session, kindergarten_id: str, village_code: str, *, actor: Actor, now: datetime
) -> None:
    """对接: says in which village a kindergarten lies whose published address leads to none. A later list
    that names the village outweighs it.

    Raises NotFound, Forbidden, OutsideJurisdiction; Invalid(field="village") for a village of another
    township (`elsewhere`) and where the address names its village (`known`).
    """
    kindergarten = get_kindergarten(session, kindergarten_id, today=local_day(now))
    township = get_division(session, kindergarten.township_code)
    actor.require(Permission.GRID_MANAGE, township.path)
    village = get_division(session, village_code)
    if village.level is not Level.VILLAGE or village.parent_code != township.code:
        raise Invalid(field="village", reason="elsewhere")
    if kindergarten.facts.village_code is not None:
        raise Invalid(field="village", reason="known")
    row = session.get(KindergartenPlace, kindergarten_id)
    if row is None:
        session.add(KindergartenPlace(kindergarten_id=kindergarten_id, village_code=village.code))
    else:
        row.village_code = village.code
    session.flush()
    record(
        session,
        actor=actor,
        action="grid.kindergarten",
        subject=f"kindergarten:{kindergarten_id}",
        details={"village": village.code},
        now=now,
    )


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
