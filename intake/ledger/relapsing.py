"""Relapse 反弹: what was struck off is found again; a linked item is opened (notice 60, 四4)."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from intake.ledger.models import LedgerItem
from intake.ledger.opening import open_item
from intake.ledger.queries import item_values, load_item
from intake.ledger.values import ItemValue
from intake.patrols.queries import get_finding, visit_value
from intake.workflows import LEDGER
from publishing.kernel.errors import Invalid
from publishing.kernel.identity import Actor
from publishing.kernel.transition import check, move


def relapse(
    session: Session,
    item_id: int,
    *,
    finding_id: int,
    version: int | None = None,
    actor: Actor,
    now: datetime,
    today: date,
) -> ItemValue:
    """Marks the struck-off item as relapsed and returns the new finding's item, linked to it.

    Raises Invalid for a finding of this very item (`finding`, same) or one made before the item was
    struck off (`finding`, earlier); NotFound for an unknown finding; and what `move` raises.
    """
    row = load_item(session, item_id, actor=actor, today=today, version=version)
    check(row, LEDGER, "relapse", actor)
    if finding_id == row.finding_id:
        raise Invalid(field="finding", reason="same")
    found_on = visit_value(session, get_finding(session, finding_id).visit_id).visited_on
    if row.struck_off_on is not None and found_on < row.struck_off_on:
        raise Invalid(field="finding", reason="earlier", struck_off_on=row.struck_off_on)
    opened = open_item(session, finding_id, actor=actor, now=now)
    linked = session.get_one(LedgerItem, opened.id)
    linked.relapse_of_id = row.id
    facts = {"finding": finding_id, "item": opened.number}
    move(session, row, LEDGER, "relapse", actor=actor, facts=facts, now=now)
    session.flush()
    return item_values(session, [linked])[0]
