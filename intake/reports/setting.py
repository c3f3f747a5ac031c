"""Setting the day by which reports are due in a county (or the whole city)."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from intake.reports.models import ReportDue
from intake.reports.rules import LONGEST_REASON, check_due
from publishing.kernel.accounts.queries import get_office
from publishing.kernel.audit import record
from publishing.kernel.errors import Invalid
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission


def set_due(session: Session, *, slot: str, day: date, reason: str, actor: Actor, now: datetime) -> None:
    """From now on reports of this slot are due on this day of each year; an earlier setting stays on record.

    Raises Forbidden without CLOCK_SET, Invalid (slot, day: `rules.check_due`; reason: required, too_long).
    """
    actor.require(Permission.CLOCK_SET)
    check_due(slot, day.month, day.day)
    said = reason.strip()
    if not said:
        raise Invalid(field="reason", reason="required")
    if len(said) > LONGEST_REASON:
        raise Invalid(field="reason", reason="too_long", longest=LONGEST_REASON)
    office = get_office(session, actor.office_id or 0)
    if actor.user_id is None:
        raise Invalid(field="slot", reason="unknown")
    session.add(
        ReportDue(
            division_code=office.division_code,
            slot=slot,
            month=day.month,
            day=day.day,
            reason=said,
            set_by_id=actor.user_id,
            set_at=now,
        )
    )
    details = {"slot": slot, "month": day.month, "day": day.day, "reason": said}
    subject = f"division:{office.division_code}"
    record(session, actor=actor, action="report.due", subject=subject, details=details, now=now)
