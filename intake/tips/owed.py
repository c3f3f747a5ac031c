"""Tips on which the office owes something, with what and by when: for reminders, the leader's list and the
public's counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from intake.deadlines.owing import Deadline
from intake.deadlines.queries import clocks_of
from intake.tips.models import Tip, TipRecusal
from intake.tips.overdue import overdue
from intake.tips.rules import URGENT, TipFacts, lies_apart
from intake.tips.showing import deadlines_of, facts_of, heads_among
from intake.workflows import TIP_OPEN
from publishing.divisions.queries import list_counties
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
    apart: bool
    """It lies apart (`rules.lies_apart`) and is not urgent: one of many, of which nobody is told singly."""
    facts: TipFacts
    recused: frozenset[int]
    deadlines: tuple[Deadline, ...]

    def overdue(self, today: date) -> tuple[Deadline, ...]:
        """What is past its day, the longest first."""
        return tuple(deadline for deadline in self.deadlines if deadline.due < today)


def owed_tips(session: Session, *, within: str = "", ids: Iterable[int] | None = None) -> tuple[OwedTip, ...]:
    """All tips below a path on which something is owed, or those of these ids, by number."""
    owing = or_(Tip.state.in_((*TIP_OPEN, "concluded")), Tip.danger_goes_on)
    query = select(Tip).where(owing).order_by(Tip.id)
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
            apart=lies_apart(row) and row.urgency != URGENT,
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

    def count(path: str, figure: int, number: int = 1) -> None:
        county = [*path.split("/"), ""][1]
        counted.setdefault(county, [0, 0, 0, 0])[figure] += number

    clocks = clocks_of(session)
    late = overdue(clocks, today, counties=[county.path for county in list_counties(session)])
    still_open = select(Tip.division_path, func.count(), func.count(case((late, 1))))
    for path, number, of_them_late in session.execute(
        still_open.where(Tip.state.in_(TIP_OPEN)).group_by(Tip.division_path)
    ):
        count(path, 0, number)
        count(path, 1, of_them_late)
    ended = select(Tip.division_path, Tip.received_at, Tip.concluded_at, Tip.conclude_by, Tip.track)
    for path, received_at, concluded_at, conclude_by, track in session.execute(
        ended.where(Tip.concluded_at.is_not(None), Tip.state.in_(_ENDED))
    ):
        due = conclude_by or clocks.due("conclude", path=path, since=local_day(received_at), track=track)
        count(path, 2)
        count(path, 3, int(concluded_at is not None and local_day(concluded_at) <= due))
    return {
        county: Punctuality(open=figures[0], overdue=figures[1], concluded=figures[2], in_time=figures[3])
        for county, figures in counted.items()
        if county
    }
