"""Filing up 上报备案: a major hazard, or one that cannot be put right soon, goes to the county (三4)."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from intake.ledger.queries import item_values, load_item
from intake.ledger.rules import FILING_REASONS
from intake.ledger.values import ItemValue
from intake.patrols.rules import check_known
from intake.workflows import LEDGER
from publishing.kernel.identity import Actor
from publishing.kernel.transition import check, move


def file_up(
    session: Session,
    item_id: int,
    reason: str,
    *,
    version: int | None = None,
    actor: Actor,
    now: datetime,
    today: date,
) -> ItemValue:
    """Files the item up for `major` or `long_term`; as major its severity becomes major too.

    Raises Invalid for another reason, and what `move` raises.
    """
    row = load_item(session, item_id, actor=actor, today=today, version=version)
    check(row, LEDGER, "file_up", actor)
    check_known("reason", reason, FILING_REASONS)
    row.filing_reason, row.filed_on = reason, today
    if reason == "major":
        row.severity = "major"
    move(session, row, LEDGER, "file_up", actor=actor, facts={"reason": reason}, now=now)
    session.flush()
    return item_values(session, [row])[0]
