"""Ledger items with a day on them: things to be put right by it, and letters that wait for an answer."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake.deadlines.owing import Deadline
from intake.ledger.models import LedgerItem, Letter
from intake.ledger.queries import item_values
from intake.ledger.rules import RECTIFYING
from intake.ledger.values import ItemValue
from intake.tips.queries import recused_people


@dataclass(frozen=True, kw_only=True, slots=True)
class OwedItem:
    """An unfinished item, who must not see it, and what is due on it: `rectify`, `letter`."""

    item: ItemValue
    recused: frozenset[int]
    deadlines: tuple[Deadline, ...]

    def overdue(self, today: date) -> tuple[Deadline, ...]:
        """What is past its day, the longest first."""
        return tuple(deadline for deadline in self.deadlines if deadline.due < today)


def owed_items(session: Session, *, within: str = "") -> tuple[OwedItem, ...]:
    """All items below a path on which a day is set, in the order of their numbers."""
    query = select(LedgerItem).where(LedgerItem.state.in_(RECTIFYING)).order_by(LedgerItem.id)
    if within:
        query = query.where(LedgerItem.division_path.startswith(within, autoescape=True))
    items = item_values(session, session.scalars(query).all())
    letters = {
        row[0]: row[1]
        for row in session.execute(
            select(Letter.item_id, func.min(Letter.reply_due_on))
            .where(Letter.item_id.in_([item.id for item in items]), Letter.replied_on.is_(None))
            .group_by(Letter.item_id)
        )
    }
    found = []
    for item in items:
        owed = [Deadline(code="rectify", due=item.due_on)] if item.due_on else []
        if item.state == "coordinating" and item.id in letters:
            owed.append(Deadline(code="letter", due=letters[item.id]))
        if owed:
            recused = recused_people(session, item.tip_id) if item.tip_id else frozenset[int]()
            owed.sort(key=lambda deadline: deadline.due)
            found.append(OwedItem(item=item, recused=recused, deadlines=tuple(owed)))
    return tuple(found)
