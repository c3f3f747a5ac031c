"""Tips that may be about the same thing: found for staff, never shown to the public.

What whoever answers the telephone is shown of them is a number, a category, a township and a day: enough to
ask the caller, and nothing of what another reporter said (DESIGN §4: the hotline reads no tips).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from intake.tips.likeness import likeness
from intake.tips.models import Tip, TipRecusal
from intake.tips.rules import HARM, PUBLIC_STEPS
from intake.tips.showing import place_names, told_of
from intake.workflows import TIP_OPEN
from publishing.kernel.clock import local_day
from publishing.kernel.errors import NotFound
from publishing.kernel.identity import Actor
from publishing.kernel.permissions import Permission

MOST = 5
COMPARED_AT_MOST = 400
"""Open tips of a county, the newest of them; a county has a few dozen."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Near:
    """An open tip without anything that a reporter said."""

    id: int
    number: str
    public_step: str
    category: str
    township: str
    """County and township; the village is left out."""
    received_on: date
    is_open: bool


def similar_to_call(
    session: Session,
    *,
    actor: Actor,
    division_path: str,
    categories: Sequence[str],
    kindergarten_id: str | None,
    kindergarten_name: str,
    place_words: str,
    text: str,
) -> tuple[Near, ...]:
    """Open tips of the same county within this person's jurisdiction that a caller may speak of, the most
    alike first; none that this person is recused from, and none of harm to a child for those who read no
    tips."""
    county = "".join(f"{code}/" for code in division_path.split("/")[:2] if code)
    rows = session.scalars(
        select(Tip)
        .where(
            Tip.state.in_(TIP_OPEN),
            Tip.division_path.startswith(county, autoescape=True),
            _nameable_to(actor),
        )
        .order_by(Tip.received_at.desc(), Tip.id.desc())
        .limit(COMPARED_AT_MOST)
    ).all()
    call = told_of(
        session,
        # only to be compared: it is in no session
        Tip(
            division_path=division_path,
            category=categories[0] if categories else "",
            more_categories=",".join(categories[1:]),
            kindergarten_id=kindergarten_id,
            kindergarten_name=kindergarten_name,
            place_words=place_words,
            text=text,
        ),
    )
    scored = [(likeness(call, told_of(session, row)).points, row) for row in rows]
    scored.sort(key=lambda pair: -pair[0])
    return _values(session, [row for points, row in scored[:MOST] if points])


def near_of(session: Session, tip_id: int, *, actor: Actor) -> Near:
    """One tip, as little of it; raises NotFound outside of the jurisdiction, and for somebody recused."""
    row = session.scalars(select(Tip).where(Tip.id == tip_id, _within(actor))).one_or_none()
    if row is None:
        raise NotFound(what="tip")
    return _values(session, [row])[0]


def _within(actor: Actor) -> ColumnElement[bool]:
    recused = select(TipRecusal.tip_id).where(TipRecusal.account_id == actor.user_id)
    inside = Tip.division_path.startswith(actor.division_path, autoescape=True)
    return and_(inside, Tip.id.not_in(recused))


def _nameable_to(actor: Actor) -> ColumnElement[bool]:
    """What may be named before anybody gave its number."""
    within = _within(actor)
    return within if actor.may(Permission.TIP_READ) else and_(within, Tip.category != HARM)


def _values(session: Session, rows: Sequence[Tip]) -> tuple[Near, ...]:
    return tuple(
        Near(
            id=row.id,
            number=row.number,
            public_step=PUBLIC_STEPS[row.state],
            category=row.category,
            township="".join(place_names(session, row.division_path)[:2]),
            received_on=local_day(row.received_at),
            is_open=row.state in TIP_OPEN,
        )
        for row in rows
    )
