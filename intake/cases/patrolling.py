"""The monthly patrol: a row of the 巡查表, and a ledger item for each thing found (notice 60, 三3, 三4)."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from intake.cases.verifying import Reported
from intake.ledger.opening import open_items
from intake.ledger.queries import items_of_findings
from intake.patrols.recording import record_visit
from intake.patrols.rules import VisitForm
from publishing.kernel.errors import Invalid
from publishing.kernel.identity import Actor


def record_patrol(
    session: Session,
    form: VisitForm,
    *,
    actor: Actor,
    now: datetime,
    today: date,
    division_code: str | None = None,
) -> Reported:
    """Records a patrol or spot check and opens its items; the same form sent twice counts once.

    Raises Invalid for another kind of visit (those belong to their tip or item), and as `record_visit` does.
    """
    if form.kind not in ("patrol", "spot_check") or form.tip_id is not None:
        raise Invalid(field="kind", reason="unknown", value=form.kind)
    visit = record_visit(session, form, actor=actor, now=now, today=today, division_code=division_code).visit
    findings = tuple(found.id for found in visit.findings)
    open_items(session, findings, actor=actor, now=now)
    return Reported(visit=visit, items=items_of_findings(session, findings))
