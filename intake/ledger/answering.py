"""Recording what the operator answered to a notice."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from intake.ledger.queries import item_values, load_item
from intake.ledger.values import ItemValue
from intake.patrols.rules import written
from intake.workflows import LEDGER
from publishing.kernel.identity import Actor
from publishing.kernel.transition import check, move


def record_answer(
    session: Session,
    item_id: int,
    answer: str,
    *,
    version: int | None = None,
    actor: Actor,
    now: datetime,
    today: date,
) -> ItemValue:
    """Keeps the answer and moves the item to rectifying; raises Invalid for an empty one, and what `move`
    raises."""
    row = load_item(session, item_id, actor=actor, today=today, version=version)
    check(row, LEDGER, "rectify", actor)
    row.operator_answer = written("answer", answer)
    # the words themselves stay out of the audit log, which cannot be corrected
    move(session, row, LEDGER, "rectify", actor=actor, facts={"answer": "recorded"}, now=now)
    session.flush()
    return item_values(session, [row])[0]
