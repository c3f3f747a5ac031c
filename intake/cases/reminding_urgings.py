"""Reminding whoever is to ask again about missing papers, on the day: once for each day that was set."""

from datetime import datetime

from sqlalchemy.orm import Session

from intake.patrols.urging_work import urgings_due
from publishing.kernel.clock import local_day
from publishing.kernel.notices import notify


def remind_of_urgings(session: Session, *, now: datetime) -> int:
    """Tells what is due at `now`; returns how many people had not been told before."""
    today = local_day(now)
    return sum(
        notify(
            session,
            account_ids=[one.account_id],
            kind="urging_due",
            subject=f"urging:{one.id}",
            values={"premises": one.premises, "due": one.next_on.isoformat()},
            now=now,
            key=f"urging_due:{one.id}:{one.next_on.isoformat()}",
        )
        for one in urgings_due(session, until=today, today=today)
        if one.account_id is not None
    )
