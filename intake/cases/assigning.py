"""Giving a tip to the officer who will check it: by the line of its place, or to a person named by hand."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from intake.cases import wording
from intake.cases.loading import load_case
from intake.cases.rules import check_candidate
from intake.grid.queries import line_for
from intake.grid.rules import Responsible, reason_words
from intake.patrols.rules import written
from intake.tips.queries import recused_people
from intake.tips.routing import choose_for, find_recusals
from intake.workflows import TIP
from publishing.kernel.accounts.queries import get_person
from publishing.kernel.clock import local_day
from publishing.kernel.errors import Invalid, NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.transition import check, move

if TYPE_CHECKING:
    from intake.tips.models import Tip


def assign(
    session: Session,
    tip_id: int,
    *,
    person_id: int | None = None,
    reason: str = "",
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Responsible:
    """Gives an accepted or reopened tip to the line of its place, or to the person named with a reason.

    A reopened tip goes to a different officer: who handled it before is recused since then. Raises Invalid
    (`person_id`: unknown, inactive, cannot_verify, outside, recused; `reason`: required), and what `move`
    raises.
    """
    row = load_case(session, tip_id, actor=actor, version=version)
    return hand_to(session, row, person_id=person_id, reason=reason, actor=actor, now=now)


def hand_to(
    session: Session, row: "Tip", *, person_id: int | None, reason: str, actor: Actor, now: datetime
) -> Responsible:
    """The step `assign` on a loaded row; see `assign`."""
    check(row, TIP, "assign", actor)
    today = local_day(now)
    if person_id is None:
        chosen = choose_for(session, row, recused=recused_people(session, row.id), on=today)
        words = reason_words(chosen.code, chosen.values)
    else:
        chosen = named_officer(session, row, person_id, on=today)
        reason = written("reason", reason, longest=400)
        words = wording.named(chosen.user_name, chosen.office_name, actor.name, reason)
    row.responsible_office_id = chosen.office_id
    row.responsible_user_id = chosen.user_id
    row.grid_id = chosen.grid_id
    row.route = {"code": chosen.code, "values": dict(chosen.values), "words": words}
    row.assigned_at = now
    facts = {"office": chosen.office_id, "person": chosen.user_id, "reason": words}
    move(session, row, TIP, "assign", actor=actor, facts=facts, now=now)
    session.flush()
    return chosen


def named_officer(session: Session, row: "Tip", person_id: int, *, on: date) -> Responsible:
    """The person chosen by hand, if he or she can be given the tip; raises Invalid(person_id) as `assign`."""
    try:
        person = get_person(session, person_id)
    except NotFound as unknown:
        raise Invalid(field="person_id", reason="unknown") from unknown
    if not person.active:
        raise Invalid(field="person_id", reason="inactive")
    line = line_for(session, row.division_code, on=on, path=row.division_path)
    recused = find_recusals(session, row, line)
    check_candidate(person.actor(), division_path=row.division_path, recused=recused)
    return Responsible(
        office_id=person.office.id,
        office_name=person.office.name,
        user_id=person.id,
        user_name=person.name,
        grid_id=row.grid_id,
        code="named",
        values={"person": person.name},
    )
