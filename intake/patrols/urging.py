"""督促办理: a unit whose papers are missing is asked to apply for them, and asked again until that is settled
(notice 60, 三2)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from intake.deadlines.queries import clocks_of
from intake.patrols.models import Finding, Urging, UrgingCheck, Visit
from intake.patrols.rules import URGING_OPEN, URGING_RESULTS, check_known, written
from publishing.kernel.audit import record
from publishing.kernel.errors import Forbidden, Invalid, NotFound, StaleForm
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckForm:
    """What was heard; without `next_on` the county's usual period, for as long as it is not settled."""

    checked_on: date
    result: str
    note: str
    next_on: date | None = None


def open_urging(
    session: Session, finding: Finding, visit: Visit, division_path: str, *, actor: Actor, now: datetime
) -> None:
    """Keeps that the officer of the visit asked for the papers of this finding on its day."""
    clocks = clocks_of(session)
    row = Urging(
        finding_id=finding.id,
        division_path=division_path,
        asked_on=visit.visited_on,
        asked_by_id=visit.visited_by_id,
        next_on=clocks.due("urge", path=division_path, since=visit.visited_on),
        opened_at=now,
    )
    session.add(row)
    session.flush()
    record(
        session,
        actor=actor,
        action="urging.open",
        subject=f"urging:{row.id}",
        details={"finding": finding.id, "asked_on": row.asked_on.isoformat()},
        now=now,
    )


def check_urging(
    session: Session,
    urging_id: int,
    form: CheckForm,
    *,
    version: int | None = None,
    actor: Actor,
    now: datetime,
    today: date,
) -> None:
    """Keeps what was heard. Raises NotFound, Forbidden without PATROL_RECORD, OutsideJurisdiction, StaleForm
    when somebody asked since `version` was shown, and Invalid: `urging` (settled), `checked_on` (future;
    before_asking), `result` (unknown), `note` (required, too_long), `next_on` (past; settled, for a result
    after which nothing is asked)."""
    row = session.get(Urging, urging_id, with_for_update=True)
    if row is None:
        raise NotFound(what="urging")
    actor.require(Permission.PATROL_RECORD, row.division_path)
    if actor.user_id is None:
        raise Forbidden(permission=Permission.PATROL_RECORD.value, reason="not_staff")
    if version is not None and row.version != version:
        raise StaleForm(what="urging")
    if row.result and row.result not in URGING_OPEN:
        raise Invalid(field="urging", reason="settled")
    check_known("result", form.result, URGING_RESULTS)
    if form.checked_on > today:
        raise Invalid(field="checked_on", reason="future", latest=today)
    if form.checked_on < row.asked_on:
        raise Invalid(field="checked_on", reason="before_asking", earliest=row.asked_on)
    note = written("note", form.note)
    still_open = form.result in URGING_OPEN
    if form.next_on is not None and not still_open:
        raise Invalid(field="next_on", reason="settled")
    if form.next_on is not None and form.next_on < today:
        raise Invalid(field="next_on", reason="past", earliest=today)
    usual = clocks_of(session).due("urge", path=row.division_path, since=today) if still_open else None
    row.result, row.next_on = form.result, form.next_on or usual
    session.add(
        UrgingCheck(
            urging_id=row.id,
            checked_on=form.checked_on,
            result=form.result,
            note=note,
            checked_by_id=actor.user_id,
            recorded_at=now,
        )
    )
    session.flush()
    record(
        session,
        actor=actor,
        action="urging.check",
        subject=f"urging:{row.id}",
        details={"result": form.result, "on": form.checked_on.isoformat()},
        now=now,
    )
