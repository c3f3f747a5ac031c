"""Reopening 重办 by the county; the reporter's own way is in tips (`thread.not_fixed`)."""

from datetime import datetime

from sqlalchemy.orm import Session

from intake.cases.loading import load_case
from intake.patrols.rules import written
from intake.tips.promising import promise_again
from intake.tips.queries import merged_into
from intake.tips.routing import recuse, triage_for
from intake.tips.thread import handled_again, post
from intake.workflows import TIP
from publishing.kernel.clock import local_day
from publishing.kernel.identity import Actor
from publishing.kernel.transition import check, move


def reopen(
    session: Session, tip_id: int, *, reason: str, version: int | None = None, actor: Actor, now: datetime
) -> None:
    """Has the tip handled again: it lies with triage, and who handled it does not see it any more.

    Raises Invalid for an empty reason, and what `move` raises.
    """
    row = load_case(session, tip_id, actor=actor, version=version)
    check(row, TIP, "reopen", actor)
    reason = written("reason", reason)
    if row.handled_by_id is not None:
        recuse(session, row, row.handled_by_id, reason="handled_before", actor=actor, now=now)
    chosen = triage_for(session, row, hold="", on=local_day(now))
    row.responsible_office_id, row.responsible_user_id = chosen.office_id, None
    row.route = {
        "code": "reopened",
        "values": {"office": chosen.office_name},
        "words": f"重办，由{chosen.office_name}另行交办",
    }
    # the first round's officers are in the audit log; the second round has its own
    row.handled_by_id, row.handled_at = None, None
    row.concluded_by_id, row.concluded_at, row.replied_at = None, None, None
    row.interim = False
    due = promise_again(session, row, now=now)
    move(session, row, TIP, "reopen", actor=actor, facts={"reason": reason}, now=now)
    for told in (row, *merged_into(session, row.id)):
        body = handled_again(due)
        post(session, told, direction="notice", body=body, account_id=actor.user_id, now=now)
    session.flush()
