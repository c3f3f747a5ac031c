"""Verifying: the officer starts, asks the reporter, goes there, and reports what was found."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from intake.cases.loading import load_case
from intake.cases.rules import check_outcome, check_turn
from intake.ledger.opening import open_items
from intake.ledger.queries import items_of_findings
from intake.ledger.values import ItemValue
from intake.patrols.queries import VisitValue
from intake.patrols.recording import find_recorded, record_visit
from intake.patrols.rules import VisitForm, written
from intake.tips.thread import post
from intake.workflows import TIP
from publishing.kernel.clock import local_day
from publishing.kernel.errors import Invalid
from publishing.kernel.identity import Actor
from publishing.kernel.transition import check, move


@dataclass(frozen=True, kw_only=True, slots=True)
class Reported:
    """The visit for a tip and the ledger items that its findings opened."""

    visit: VisitValue
    items: tuple[ItemValue, ...]


def start(session: Session, tip_id: int, *, version: int | None = None, actor: Actor, now: datetime) -> None:
    """Starts checking; a tip that lies with an office becomes this person's. Raises
    Forbidden(not_responsible) where it lies with somebody else, and what `move` raises."""
    row = load_case(session, tip_id, actor=actor, version=version)
    check(row, TIP, "start", actor)
    check_turn(actor, row)
    row.responsible_user_id = actor.user_id
    move(session, row, TIP, "start", actor=actor, facts={}, now=now)
    session.flush()


def ask(
    session: Session, tip_id: int, *, question: str, version: int | None = None, actor: Actor, now: datetime
) -> None:
    """Asks the reporter, who answers by receipt code. Raises Invalid for an empty question,
    Forbidden(not_responsible), and what `move` raises."""
    row = load_case(session, tip_id, actor=actor, version=version)
    check(row, TIP, "ask", actor)
    check_turn(actor, row)
    question = written("question", question)
    post(session, row, direction="question", body=question, account_id=actor.user_id, now=now)
    # the question stays in the thread: the audit log cannot forget
    move(session, row, TIP, "ask", actor=actor, facts={"question": "asked"}, now=now)
    session.flush()


def report_visit(
    session: Session,
    tip_id: int,
    *,
    visit: VisitForm,
    outcome: str,
    text: str,
    version: int | None = None,
    actor: Actor,
    now: datetime,
    today: date,
) -> Reported:
    """Records the visit, opens a ledger item for each finding, and hands the tip in for review.

    The same form sent twice reports once. Raises Invalid for the visit as `record_visit` does, for a day
    before the tip came (`visited_on`, before_receipt), for an unknown outcome or one that nothing found bears
    out (`outcome`, needs_finding), for an empty `text`; Forbidden(not_responsible); and what `move` raises.
    """
    earlier = find_recorded(session, visit.submission, actor=actor)
    if earlier is not None:
        if earlier.tip_id != tip_id:
            raise Invalid(field="submission", reason="taken")
        return _reported(session, earlier)
    row = load_case(session, tip_id, actor=actor, version=version)
    check(row, TIP, "report", actor)
    check_turn(actor, row)
    received_on = local_day(row.received_at)
    if visit.visited_on < received_on:
        raise Invalid(field="visited_on", reason="before_receipt", earliest=received_on)
    check_outcome(outcome, findings=len(visit.findings))
    text = written("text", text)
    form = replace(visit, kind="tip", tip_id=row.id, grid_id=row.grid_id)
    recorded = record_visit(
        session, form, actor=actor, now=now, today=today, division_code=row.division_code
    ).visit
    open_items(session, tuple(found.id for found in recorded.findings), actor=actor, now=now)
    row.outcome, row.report_text = outcome, text
    row.visited_on = row.visited_on or visit.visited_on
    row.handled_by_id, row.handled_at = actor.user_id, now
    facts = {"outcome": outcome, "visit": recorded.id}
    move(session, row, TIP, "report", actor=actor, facts=facts, now=now)
    session.flush()
    return _reported(session, recorded)


def _reported(session: Session, visit: VisitValue) -> Reported:
    return Reported(visit=visit, items=items_of_findings(session, [found.id for found in visit.findings]))
