"""Pulling a tip back from its officer and giving it to another: triage may at any time (DESIGN §4)."""

from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from intake.cases import wording
from intake.cases.assigning import named_officer
from intake.cases.loading import load_case
from intake.grid.rules import Responsible
from intake.patrols.rules import written
from intake.workflows import TIP
from publishing.kernel.audit import record
from publishing.kernel.clock import local_day
from publishing.kernel.errors import WrongState
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission

AT_WORK = ("assigned", "verifying", "need_info")
"""States in which a tip is in an officer's hands."""


class InHand(Protocol):
    """A tip with a state and a place."""

    @property
    def state(self) -> str: ...

    @property
    def division_path(self) -> str: ...


def may_pull_back(tip: InHand, actor: Actor) -> bool:
    """Whether `actor` may take the tip out of somebody's hands now: declining is triage's own right, and
    whoever may end a tip may also do that."""
    triage = actor.may(Permission.TIP_DECLINE) and actor.covers(tip.division_path)
    return triage and tip.state in AT_WORK


def pull_back(
    session: Session,
    tip_id: int,
    *,
    person_id: int,
    reason: str,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Responsible:
    """Gives a tip that somebody has in hand to another person; its state stays, the audit log says why.

    Raises Forbidden for anyone but triage, WrongState for a tip that is in nobody's hands, Invalid as
    `assign` does.
    """
    row = load_case(session, tip_id, actor=actor, version=version)
    actor.require(Permission.TIP_DECLINE, row.division_path)
    if row.state not in AT_WORK:
        raise WrongState(action="pull_back", state=row.state, workflow=TIP.name)
    reason = written("reason", reason, longest=400)
    chosen = named_officer(session, row, person_id, on=local_day(now))
    before = [row.responsible_office_id, row.responsible_user_id]
    words = wording.named(chosen.user_name, chosen.office_name, actor.name, reason)
    row.responsible_office_id, row.responsible_user_id = chosen.office_id, chosen.user_id
    row.route = {"code": chosen.code, "values": dict(chosen.values), "words": words}
    record(
        session,
        actor=actor,
        action="tip.hand_over",
        subject=f"tip:{row.id}",
        details={"from": before, "to": [chosen.office_id, chosen.user_id], "reason": words},
        now=now,
    )
    session.flush()
    return chosen
