"""Whose turn it is to ask again about missing papers: whoever answers for the grid of the place today.

Where that person is recused from the report behind the visit, or nobody answers for the place, it is whoever
asked first.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from intake.grid.queries import get_grid, grid_at
from intake.grid.values import GridValue
from intake.patrols.duties import answering_for
from intake.patrols.models import Finding, Urging, Visit
from intake.patrols.rules import URGING_OPEN
from intake.patrols.urgings import UrgingValue, get_urging
from intake.tips.queries import recused_tips
from publishing.kernel.accounts.queries import get_person
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission, Role


@dataclass(frozen=True, kw_only=True, slots=True)
class DueUrging:
    """A 督促办理 that is asked about again on a day, and by whom; None where nobody can."""

    id: int
    premises: str
    next_on: date
    account_id: int | None


def urgings_due(
    session: Session, *, until: date, today: date, within: str = "", asked_by_id: int | None = None
) -> tuple[DueUrging, ...]:
    """Those below a path (or that one person asked first) that are not settled and due by `until`, the
    longest due first."""
    query = (
        select(Urging, Finding, Visit)
        .join(Finding, Finding.id == Urging.finding_id)
        .join(Visit, Visit.id == Finding.visit_id)
        .where(or_(Urging.result == "", Urging.result.in_(URGING_OPEN)), Urging.next_on <= until)
        .order_by(Urging.next_on, Urging.id)
    )
    if within:
        query = query.where(Urging.division_path.startswith(within, autoescape=True))
    if asked_by_id is not None:
        query = query.where(Urging.asked_by_id == asked_by_id)
    rows = session.execute(query).all()
    grids = {urging.id: _grid(session, finding, visit, today) for urging, finding, visit in rows}
    answering = answering_for(session, {one.id: one for one in grids.values() if one is not None}.values())
    found = []
    for urging, finding, visit in rows:
        if urging.next_on is None:
            continue
        grid = grids[urging.id]
        turns = [answering[grid.id] if grid is not None else None, urging.asked_by_id]
        account_id = next(
            (one for one in turns if one is not None and _can_ask(session, one, urging, visit)), None
        )
        found.append(
            DueUrging(id=urging.id, premises=finding.premises, next_on=urging.next_on, account_id=account_id)
        )
    return tuple(found)


def urging_work_of(session: Session, *, actor: Actor, until: date, today: date) -> tuple[UrgingValue, ...]:
    """Those that this person is to ask about by `until`, the longest due first."""
    if actor.user_id is None or not actor.may(Permission.PATROL_RECORD):
        return ()
    # in a bureau nobody answers for a grid: there it can only be whoever asked first
    of_grids = actor.role in (Role.SUPERVISOR, Role.CENTRAL_SCHOOL)
    due = urgings_due(
        session,
        until=until,
        today=today,
        within=actor.division_path,
        asked_by_id=None if of_grids else actor.user_id,
    )
    return tuple(get_urging(session, one.id, actor=actor) for one in due if one.account_id == actor.user_id)


def _grid(session: Session, finding: Finding, visit: Visit, today: date) -> GridValue | None:
    """The grid of the village today; of a kindergarten whose village nobody knows, that of the visit while it
    is in force."""
    at = grid_at(session, finding.division_code, on=today)
    if at is not None or visit.grid_id is None:
        return at
    grid = get_grid(session, visit.grid_id, on=today)
    return grid if grid.valid_to is None or grid.valid_to > today else None


def _can_ask(session: Session, account_id: int, urging: Urging, visit: Visit) -> bool:
    person = get_person(session, account_id)
    if not person.active or not person.actor().may(Permission.PATROL_RECORD):
        return False
    if not person.actor().covers(urging.division_path):
        return False
    return visit.tip_id is None or visit.tip_id not in recused_tips(session, account_id)
