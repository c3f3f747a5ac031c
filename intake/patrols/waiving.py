"""Waiving the patrol of a month, by the county with its reason, and taking that back; both stay."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from intake.grid.queries import get_grid
from intake.patrols.duties import GridDuty, month_duties
from intake.patrols.models import PatrolWaiver
from intake.patrols.owing import DONE
from intake.patrols.rules import month, month_before, written
from publishing.kernel.audit import record
from publishing.kernel.clock import local_day
from publishing.kernel.errors import Forbidden, Invalid, NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.notices import notify
from publishing.kernel.permissions import Permission

LONGEST_REASON = 400
MONTHS_BACK, MONTHS_AHEAD = 12, 3
"""How far from the present month a waiver may lie."""


def waive(
    session: Session,
    grid_ids: Sequence[int],
    *,
    first: date,
    reason: str,
    actor: Actor,
    now: datetime,
    today: date,
) -> int:
    """Waives the patrol of the month that begins on `first` for these grids, all or none; returns how many.

    Raises Forbidden without PATROL_WAIVE, OutsideJurisdiction for a grid elsewhere, and Invalid: `grids`
    (required; unknown, for one that owes nothing that month; done or waived, with its name), `month`
    (unknown), `reason` (required, too_long). Whoever answers for a grid is told.
    """
    actor.require(Permission.PATROL_WAIVE)
    if actor.user_id is None:
        raise Forbidden(permission=Permission.PATROL_WAIVE.value, reason="not_staff")
    if not grid_ids:
        raise Invalid(field="grids", reason="required")
    if not month_allowed(first, today=today):
        raise Invalid(field="month", reason="unknown", value=first)
    said = written("reason", reason, longest=LONGEST_REASON)
    duties = {
        one.grid.id: one for one in month_duties(session, year=first.year, number=first.month, today=today)
    }
    for grid_id in dict.fromkeys(grid_ids):
        found = duties.get(grid_id)
        if found is None:
            raise Invalid(field="grids", reason="unknown", value=grid_id)
        _waive_one(session, found, said, actor=actor, waived_by=actor.user_id, now=now)
    return len(set(grid_ids))


def withdraw_waiver(session: Session, waiver_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Takes a waiver back: the duty stands again, and the row says by whom and why. Raises NotFound,
    Forbidden, OutsideJurisdiction, and Invalid: `reason` (required, too_long), `waiver` (withdrawn)."""
    row = session.get(PatrolWaiver, waiver_id, with_for_update=True)
    if row is None:
        raise NotFound(what="waiver")
    grid = get_grid(session, row.grid_id)
    actor.require(Permission.PATROL_WAIVE, grid.division_path)
    if row.withdrawn_at is not None:
        raise Invalid(field="waiver", reason="withdrawn")
    row.withdrawal_reason = written("reason", reason, longest=LONGEST_REASON)
    row.withdrawn_by_id, row.withdrawn_at = actor.user_id, now
    session.flush()
    record(
        session,
        actor=actor,
        action="patrol.waiver_withdrawn",
        subject=f"grid:{grid.id}",
        details={"month": f"{row.month:%Y-%m}", "waiver": row.id, "reason": row.withdrawal_reason},
        now=now,
    )
    duties = month_duties(
        session, year=row.month.year, number=row.month.month, today=local_day(now), office_id=grid.office_id
    )
    _tell(session, [one for one in duties if one.grid.id == grid.id], "patrol_waiver_withdrawn", row, now)


def month_allowed(first: date, *, today: date) -> bool:
    """Whether a waiver of the month may be given: the first day of one at most so far from the present."""
    if first.day != 1:
        return False
    earliest = latest = today.replace(day=1)
    for _ in range(MONTHS_BACK):
        earliest = month_before(earliest)
    for _ in range(MONTHS_AHEAD):
        latest = month(latest.year, latest.month)[1]
        latest = date.fromordinal(latest.toordinal() + 1)
    return earliest <= first <= latest


def _waive_one(
    session: Session, found: GridDuty, reason: str, *, actor: Actor, waived_by: int, now: datetime
) -> None:
    grid, duty = found.grid, found.duty
    actor.require(Permission.PATROL_WAIVE, grid.division_path)
    if duty.state == DONE:
        raise Invalid(field="grids", reason="done", value=grid.name)
    if duty.waiver_id is not None:
        raise Invalid(field="grids", reason="waived", value=grid.name)
    row = PatrolWaiver(
        grid_id=grid.id, month=duty.first, reason=reason, waived_by_id=waived_by, waived_at=now
    )
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError as raced:
        # somebody of the county waived it at the same moment
        raise Invalid(field="grids", reason="waived", value=grid.name) from raced
    record(
        session,
        actor=actor,
        action="patrol.waive",
        subject=f"grid:{grid.id}",
        details={"month": f"{row.month:%Y-%m}", "waiver": row.id, "reason": reason},
        now=now,
    )
    _tell(session, [found], "patrol_waived", row, now)


def _tell(session: Session, duties: Sequence[GridDuty], kind: str, row: PatrolWaiver, now: datetime) -> None:
    for one in duties:
        if one.answers_id is not None:
            notify(
                session,
                account_ids=[one.answers_id],
                kind=kind,
                subject=f"waiver:{row.id}",
                values={"grid": one.grid.name, "month": f"{row.month:%Y-%m}"},
                now=now,
            )
