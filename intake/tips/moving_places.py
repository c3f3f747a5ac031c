"""Tips of a place that was merged into another one."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake.tips.models import Tip
from intake.tips.routing import route_again
from intake.workflows import TIP_OPEN
from publishing.divisions.rules import Division
from publishing.kernel.audit import record
from publishing.kernel.identity import Actor


def count_tips_at(session: Session, division_code: str) -> tuple[int, int]:
    """How many open tips point at the place, and how many that are done."""
    count = select(func.count()).select_from(Tip).where(Tip.division_code == division_code)
    still_open = session.scalar(count.where(Tip.state.in_(TIP_OPEN))) or 0
    return still_open, (session.scalar(count) or 0) - still_open


def move_tips(session: Session, source: Division, target: Division, *, actor: Actor, now: datetime) -> int:
    """Open tips of the source are of the target; those that come to another township are routed anew.
    Finished ones stay where they happened. Call it after the grids moved."""
    rows = session.scalars(
        select(Tip).where(Tip.division_code == source.code, Tip.state.in_(TIP_OPEN)).order_by(Tip.id)
    ).all()
    for tip in rows:
        tip.division_code, tip.division_path = target.code, target.path
        session.flush()
        record(
            session,
            actor=actor,
            action="tip.place",
            subject=f"tip:{tip.id}",
            details={"from": source.code, "to": target.code, "reason": "merged"},
            now=now,
        )
        if source.parent_code != target.parent_code:
            route_again(session, tip, actor=actor, now=now)
    return len(rows)
