"""Gathers what the indicators are counted from, within what a person may see."""

from datetime import date

from sqlalchemy.orm import Session

from intake.deadlines.queries import clocks_of
from intake.grid.queries import grids_of
from intake.ledger.summing import item_facts
from intake.patrols.summing import spot_facts, visit_facts
from intake.reports.computing import month_ends, month_grids
from intake.reports.indicators import Basis, County, Listed, Unit
from intake.tips.queries import recused_tips
from intake.tips.summing import tip_facts
from publishing.announcements.queries import list_released
from publishing.divisions.queries import list_counties, list_level
from publishing.divisions.rules import Level, county_code_of, short_name
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission
from publishing.registry.queries import list_kindergartens

_ALL = 100_000


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
        grids=tuple(duty for end in month_ends(first, until) for duty in month_grids(session, within, end)),
        units=_units(session, within, until),
        visits=visit_facts(session, within=within, first=first, last=until, but_tips=hidden),
        items=item_facts(session, within=within, last=until, but_tips=hidden),
        tips=tip_facts(session, within=within, last=until, seen_by=reader),
        spots=spot_facts(session, within=within, first=first, last=until),
        counties=tuple(County(name=one.name, division_path=one.path) for one in counties),
        lists=tuple(
            Listed(division_path=one.division_path, dated_on=one.dated_on)
            for county in counties
            for one in list_released(session, county_code=county.code, limit=_ALL)
            if one.batch_id is not None and one.dated_on is not None
        ),
        clocks=clocks_of(session),
    )


def _units(session: Session, within: str, on: date) -> tuple[Unit, ...]:
    """The villages below a path with their grids, and the kindergartens on the register there."""
    grid_of = {code: grid.id for grid in grids_of(session, on=on, within=within) for code in grid.villages}
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
