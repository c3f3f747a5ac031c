"""The grids of a jurisdiction on a day, with their filters in the address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import render_template, request
from sqlalchemy.orm import Session

from intake.grid.seeing import grids_for
from intake.grid.surveying import survey, unattended
from intake.grid.units import kindergartens_by_grid, kindergartens_within
from intake.grid.values import GridValue
from publishing.divisions.queries import division_names, list_level
from publishing.divisions.rules import Division, Level, short_name
from publishing.kernel.days import parse_day
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission, Role
from publishing.kernel.web import current_actor, read, requires, today

_PAGE = 30
_LONGEST = 60
DUTIES = ("on_duty", "leave", "vacant")


@dataclass(frozen=True, kw_only=True, slots=True)
class Chosen:
    """What the address asks for; a value that it does not know is as good as none."""

    county: str
    township: str
    duty: str
    text: str
    day: date
    today: date

    @property
    def other_day(self) -> bool:
        """Whether another day than today is asked for."""
        return self.day != self.today

    @property
    def narrowed(self) -> bool:
        """Whether anything but the default is asked for."""
        return bool(self.county or self.township or self.duty or self.text or self.other_day)


@dataclass(frozen=True, kw_only=True, slots=True)
class GridLine:
    """A grid of the list, with how many kindergartens lie in it and the names of its villages."""

    grid: GridValue
    kindergartens: int
    villages: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """What stands above the list, of the grids that were asked for."""

    grids: int
    villages: int
    kindergartens: int
    unattended: int
    gaps: int


@requires(Permission.GRID_READ)
def index() -> str:
    """`?county=&township=&duty=&q=&page=` narrow the list; `?on=2026-11-01` shows that day's versions."""
    actor = current_actor()
    with read() as session:
        counties, townships = _places(session, actor)
        chosen = _chosen(counties, townships)
        grids = [grid for grid in grids_for(session, actor=actor, on=chosen.day) if _in_place(chosen, grid)]
        found = kindergartens_by_grid(
            grids, kindergartens_within(session, _path(chosen, actor), today=today())
        )
        names = _village_names(session, grids)
        gaps = _gaps(session, chosen, actor)
    wanted = [grid for grid in grids if _matches(chosen, grid, names)]
    pages = max(1, -(-len(wanted) // _PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    return render_template(
        "intake/grids/index.html",
        lines=[
            GridLine(
                grid=grid,
                kindergartens=len(found.get(grid.id, ())),
                villages=tuple(names.get(code, code) for code in grid.villages),
            )
            for grid in wanted[(page - 1) * _PAGE : page * _PAGE]
        ],
        total=len(wanted),
        page=page,
        pages=pages,
        figures=Figures(
            grids=len(grids),
            villages=sum(len(grid.villages) for grid in grids),
            kindergartens=sum(len(found.get(grid.id, ())) for grid in grids),
            unattended=sum(unattended(grid) for grid in grids),
            gaps=gaps,
        ),
        chosen=chosen,
        counties=counties,
        townships=[one for one in townships if not chosen.county or one.parent_code == chosen.county],
        duties=DUTIES,
        short=short_of,
        own=actor.role is Role.SUPERVISOR,
        may_manage=actor.may(Permission.GRID_MANAGE),
    )


def asked_day() -> date:
    """`?on=`: today where nothing, or nothing that is a day, was written."""
    try:
        return parse_day(request.args.get("on", ""))
    except ValueError:
        return today()


def short_of(division: Division) -> str:
    """A place as people write it."""
    return short_name(division.name, division.level)


def _places(session: Session, actor: Actor) -> tuple[list[Division], list[Division]]:
    """The counties to choose from (none where there is one only) and the townships."""
    counties = list_level(session, Level.COUNTY, within=actor.division_path)
    townships = list_level(session, Level.TOWNSHIP, within=actor.division_path)
    if actor.role is Role.SUPERVISOR:
        return [], []
    return list(counties if len(counties) > 1 else ()), list(townships if len(townships) > 1 else ())


def _chosen(counties: list[Division], townships: list[Division]) -> Chosen:
    def known(name: str, codes: list[str]) -> str:
        asked = request.args.get(name, "")
        return asked if asked in codes else ""

    county = known("county", [one.code for one in counties])
    inside = [one.code for one in townships if not county or one.parent_code == county]
    return Chosen(
        county=county,
        township=known("township", inside),
        duty=known("duty", list(DUTIES)),
        text=" ".join(request.args.get("q", "").split())[:_LONGEST],
        day=asked_day(),
        today=today(),
    )


def _path(chosen: Chosen, actor: Actor) -> str:
    """The path of the smallest place that is asked for."""
    city = actor.division_path.split("/", 1)[0]
    county = chosen.county or f"{chosen.township[:6]}000000"
    if chosen.township:
        return f"{city}/{county}/{chosen.township}/"
    return f"{city}/{county}/" if chosen.county else actor.division_path


def _in_place(chosen: Chosen, grid: GridValue) -> bool:
    return (not chosen.county or f"/{chosen.county}/" in grid.division_path) and (
        not chosen.township or grid.township_code == chosen.township
    )


def _village_names(session: Session, grids: list[GridValue]) -> Mapping[str, str]:
    named = division_names(session, (code for grid in grids for code in grid.villages))
    return {code: short_name(name, Level.VILLAGE) for code, name in named.items()}


def _matches(chosen: Chosen, grid: GridValue, names: Mapping[str, str]) -> bool:
    if chosen.duty and grid.duty != chosen.duty:
        return False
    words = (grid.name, grid.office_name, grid.supervisor_name, grid.cover_name)
    villages = (names.get(code, "") for code in grid.villages)
    return not chosen.text or any(chosen.text in word for word in (*words, *villages))


def _gaps(session: Session, chosen: Chosen, actor: Actor) -> int:
    if actor.role is Role.SUPERVISOR:
        return 0
    return sum(len(one.gaps) for one in survey(session, on=chosen.day, within=_path(chosen, actor)))
