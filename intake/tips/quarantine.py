"""Reading the lane of quarantined tips: those that came over a limit or look like advertising, not yet
accepted or declined. Whoever triages sees them together, the likeliest real ones first."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from intake.tips.models import Tip
from intake.tips.queries import apart, visible_to
from intake.tips.rules import CERTAIN, URGENT
from intake.tips.showing import tip_values
from intake.tips.values import TipValue
from publishing.kernel.identity import Actor

_NAMES_A_KINDERGARTEN = or_(Tip.kindergarten_name != "", Tip.kindergarten_id.is_not(None))
_LIKELIHOOD = case((Tip.place_certainty.in_(CERTAIN), 1), else_=0) + case((_NAMES_A_KINDERGARTEN, 1), else_=0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Apart:
    """How many lie apart."""

    total: int
    urgent: int
    """Of those, how many may concern harm to a child."""


def count_apart(session: Session, *, actor: Actor) -> Apart:
    """How many this person may see."""
    query = select(func.count(), func.count(case((Tip.urgency == URGENT, 1))))
    total, urgent = session.execute(query.where(apart(), visible_to(actor))).one()
    return Apart(total=total, urgent=urgent)


def list_apart(session: Session, *, actor: Actor, offset: int, limit: int) -> tuple[TipValue, ...]:
    """A page of them: what may harm a child first, then those that name place and kindergarten, one of them,
    neither; the oldest first among equals."""
    query = (
        select(Tip)
        .where(apart(), visible_to(actor))
        .order_by((Tip.urgency == URGENT).desc(), _LIKELIHOOD.desc(), Tip.received_at, Tip.id)
    )
    return tip_values(session, list(session.scalars(query.offset(offset).limit(limit))), actor=actor)


def apart_among(session: Session, tip_ids: Iterable[int], *, actor: Actor) -> tuple[TipValue, ...]:
    """Those of these tips that still lie apart and that this person may see, in their order."""
    query = select(Tip).where(Tip.id.in_(list(tip_ids)), apart(), visible_to(actor)).order_by(Tip.id)
    return tip_values(session, list(session.scalars(query)), actor=actor)
