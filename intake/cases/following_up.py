"""Going on by oneself: the reporter withdrew, but children may be in danger (DESIGN §3, withdraw)."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from intake.cases.loading import load_case
from intake.cases.verifying import Reported
from intake.ledger.opening import open_items
from intake.ledger.queries import items_of_findings
from intake.patrols.recording import record_visit
from intake.patrols.rules import VisitForm
from publishing.kernel.errors import WrongState
from publishing.kernel.identity import Actor


def follow_up_danger(
    session: Session,
    tip_id: int,
    *,
    visit: VisitForm,
    version: int | None = None,
    actor: Actor,
    now: datetime,
    today: date,
) -> Reported:
    """Records the visit that the county made after a withdrawal, opens the items of its findings, and takes
    the tip off the list of dangers that go on.

    Raises WrongState for a tip whose danger does not go on, and what `record_visit` raises.
    """
    row = load_case(session, tip_id, actor=actor, version=version)
    if not row.danger_goes_on:
        raise WrongState(action="follow_up_danger", state=row.state, workflow="tip")
    form = replace(visit, kind="tip", tip_id=row.id, grid_id=row.grid_id)
    recorded = record_visit(
        session, form, actor=actor, now=now, today=today, division_code=row.division_code
    ).visit
    findings = tuple(found.id for found in recorded.findings)
    open_items(session, findings, actor=actor, now=now)
    row.danger_goes_on = False
    session.flush()
    return Reported(visit=recorded, items=items_of_findings(session, findings))
