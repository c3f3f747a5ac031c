"""Rechecking 复查: another officer goes there and says whether it was put right."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.ledger.models import LedgerItem, Recheck
from intake.ledger.queries import issued_last, item_values, load_item, notices_of
from intake.ledger.values import ItemValue
from intake.patrols.recording import find_recorded, record_visit
from intake.patrols.rules import FindingForm, VisitForm, written
from intake.workflows import LEDGER
from publishing.kernel.errors import Forbidden, Invalid, MissingFacts, SamePerson
from publishing.kernel.identity import Actor
from publishing.kernel.transition import check, move


@dataclass(frozen=True, kw_only=True, slots=True)
class RecheckForm:
    """A recheck as entered: `evidence` says what was seen; of a failed one it says what is still wrong."""

    submission: str
    visited_on: date
    passed: bool
    evidence: str
    companions: str = ""


def recheck(
    session: Session,
    item_id: int,
    form: RecheckForm,
    *,
    version: int | None = None,
    actor: Actor,
    now: datetime,
    today: date,
) -> ItemValue:
    """Records the visit and what it said; the same form sent twice counts once.

    Raises SamePerson for the officer who follows the rectification or issued the notice in force; Invalid as
    `record_visit` does, and for a day before the finding or the last notice (`visited_on`, before_notice);
    MissingFacts(notice) when an item without a notice would pass, since it could not be struck off; and what
    `move` raises.
    """
    earlier = find_recorded(session, form.submission, actor=actor)
    if earlier is not None:
        return _earlier(session, earlier.id, item_id)
    row = load_item(session, item_id, actor=actor, today=today, version=version)
    action = "recheck_pass" if form.passed else "recheck_fail"
    check(row, LEDGER, action, actor)
    if actor.user_id is None:
        raise Forbidden(permission="ledger.recheck", reason="not_staff")
    evidence = written("evidence", form.evidence)
    notices = notices_of(session, row.id)
    if issued_last(session, row.id, actor):
        raise SamePerson(action=action, earlier="issued_by_id")
    if form.passed and not notices:
        raise MissingFacts(action=action, facts=("notice",))
    since = max([row.found_on, *(notice.issued_on for notice in notices)])
    if form.visited_on < since:
        raise Invalid(field="visited_on", reason="before_notice", earliest=since)
    visit = record_visit(
        session,
        _visit_form(row, form, evidence),
        actor=actor,
        now=now,
        today=today,
        division_code=row.division_code,
    ).visit
    session.add(
        Recheck(
            item_id=row.id,
            visit_id=visit.id,
            passed=form.passed,
            evidence=evidence,
            rechecked_by_id=actor.user_id,
            rechecked_on=form.visited_on,
        )
    )
    row.rechecked_by_id = actor.user_id
    facts = {"visit": visit.id, "evidence": "recorded"}
    move(session, row, LEDGER, action, actor=actor, facts=facts, now=now)
    session.flush()
    return item_values(session, [row])[0]


def _earlier(session: Session, visit_id: int, item_id: int) -> ItemValue:
    """The item that this visit rechecked before; raises Invalid when the visit was for something else."""
    done = session.scalars(select(Recheck).where(Recheck.visit_id == visit_id)).one_or_none()
    if done is None or done.item_id != item_id:
        raise Invalid(field="submission", reason="taken")
    return item_values(session, [session.get_one(LedgerItem, item_id)])[0]


def _visit_form(row: LedgerItem, form: RecheckForm, evidence: str) -> VisitForm:
    left = FindingForm(
        category=row.category,
        severity=row.severity,
        handling="deadline",
        premises=row.premises,
        description=evidence,
        division_code=row.division_code,
        kindergarten_id=row.kindergarten_id,
    )
    return VisitForm(
        submission=form.submission,
        kind="recheck",
        visited_on=form.visited_on,
        scope=row.premises,
        found_nothing=form.passed,
        findings=() if form.passed else (left,),
        handling=evidence if form.passed else "",
        companions=form.companions,
        grid_id=row.grid_id,
        tip_id=row.tip_id,
    )
