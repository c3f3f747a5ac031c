"""Appointing, replacing or removing the supervisor of a grid from a day on, with a look at what it leaves."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from intake.cases.redrawing import Consequences, consequences, state_of, tell
from intake.grid.assigning import set_supervisor
from intake.grid.queries import relations_of
from intake.grid.seeing import posts_of
from intake.grid.values import GridValue
from publishing.kernel.accounts.queries import Person, list_people
from publishing.kernel.clock import local_day
from publishing.kernel.errors import Invalid, StaleForm
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Role
from publishing.registry.queries import KindergartenValue

FURTHEST = timedelta(days=366)


def candidates(session: Session, grid: GridValue) -> tuple[Person, ...]:
    """Who could be looked at for the post: the people of the unit that the grid belongs to."""
    people = list_people(session, office_ids=[grid.office_id])
    return tuple(one for one in people if one.role in (Role.SUPERVISOR, Role.CENTRAL_SCHOOL))


def tied_to(
    session: Session, account_id: int, kindergartens: tuple[KindergartenValue, ...]
) -> tuple[KindergartenValue, ...]:
    """Those of these kindergartens that a person declared a tie to: reports on them pass the person by."""
    ties = relations_of(session, [account_id])
    ids, names = {tie.kindergarten_id for tie in ties}, {tie.name for tie in ties if tie.name}
    return tuple(one for one in kindergartens if one.id in ids or one.facts.name in names)


def appoint(
    session: Session,
    grid_id: int,
    account_id: int | None,
    *,
    on: date,
    actor: Actor,
    now: datetime,
    seen: str | None = None,
) -> Consequences:
    """Makes the change and returns what it does on its first day; `seen` is how the grids stood when that was
    shown, without it nobody is told (the look ahead).

    Raises what `set_supervisor` raises; Invalid(field="on") for `past` and `too_far`, Invalid(field="person",
    reason="same") where nothing would change; StaleForm where the grids changed since `seen`.
    """
    today = local_day(now)
    if on < today:
        raise Invalid(field="on", reason="past", day=today)
    if on > today + FURTHEST:
        raise Invalid(field="on", reason="too_far", day=today + FURTHEST)
    if seen is not None and state_of(session, actor=actor, on=on) != seen:
        raise StaleForm(what="grids")
    before = posts_of(session, grid_id)
    done = consequences(
        session,
        lambda: set_supervisor(session, grid_id, account_id, on=on, actor=actor, now=now),
        actor=actor,
        on=on,
    )
    if posts_of(session, grid_id) == before:
        raise Invalid(field="person", reason="same")
    if seen is not None:
        tell(session, done, on=on, now=now)
    return done
