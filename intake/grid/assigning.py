"""Putting a 监管责任人 in charge of a grid, or leaving the post vacant."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.grid.models import Grid, GridSupervisor
from intake.grid.queries import in_force
from publishing.kernel.accounts.adding import POSITIONS
from publishing.kernel.accounts.queries import get_person
from publishing.kernel.audit import record
from publishing.kernel.errors import Invalid, NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission, Role


def require_grid_manager(actor: Actor, division_path: str) -> None:
    """Raises Forbidden or OutsideJurisdiction; the system may (loading at set-up)."""
    if actor.role is not Role.SYSTEM:
        actor.require(Permission.GRID_MANAGE, division_path)


def set_supervisor(
    session: Session, grid_id: int, account_id: int | None, *, on: date, actor: Actor, now: datetime
) -> None:
    """From `on`, `account_id` supervises the grid (None: the post is vacant).

    Raises NotFound, Forbidden, OutsideJurisdiction, and Invalid for a person who holds none of the positions
    of notice 三2, whose account is closed, or who works under another central school.
    """
    grid = session.get(Grid, grid_id)
    if grid is None:
        raise NotFound(what="grid")
    require_grid_manager(actor, grid.division_path)
    if account_id is not None:
        _check(session, grid, account_id)
    current = session.scalars(
        select(GridSupervisor).where(
            GridSupervisor.grid_id == grid_id,
            in_force(GridSupervisor.valid_from, GridSupervisor.valid_to, on),
        )
    ).all()
    if [row.account_id for row in current] == ([account_id] if account_id is not None else []):
        return
    before = [row.account_id for row in current]
    for row in current:
        if row.valid_from == on:
            # appointed and replaced on one day: the post was never held
            session.delete(row)
        else:
            row.valid_to = on
    if account_id is not None:
        session.add(GridSupervisor(grid_id=grid_id, account_id=account_id, valid_from=on))
    session.flush()
    record(
        session,
        actor=actor,
        action="grid.supervisor",
        subject=f"grid:{grid_id}",
        details={"from": before, "to": account_id, "on": on.isoformat()},
        now=now,
    )


def _check(session: Session, grid: Grid, account_id: int) -> None:
    person = get_person(session, account_id)
    if not person.active or person.role not in (Role.SUPERVISOR, Role.CENTRAL_SCHOOL):
        raise Invalid(field="supervisor", reason="not_supervisor", value=person.name)
    # a central school's own account is its leadership (三3)
    if person.role is Role.SUPERVISOR and person.position not in POSITIONS:
        raise Invalid(field="supervisor", reason="not_qualified", value=person.name)
    if person.office.id != grid.office_id:
        raise Invalid(field="supervisor", reason="other_office", value=person.name)
