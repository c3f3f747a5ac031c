"""死角、盲点和重叠: what the division into grids leaves open, by county and township (notice 二, 三1)."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import render_template, request

from intake.desk.grids_listing import asked_day, short_of
from intake.grid.surveying import Survey, survey
from intake.grid.units import kindergartens_within
from publishing.divisions.queries import list_level
from publishing.divisions.rules import Division, Level
from publishing.kernel.errors import NotFound
from publishing.kernel.permissions import Permission, Role
from publishing.kernel.web import current_actor, read, requires, today
from publishing.registry.queries import KindergartenValue


@dataclass(frozen=True, kw_only=True, slots=True)
class CountyLine:
    """A county's figures, from those of its townships."""

    county: Division
    villages: int
    grids: int
    gaps: int
    blind: int
    overlaps: int


@requires(Permission.GRID_READ)
def index() -> str:
    """`?county=&on=`: a city first sees its counties, and one county's townships and villages on demand."""
    actor = current_actor()
    if actor.role is Role.SUPERVISOR:
        raise NotFound(what="page")
    day = asked_day()
    with read() as session:
        counties = list_level(session, Level.COUNTY, within=actor.division_path)
        chosen = next((one for one in counties if one.code == request.args.get("county")), None)
        shown = chosen or (counties[0] if len(counties) == 1 else None)
        within = shown.path if shown else actor.division_path
        surveys = survey(session, on=day, within=within)
        unplaced = _unplaced(kindergartens_within(session, within, today=today())) if shown else ()
        townships = {one.township.code: one.township for one in surveys}
    return render_template(
        "intake/grids/coverage.html",
        day=day,
        today=today(),
        lines=() if shown or len(counties) <= 1 else _lines(counties, surveys),
        surveys=surveys if shown or len(counties) <= 1 else (),
        figures=_figures(surveys),
        county=shown,
        several=len(counties) > 1,
        unplaced=unplaced,
        townships=townships,
        short=short_of,
        may_manage=actor.may(Permission.GRID_MANAGE),
        may_place=actor.may(Permission.PLACE_MANAGE),
    )


def _figures(surveys: Iterable[Survey]) -> tuple[int, int, int, int, int]:
    """Villages, grids, gaps, blind spots, overlaps."""
    known = tuple(surveys)
    return (
        sum(one.villages for one in known),
        sum(one.grids for one in known),
        sum(len(one.gaps) for one in known),
        sum(one.blind for one in known),
        sum(len(one.overlaps) for one in known),
    )


def _lines(counties: Iterable[Division], surveys: tuple[Survey, ...]) -> tuple[CountyLine, ...]:
    found = []
    for county in counties:
        villages, grids, gaps, blind, overlaps = _figures(
            one for one in surveys if one.township.parent_code == county.code
        )
        found.append(
            CountyLine(
                county=county, villages=villages, grids=grids, gaps=gaps, blind=blind, overlaps=overlaps
            )
        )
    return tuple(found)


def _unplaced(kindergartens: Iterable[KindergartenValue]) -> tuple[KindergartenValue, ...]:
    """Those whose address in the register names no village: no grid can be told for them."""
    return tuple(one for one in kindergartens if one.facts.village_code is None)
