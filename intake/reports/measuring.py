"""Gathers what the indicators are counted from, within what a person may see."""

from datetime import date

from sqlalchemy.orm import Session

from intake.deadlines.queries import clocks_of
from intake.grid.tallying import grid_versions
from intake.ledger.summing import item_facts
from intake.patrols.duties import month_grids
from intake.patrols.summing import spot_facts, visit_facts
from intake.reports.computing import month_ends
from intake.reports.indicators import Basis, County, Listed, Unit
from intake.tips.queries import recused_tips
from intake.tips.summing import tip_facts
from publishing.announcements.queries import days_of_lists
from publishing.divisions.queries import list_counties, list_level
from publishing.divisions.rules import Level, county_code_of, short_name
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission
from publishing.registry.queries import list_kindergartens


def gather_basis(session: Session, *, actor: Actor, first: date, last: date, today: date) -> Basis:
    """All for the indicators of a person's jurisdiction between two days. What this person is recused from
    counts in no number; of tips, who reads tips counts those that he or she may read.

    Raises Forbidden without INDICATOR_READ.
    """
    actor.require(Permission.INDICATOR_READ)
    within, until = actor.division_path, min(last, today)
    hidden = recused_tips(session, actor.user_id) if actor.user_id is not None else frozenset()
    reader = actor if actor.may(Permission.TIP_READ) else None
    counties = [one for one in list_counties(session) if one.path.startswith(within)]
    return Basis(
        today=today,
        grids=month_grids(session, month_ends(first, until), within=within),
        units=_units(session, within, until),
        visits=visit_facts(session, within=within, first=first, last=until, but_tips=hidden),
        items=item_facts(session, within=within, last=until, but_tips=hidden),
        tips=tip_facts(session, within=within, last=until, seen_by=reader),
        spots=spot_facts(session, within=within, first=first, last=until),
        counties=tuple(County(name=one.name, division_path=one.path) for one in counties),
        lists=tuple(
            Listed(division_path=path, dated_on=day)
            for path, day in days_of_lists(session, county_code=county_code_of(within))
        ),
        clocks=clocks_of(session),
    )


def _units(session: Session, within: str, on: date) -> tuple[Unit, ...]:
    """The villages below a path with their grids, and the kindergartens on the register there."""
    held = [grid for grid in grid_versions(session, within=within) if grid.in_force(on)]
    grid_of = {code: grid.id for grid in held for code in grid.villages}
    villages = [
        Unit(
            kind="village",
            code=village.code,
            name=short_name(village.name, village.level),
            division_path=village.path,
            grid_id=grid_of.get(village.code),
        )
        for village in list_level(session, Level.VILLAGE, within=within)
    ]
    townships = {one.code: one.path for one in list_level(session, Level.TOWNSHIP, within=within)}
    found, _total = list_kindergartens(session, county_code=county_code_of(within), today=on)
    kindergartens = [
        Unit(
            kind="kindergarten",
            code=one.id,
            name=one.facts.name,
            division_path=townships[one.township_code],
            grid_id=None,
        )
        for one in found
        if one.township_code in townships and one.status.value not in ("closed", "revoked")
    ]
    return (*villages, *kindergartens)
