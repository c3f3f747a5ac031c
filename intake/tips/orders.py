"""Order numbers of 12345 and other offices: one number belongs to one tip, and has a clock of its own."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from intake.tips.models import Tip, TipOrder, TipRecusal
from publishing.kernel.audit import record
from publishing.kernel.errors import Invalid, NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission

LONGEST_NUMBER = 40


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """An order as it is typed in."""

    number: str
    dispatched_at: datetime | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderValue:
    """An order as it is kept."""

    id: int
    tip_id: int
    channel: str
    number: str
    dispatched_at: datetime | None
    due_at: datetime | None
    recorded_at: datetime
    answered_at: datetime | None


def order_key(number: str) -> str:
    """What two ways of typing one number have in common."""
    return "".join(unicodedata.normalize("NFKC", number).split()).casefold()


def find_order(session: Session, channel: str, number: str) -> OrderValue | None:
    """The order of this number that came by this channel; None for one that is new."""
    row = session.scalars(
        select(TipOrder).where(TipOrder.channel == channel, TipOrder.key == order_key(number))
    ).one_or_none()
    return None if row is None else _value(row)


def keep_order(
    session: Session, tip_id: int, *, channel: str, order: Order, actor: Actor, now: datetime
) -> None:
    """Writes the number to the tip; one that is there already is given the new times.

    Raises Invalid: `order_number` required, too_long, or known (it belongs to another tip); `dispatched_at`
    future; `due_at` early (before it was dispatched)."""
    number = " ".join(order.number.split())
    if not number:
        raise Invalid(field="order_number", reason="required")
    if len(number) > LONGEST_NUMBER:
        raise Invalid(field="order_number", reason="too_long", most=LONGEST_NUMBER)
    if order.dispatched_at is not None and order.dispatched_at > now:
        raise Invalid(field="dispatched_at", reason="future")
    if order.due_at is not None and order.dispatched_at is not None and order.due_at < order.dispatched_at:
        raise Invalid(field="due_at", reason="early")
    known = session.scalars(
        select(TipOrder).where(TipOrder.channel == channel, TipOrder.key == order_key(number))
    ).one_or_none()
    if known is not None and known.tip_id != tip_id:
        raise Invalid(field="order_number", reason="known", tip_id=known.tip_id)
    if known is None:
        known = TipOrder(
            tip_id=tip_id, channel=channel, number=number, key=order_key(number), recorded_at=now
        )
        session.add(known)
    elif (order.dispatched_at or known.dispatched_at, order.due_at or known.due_at) == (
        known.dispatched_at,
        known.due_at,
    ):
        return
    known.dispatched_at = order.dispatched_at or known.dispatched_at
    known.due_at = order.due_at or known.due_at
    session.flush()
    _record(session, "tip.order", known, actor, now)


def orders_of(session: Session, tip_id: int) -> tuple[OrderValue, ...]:
    """The orders of a tip and of those that were merged into it, the oldest first."""
    merged = select(Tip.id).where(Tip.merged_into_id == tip_id)
    rows = session.scalars(
        select(TipOrder)
        .where(or_(TipOrder.tip_id == tip_id, TipOrder.tip_id.in_(merged)))
        .order_by(TipOrder.id)
    )
    return tuple(_value(row) for row in rows)


def order_numbers(session: Session, tip_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """The order numbers of tips; those without any are left out."""
    found: dict[int, tuple[str, ...]] = {}
    rows = session.scalars(select(TipOrder).where(TipOrder.tip_id.in_(list(tip_ids))).order_by(TipOrder.id))
    for row in rows:
        found[row.tip_id] = (*found.get(row.tip_id, ()), row.number)
    return found


def list_orders(
    session: Session, *, actor: Actor, words: str = "", offset: int = 0, limit: int
) -> tuple[tuple[OrderValue, ...], int]:
    """A page of the orders in this person's jurisdiction, and how many there are: those not answered first,
    by what is due first; `words` are looked for in the number. None of tips that this person is recused
    from. Raises Forbidden without TIP_RECORD."""
    actor.require(Permission.TIP_RECORD)
    recused = select(TipRecusal.tip_id).where(TipRecusal.account_id == actor.user_id)
    conditions = [
        Tip.division_path.startswith(actor.division_path, autoescape=True),
        Tip.id.not_in(recused),
    ]
    if words:
        conditions.append(TipOrder.key.contains(order_key(words), autoescape=True))
    joined = select(TipOrder).join(Tip, Tip.id == TipOrder.tip_id).where(*conditions)
    total = session.scalar(select(func.count()).select_from(joined.subquery())) or 0
    query = joined.order_by(
        TipOrder.answered_at.is_not(None), TipOrder.due_at.is_(None), TipOrder.due_at, TipOrder.id.desc()
    )
    return tuple(_value(row) for row in session.scalars(query.offset(offset).limit(limit))), total


def get_order(session: Session, order_id: int, *, actor: Actor) -> OrderValue:
    """One order; raises NotFound where there is none in this person's jurisdiction, or they are recused."""
    return _value(_load(session, order_id, actor))


def mark_answered(session: Session, order_id: int, *, actor: Actor, now: datetime) -> None:
    """Keeps that the sending office was answered; once. Raises Forbidden and NotFound."""
    actor.require(Permission.TIP_RECORD)
    row = _load(session, order_id, actor)
    if row.answered_at is not None:
        return
    row.answered_at, row.answered_by_id = now, actor.user_id
    session.flush()
    _record(session, "tip.order_answered", row, actor, now)


def leading_tip(session: Session, tip_id: int) -> int:
    """The tip itself, or the one that it was merged into."""
    merged_into = session.scalar(select(Tip.merged_into_id).where(Tip.id == tip_id))
    return tip_id if merged_into is None else merged_into


def _load(session: Session, order_id: int, actor: Actor) -> TipOrder:
    recused = select(TipRecusal.tip_id).where(TipRecusal.account_id == actor.user_id)
    row = session.scalars(
        select(TipOrder)
        .join(Tip, Tip.id == TipOrder.tip_id)
        .where(
            TipOrder.id == order_id,
            Tip.division_path.startswith(actor.division_path, autoescape=True),
            Tip.id.not_in(recused),
        )
    ).one_or_none()
    if row is None:
        raise NotFound(what="order")
    return row


def _record(session: Session, action: str, row: TipOrder, actor: Actor, now: datetime) -> None:
    details = {"number": row.number, "due": row.due_at.isoformat() if row.due_at else ""}
    record(session, actor=actor, action=action, subject=f"tip:{row.tip_id}", details=details, now=now)


def _value(row: TipOrder) -> OrderValue:
    return OrderValue(
        id=row.id,
        tip_id=row.tip_id,
        channel=row.channel,
        number=row.number,
        dispatched_at=row.dispatched_at,
        due_at=row.due_at,
        recorded_at=row.recorded_at,
        answered_at=row.answered_at,
    )
