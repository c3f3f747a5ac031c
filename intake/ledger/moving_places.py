"""Ledger items of a place that was merged into another one."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake.ledger.models import LedgerItem
from publishing.divisions.rules import Division


def count_items_at(session: Session, division_code: str) -> int:
    """How many items, struck off ones too, point at the place."""
    query = select(func.count()).select_from(LedgerItem).where(LedgerItem.division_code == division_code)
    return session.scalar(query) or 0


def move_items(session: Session, source: Division, target: Division) -> int:
    """Items of the source are of the target. Struck off ones as well: a relapse at the premises is found by
    its place."""
    rows = session.scalars(select(LedgerItem).where(LedgerItem.division_code == source.code)).all()
    for item in rows:
        item.division_code, item.division_path = target.code, target.path
    session.flush()
    return len(rows)
