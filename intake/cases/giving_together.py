"""Giving one of several tips to an officer: each is decided alone, by the step that its state asks for."""

from datetime import datetime

from sqlalchemy.orm import Session

from intake.cases.assigning import assign
from intake.cases.loading import load_case
from intake.cases.pulling_back import AT_WORK, pull_back
from intake.cases.triaging import accept_and_assign
from intake.grid.rules import Responsible
from intake.tips.rules import CERTAIN, HARM, lies_apart
from publishing.kernel.errors import Invalid
from publishing.kernel.identity import Actor

MOST = 30
"""How many are given at once: a page of the list."""


def give(
    session: Session,
    tip_id: int,
    *,
    person_id: int,
    reason: str,
    track: str,
    version: int | None,
    actor: Actor,
    now: datetime,
) -> Responsible:
    """Accepts and assigns a tip that was received (on `track`, with the category and urgency it came with),
    assigns one that is accepted or reopened, and takes one out of another officer's hands.

    Raises Invalid (`tip`: `harm`, `place`, `apart` for what somebody has to look at by itself, `same` for
    what is with this person already), and what those steps raise.
    """
    row = load_case(session, tip_id, actor=actor, version=version)
    if row.responsible_user_id == person_id and row.state in AT_WORK:
        raise Invalid(field="tip", reason="same")
    if row.state in AT_WORK:
        return pull_back(
            session, tip_id, person_id=person_id, reason=reason, version=version, actor=actor, now=now
        )
    if row.state != "received":
        return assign(
            session, tip_id, person_id=person_id, reason=reason, version=version, actor=actor, now=now
        )
    if HARM in (row.category, *row.more_categories.split(",")):
        raise Invalid(field="tip", reason="harm")
    if lies_apart(row):
        raise Invalid(field="tip", reason="apart")
    if row.place_certainty not in CERTAIN:
        raise Invalid(field="tip", reason="place")
    return accept_and_assign(
        session,
        tip_id,
        track=track,
        category=row.category,
        urgency=row.urgency,
        person_id=person_id,
        reason=reason,
        version=version,
        actor=actor,
        now=now,
    )
