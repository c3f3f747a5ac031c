"""Tips on which the office owes something, with what and by when: for reminders, the leader's list and the
public's counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.deadlines.owing import Deadline
from intake.deadlines.queries import clocks_of
from intake.tips.models import Tip, TipRecusal
from intake.tips.rules import TipFacts
from intake.tips.showing import deadlines_of, facts_of, heads_among
from intake.workflows import TIP_OPEN
from publishing.kernel.clock import local_day

_ENDED = ("concluded", "replied", "archived")


@dataclass(frozen=True, kw_only=True, slots=True)
class OwedTip:
    """A tip that is not finished. Nothing of what it says is in here."""

    id: int
    number: str
    state: str
    hold: str
    category: str
    urgency: str
    division_code: str
    division_path: str
    received_at: datetime
    responsible_office_id: int
    responsible_user_id: int | None
    facts: TipFacts
    recused: frozenset[int]
    deadlines: tuple[Deadline, ...]

    def overdue(self, today: date) -> tuple[Deadline, ...]:
        """What is past its day, the longest first."""
        return tuple(deadline for deadline in self.deadlines if deadline.due < today)


def owed_tips(session: Session, *, within: str = "", ids: Iterable[int] | None = None) -> tuple[OwedTip, ...]:
    """All unfinished tips below a path, or those of these ids, in the order of their numbers."""
    query = select(Tip).where(Tip.state.in_((*TIP_OPEN, "concluded"))).order_by(Tip.id)
    if within:
        query = query.where(Tip.division_path.startswith(within, autoescape=True))
    if ids is not None:
        query = query.where(Tip.id.in_(list(ids)))
    rows = session.scalars(query).all()
    heads = heads_among(session, rows)
    recused: dict[int, set[int]] = {}
    for kept in session.execute(
        select(TipRecusal.tip_id, TipRecusal.account_id).where(TipRecusal.tip_id.in_([r.id for r in rows]))
    ):
        recused.setdefault(kept.tip_id, set()).add(kept.account_id)
    clocks = clocks_of(session)
    return tuple(
        OwedTip(
            id=row.id,
            number=row.number,
            state=row.state,
            hold=row.hold,
            category=row.category,
            urgency=row.urgency,
            division_code=row.division_code,
            division_path=row.division_path,
            received_at=row.received_at,
            responsible_office_id=row.responsible_office_id,
            responsible_user_id=row.responsible_user_id,
            facts=facts_of(row, heads),
            recused=frozenset(recused.get(row.id, ())),
            deadlines=deadlines_of(row, clocks),
        )
        for row in rows
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Punctuality:
    """How a county keeps its days: open tips, those of them with a day gone by, those that were concluded,
    and how many of these in time."""

    open: int
    overdue: int
    concluded: int
    in_time: int


NOTHING = Punctuality(open=0, overdue=0, concluded=0, in_time=0)
"""A county without a tip."""


def punctuality(session: Session, *, today: date) -> dict[str, Punctuality]:
    """By county code; a tip known to no county is in none."""
    counted: dict[str, list[int]] = {}

    def count(path: str, *which: int) -> None:
        county = [*path.split("/"), ""][1]
        figures = counted.setdefault(county, [0, 0, 0, 0])
        for place in which:
            figures[place] += 1

    for tip in owed_tips(session):
        if tip.state in TIP_OPEN:
            count(tip.division_path, 0, *((1,) if tip.overdue(today) else ()))
    ended = select(Tip).where(Tip.concluded_at.is_not(None), Tip.state.in_(_ENDED))
    clocks = clocks_of(session)
    for row in session.scalars(ended):
        due = row.conclude_by or clocks.due(
            "conclude", path=row.division_path, since=local_day(row.received_at), track=row.track
        )
        in_time = row.concluded_at is not None and local_day(row.concluded_at) <= due
        count(row.division_path, 2, *((3,) if in_time else ()))
    return {
        county: Punctuality(open=figures[0], overdue=figures[1], concluded=figures[2], in_time=figures[3])
        for county, figures in counted.items()
        if county
    }
