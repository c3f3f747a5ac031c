"""Orders of 12345 that nobody has answered yet and that have a time of their own: for reminders."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.tips.models import Tip, TipOrder
from intake.tips.queries import recused_people
from publishing.kernel.clock import local_day


@dataclass(frozen=True, kw_only=True, slots=True)
class OwedOrder:
    """An order, and with whom the tip lies that it is about (the one it was merged into, where it was)."""

    id: int
    number: str
    tip_number: str
    due: date
    division_path: str
    responsible_office_id: int
    responsible_user_id: int | None
    recused: frozenset[int]


def owed_orders(session: Session) -> tuple[OwedOrder, ...]:
    """All of them, the oldest first."""
    rows = session.execute(
        select(TipOrder, Tip, TipOrder.due_at)
        .join(Tip, Tip.id == TipOrder.tip_id)
        .where(TipOrder.answered_at.is_(None), TipOrder.due_at.is_not(None))
        .order_by(TipOrder.id)
    )
    return tuple(_owed(session, order, tip, due_at) for order, tip, due_at in rows.all() if due_at)


def _owed(session: Session, order: TipOrder, tip: Tip, due_at: datetime) -> OwedOrder:
    leading = session.get(Tip, tip.merged_into_id) if tip.merged_into_id is not None else None
    lies = leading or tip
    return OwedOrder(
        id=order.id,
        number=order.number,
        tip_number=lies.number,
        due=local_day(due_at),
        division_path=lies.division_path,
        responsible_office_id=lies.responsible_office_id,
        responsible_user_id=lies.responsible_user_id,
        recused=recused_people(session, tip.id) | recused_people(session, lies.id),
    )
