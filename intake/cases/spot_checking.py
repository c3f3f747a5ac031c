"""Visiting a place of a spot check: a row of the 巡查表, items for what was found, and whether the patrol
record agrees (notice 60, 三3)."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from intake.cases.patrolling import record_patrol
from intake.cases.verifying import Reported
from intake.ledger.queries import items_of_findings
from intake.patrols.recording import find_recorded
from intake.patrols.rules import VisitForm
from intake.patrols.spot_results import check_result, keep_result, load_place
from publishing.kernel.errors import Invalid
from publishing.kernel.identity import Actor


def record_spot_visit(
    session: Session,
    place_id: int,
    form: VisitForm,
    *,
    result: str,
    note: str = "",
    actor: Actor,
    now: datetime,
    today: date,
) -> Reported:
    """Records the visit of a drawn place and its result; the same form sent twice counts once.

    Raises what `record_patrol` raises, NotFound, Forbidden, OutsideJurisdiction, and Invalid as
    `check_result` does: a second result for a place is refused, whoever brings it."""
    place, check = load_place(session, place_id, actor=actor)
    earlier = find_recorded(session, form.submission, actor=actor)
    if earlier is not None:
        if place.visit_id != earlier.id:
            raise Invalid(field="submission", reason="taken")
        return Reported(
            visit=earlier, items=items_of_findings(session, [found.id for found in earlier.findings])
        )
    check_result(session, place, check, visited_on=form.visited_on, result=result, note=note)
    spot = replace(form, kind="spot_check", grid_id=place.grid_id, tip_id=None)
    reported = record_patrol(
        session, spot, actor=actor, now=now, today=today, division_code=place.division_code
    )
    keep_result(session, place, check, reported.visit, result=result, note=note, actor=actor, now=now)
    return reported
