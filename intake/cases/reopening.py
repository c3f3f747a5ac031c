"""Reopening 重办 by the county; the reporter's own way is in tips (`thread.not_fixed`)."""

from datetime import datetime

from sqlalchemy.orm import Session

from intake.cases import wording
from intake.cases.loading import load_case
from intake.grid.queries import line_for
from intake.grid.rules import choose_triage
from intake.patrols.rules import written
from intake.tips.queries import recused_people
from intake.tips.thread import post
from intake.workflows import TIP
from publishing.kernel.clock import local_day
from publishing.kernel.identity import Actor
from publishing.kernel.transition import check, move


def reopen(
    session: Session, tip_id: int, *, reason: str, version: int | None = None, actor: Actor, now: datetime
) -> None:
    """Has the tip handled again: it lies with triage, who give it to a different officer.

    Raises Invalid for an empty reason, and what `move` raises.
    """
    row = load_case(session, tip_id, actor=actor, version=version)
    check(row, TIP, "reopen", actor)
    reason = written("reason", reason)
    line = line_for(session, row.division_code, on=local_day(now), path=row.division_path)
    chosen = choose_triage(line, recused=recused_people(session, row.id), hold="")
    row.responsible_office_id, row.responsible_user_id = chosen.office_id, None
    row.route = {
        "code": "reopened",
        "values": {"office": chosen.office_name},
        "words": f"重办，由{chosen.office_name}另行交办",
    }
    move(session, row, TIP, "reopen", actor=actor, facts={"reason": reason}, now=now)
    post(session, row, direction="notice", body=wording.reopened(), account_id=actor.user_id, now=now)
    session.flush()
