"""Telling the people who must know of suspected harm to a child, in the transaction that receives it."""

from datetime import datetime

from sqlalchemy.orm import Session

from intake.grid.presence import reachable
from intake.tips.models import Tip
from publishing.kernel.accounts.queries import list_people
from publishing.kernel.clock import local_day
from publishing.kernel.notices import notify
from publishing.kernel.permissions import Role


def tell_of_harm(session: Session, tip: Tip, *, recused: frozenset[int], now: datetime) -> None:
    """Tells the triage officers of the office that the tip lies with, once; nobody who is recused."""
    triage = list_people(session, office_ids=[tip.responsible_office_id], role=Role.COUNTY_TRIAGE)
    people = reachable(session, [person.id for person in triage], on=local_day(now), recused=recused)
    subject = f"tip:{tip.id}"
    notify(
        session,
        account_ids=people,
        kind="harm_received",
        subject=subject,
        values={"number": tip.number},
        key=f"{subject}:harm",
        now=now,
    )
