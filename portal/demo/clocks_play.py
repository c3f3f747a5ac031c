"""What the demonstration shows of deadlines: a county with periods of its own, a loaded day, a tip that is
late and asked to be extended, steps up the ladder that were taken, and a grid that changed hands."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from intake.cases.extending import ask_extension
from intake.cases.reminding import remind, steps_to_take
from intake.deadlines.loading import load_calendar
from intake.deadlines.periods import Period
from intake.deadlines.setting import set_period
from intake.grid.assigning import set_supervisor
from intake.grid.queries import get_grid
from intake.tips.queries import load_tip
from publishing.kernel.accounts.queries import find_person, get_person, list_people
from publishing.kernel.clock import local_day
from publishing.kernel.db import Database
from publishing.kernel.identity import SYSTEM, Actor
from publishing.kernel.permissions import Role


def play_clocks(database: Database, *, late_tip_id: int, moved_tip_id: int, now: datetime) -> None:
    """Everything of it; `late_tip_id` has been with its officer for weeks, `moved_tip_id` for days."""
    today = local_day(now)
    with database.begin() as session:
        saturday = today + timedelta(days=(5 - today.weekday()) % 7 + 14)
        days = f"日期,是否上班,说明\n{saturday.isoformat()},上班,演示用的调休\n".encode()
        load_calendar(session, days, "演示.csv", actor=SYSTEM, now=now, today=today)
        set_period(
            session,
            clock="verify",
            track="tip",
            period=Period(amount=10, unit="working"),
            valid_from=today,
            reason="秋季专项整治期间加快核查",
            actor=_person(session, "boai-leader"),
            now=now,
            today=today,
        )
        ask_extension(
            session,
            late_tip_id,
            days=15,
            reason="房东外出，约定下周二到场查看。",
            actor=_officer(session, late_tip_id),
            now=now - timedelta(days=1),
        )
        _replace_supervisor(session, moved_tip_id, now)
        for step in steps_to_take(session, now=now):
            remind(session, step, now=now)


def _replace_supervisor(session: Session, tip_id: int, now: datetime) -> None:
    """A colleague of the same school takes the grid of the tip over; the tip waits to be handed over."""
    tip = load_tip(session, tip_id)
    grid = get_grid(session, tip.grid_id or 0)
    colleagues = list_people(session, office_ids=[grid.office_id], role=Role.SUPERVISOR)
    other = next(person.id for person in colleagues if person.id != tip.responsible_user_id)
    actor = _person(session, "boai-triage")
    set_supervisor(session, grid.id, other, on=local_day(now), actor=actor, now=now)


def _officer(session: Session, tip_id: int) -> Actor:
    return get_person(session, load_tip(session, tip_id).responsible_user_id or 0).actor()


def _person(session: Session, username: str) -> Actor:
    person = find_person(session, username)
    if person is None:
        raise LookupError(username)
    return person.actor()
