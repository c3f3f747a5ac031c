"""Putting a 监管责任人 in charge of a grid, or leaving the post vacant."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from intake.grid.models import Grid, GridSupervisor
from publishing.kernel.accounts.adding import POSITIONS
from publishing.kernel.accounts.queries import get_person
from publishing.kernel.audit import record
from publishing.kernel.errors import Invalid, NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.numbering import next_number
from publishing.kernel.permissions import Permission, Role


def require_grid_manager(actor: Actor, division_path: str) -> None:
    """Raises Forbidden or OutsideJurisdiction; the system may (loading at set-up)."""
    if actor.role is not Role.SYSTEM:
        actor.require(Permission.GRID_MANAGE, division_path)


def one_after_another(session: Session, township_codes: Iterable[str]) -> None:
    """Whoever changes the grids of a township waits here for whoever is changing them, so that two changes
    at once never put a village into two grids."""
    for code in sorted(set(township_codes)):
        next_number(session, f"grids:{code}")


def set_supervisor(
    session: Session, grid_id: int, account_id: int | None, *, on: date, actor: Actor, now: datetime
) -> None:
    """From `on`, `account_id` supervises the grid (None: the post is vacant); whatever was planned for later
    days is dropped.

    Raises NotFound, Forbidden, OutsideJurisdiction; Invalid for a person who holds none of the positions of
    notice 三2, whose account is closed, or who works under another central school; and Invalid(field="on")
    for a day on which the grid is not in force: `before_grid`, `after_grid`, with the `day` that would do.
    """
    grid = session.get(Grid, grid_id, with_for_update=True)
    if grid is None:
        raise NotFound(what="grid")
    require_grid_manager(actor, grid.division_path)
    if on < grid.valid_from:
        raise Invalid(field="on", reason="before_grid", day=grid.valid_from)
    if grid.valid_to is not None and on >= grid.valid_to:
        raise Invalid(field="on", reason="after_grid", day=grid.valid_to - timedelta(days=1))
    if account_id is not None:
        _check(session, grid, account_id)
    posts = session.scalars(
        select(GridSupervisor).where(
            GridSupervisor.grid_id == grid_id,
            or_(GridSupervisor.valid_to.is_(None), GridSupervisor.valid_to > on),
        )
    ).all()
    before = [row.account_id for row in posts if row.valid_from <= on]
    wanted = [account_id] if account_id is not None else []
    if before == wanted and all(row.valid_from <= on and row.valid_to is None for row in posts):
        return
    kept = False
    for row in posts:
        if row.account_id == account_id and row.valid_from <= on and not kept:
            row.valid_to, kept = None, True
        elif row.valid_from >= on:
            # appointed and replaced before its first day was over: the post was never held
            session.delete(row)
        else:
            row.valid_to = on
    if account_id is not None and not kept:
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
