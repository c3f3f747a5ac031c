"""Review by another person: back to the officer, or concluded."""

from datetime import datetime

from sqlalchemy.orm import Session

from intake.cases.loading import load_case
from intake.ledger.queries import items_of_tip
from intake.patrols.rules import written
from intake.workflows import LEDGER_TERMINAL, TIP
from publishing.kernel.errors import Invalid
from publishing.kernel.identity import Actor
from publishing.kernel.transition import check, move


def send_back(
    session: Session, tip_id: int, *, reason: str, version: int | None = None, actor: Actor, now: datetime
) -> None:
    """Sends the report back to the officer. Raises Invalid for an empty reason, SamePerson for the officer,
    and what `move` raises."""
    row = load_case(session, tip_id, actor=actor, version=version)
    check(row, TIP, "send_back", actor)
    reason = written("reason", reason)
    row.handled_at = None
    move(session, row, TIP, "send_back", actor=actor, facts={"reason": reason}, now=now)
    session.flush()


def conclude(
    session: Session,
    tip_id: int,
    *,
    conclusion: str,
    interim: bool = False,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> None:
    """Concludes the tip, for good when its ledger items are terminal, else marked as interim.

    Raises Invalid for an empty conclusion or open items without the mark (`interim`, items_open, with their
    numbers); SamePerson for the officer who reported; and what `move` raises.
    """
    row = load_case(session, tip_id, actor=actor, version=version)
    check(row, TIP, "conclude", actor)
    conclusion = written("conclusion", conclusion)
    still_open = [i.number for i in items_of_tip(session, row.id) if i.state not in LEDGER_TERMINAL]
    if still_open and not interim:
        raise Invalid(field="interim", reason="items_open", numbers=tuple(still_open))
    row.conclusion, row.interim = conclusion, bool(still_open)
    row.concluded_by_id, row.concluded_at = actor.user_id, now
    facts = {"conclusion": "recorded", "interim": row.interim, "items": still_open}
    move(session, row, TIP, "conclude", actor=actor, facts=facts, now=now)
    session.flush()
