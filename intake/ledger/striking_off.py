"""Striking off 销号: an item leaves the open list only after verified completion (notice 60, 三4)."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from intake.ledger.queries import item_values, load_item, strike_off_facts
from intake.ledger.rules import DISPOSALS, missing_for_strike_off
from intake.ledger.values import ItemValue
from intake.patrols.rules import check_known, written
from intake.workflows import LEDGER
from publishing.kernel.errors import Forbidden, Invalid, MissingFacts
from publishing.kernel.identity import Actor
from publishing.kernel.transition import check, move


def strike_off(
    session: Session,
    item_id: int,
    *,
    evidence: str,
    disposal: str = "",
    children_count: int | None = None,
    children_to: str = "",
    version: int | None = None,
    actor: Actor,
    now: datetime,
    today: date,
) -> ItemValue:
    """Strikes the item off: who and when are the actor and today.

    Raises MissingFacts(facts) for what `missing_for_strike_off` names; Invalid for an unknown disposal, or a
    disposal given for a licensed kindergarten's hazard (`disposal`, not_for_hazard), or a negative number of
    children; and what `move` raises.
    """
    row = load_item(session, item_id, actor=actor, today=today, version=version)
    check(row, LEDGER, "strike_off", actor)
    if actor.user_id is None:
        raise Forbidden(permission="ledger.strike_off", reason="not_staff")
    if disposal:
        check_known("disposal", disposal, DISPOSALS)
        if row.kind != "unlicensed":
            raise Invalid(field="disposal", reason="not_for_hazard")
    if children_count is not None and children_count < 0:
        raise Invalid(field="children_count", reason="negative")
    facts = strike_off_facts(session, row, evidence=evidence, disposal=disposal, children_to=children_to)
    missing = missing_for_strike_off(facts)
    if missing:
        raise MissingFacts(action="strike_off", facts=missing)
    row.evidence = written("evidence", evidence)
    row.disposal = disposal
    row.children_count = children_count
    row.children_to = children_to.strip()
    row.struck_off_by_id = actor.user_id
    row.struck_off_on = today
    moved = {"evidence": "recorded", "disposal": disposal, "on": today.isoformat()}
    move(session, row, LEDGER, "strike_off", actor=actor, facts=moved, now=now)
    session.flush()
    return item_values(session, [row])[0]
