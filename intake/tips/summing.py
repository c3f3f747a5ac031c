"""Tips of an area, as reports and indicators count them."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.tips.facts import TipFact
from intake.tips.models import FixedAnswer, Tip
from intake.tips.queries import visible_to
from publishing.kernel.clock import day_start, local_day
from publishing.kernel.identity import Actor


def tip_facts(
    session: Session, *, within: str, last: date, seen_by: Actor | None = None
) -> tuple[TipFact, ...]:
    """All tips below the path `within` that came by the end of `last`, in the order they came; with `seen_by`
    only those that this person may see."""
    chosen = [
        Tip.division_path.startswith(within, autoescape=True),
        Tip.received_at < day_start(date.fromordinal(last.toordinal() + 1)),
    ]
    if seen_by is not None:
        chosen.append(visible_to(seen_by))
    answers: dict[int, tuple[str, date]] = {}
    told = select(FixedAnswer).join(Tip, Tip.id == FixedAnswer.tip_id).where(*chosen)
    for answer in session.scalars(told.order_by(FixedAnswer.id)):
        if answer.satisfaction:
            answers[answer.tip_id] = (answer.satisfaction, local_day(answer.at))
    return tuple(
        TipFact(
            id=row.id,
            number=row.number,
            division_path=row.division_path,
            category=row.category,
            state=row.state,
            outcome=row.outcome,
            track=row.track,
            received_on=local_day(row.received_at),
            accepted_on=_day(row.accepted_at),
            concluded_on=_day(row.concluded_at),
            replied_on=_day(row.replied_at),
            conclude_by=row.conclude_by,
            satisfaction=answers.get(row.id, ("", None))[0],
            satisfied_on=answers.get(row.id, ("", None))[1],
        )
        for row in session.scalars(select(Tip).where(*chosen).order_by(Tip.received_at, Tip.id))
    )


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else local_day(moment)
