"""Acceptance: what the reporter is told, and which categories a county accepts only by hand."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from intake.tips.models import AcceptByHand
from intake.tips.promising import chinese_day
from intake.tips.rules import CATEGORIES
from publishing.divisions.queries import get_division
from publishing.kernel.audit import record
from publishing.kernel.errors import Invalid
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission


def notice_of_acceptance(unit: str, conclude_by: date) -> str:
    """The first notice of the thread: who checks, and by when the reporter hears the result."""
    return f"已受理，交{unit}核查。我们会在{chinese_day(conclude_by)}前告诉您结果。"


def set_by_hand(
    session: Session, county_code: str, category: str, *, by_hand: bool, actor: Actor, now: datetime
) -> None:
    """Has a county's tips of one category accepted by hand, or (again) by the rule. Raises Forbidden,
    OutsideJurisdiction, NotFound for an unknown division, Invalid for an unknown category."""
    actor.require(Permission.TIP_DECLINE, get_division(session, county_code).path)
    if category not in CATEGORIES:
        raise Invalid(field="category", reason="unknown", value=category)
    row = session.get(AcceptByHand, (county_code, category))
    if (row is not None) == by_hand:
        return
    if row is None:
        session.add(AcceptByHand(division_code=county_code, category=category))
    else:
        session.delete(row)
    session.flush()
    record(
        session,
        actor=actor,
        action="tip.by_hand",
        subject=f"division:{county_code}",
        details={"category": category, "by_hand": by_hand},
        now=now,
    )
