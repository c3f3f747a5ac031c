"""Reading what reporters answered to 问题解决了吗？: for the case's timeline, and in figures."""

from collections import Counter
from datetime import date
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.tips.asks import EARLY, FIXED, NOT_FIXED, UNSURE, asked_in, rounds_of
from intake.tips.models import FixedAnswer, Tip, TipMessage
from intake.tips.values import AskCount, Fixed
from publishing.divisions.queries import list_counties
from publishing.divisions.rules import county_code_of

_CONTENT = ("satisfied", "mostly")


def answers_of(session: Session, tip_id: int) -> tuple[Fixed, ...]:
    """The answers of a tip's reporter and of those whose tips were merged into it, oldest first."""
    query = (
        select(FixedAnswer, Tip, TipMessage.body)
        .join(Tip, Tip.id == FixedAnswer.tip_id)
        .outerjoin(TipMessage, TipMessage.id == FixedAnswer.message_id)
        .where((Tip.id == tip_id) | (Tip.merged_into_id == tip_id))
        .order_by(FixedAnswer.at, FixedAnswer.id)
    )
    return tuple(
        Fixed(
            number="" if tip.id == tip_id else tip.number,
            ask=row.ask,
            answer=row.answer,
            satisfaction=row.satisfaction,
            # the thread of the tip itself shows the words already
            words="" if tip.id == tip_id else words or "",
            at=row.at,
        )
        for row, tip, words in session.execute(query)
    )


def fixed_by_county(session: Session, *, today: date) -> tuple[AskCount, ...]:
    """How often reporters were asked and what they answered, for each county in the order of their codes.
    Whoever said "not fixed" before being asked counts as asked."""
    asked = _asked(session, today)
    answered: Counter[tuple[str | None, str]] = Counter()
    content: Counter[str | None] = Counter()
    rated: Counter[str | None] = Counter()
    query = select(FixedAnswer.ask, FixedAnswer.answer, FixedAnswer.satisfaction, Tip.division_path)
    query = query.join(Tip, Tip.id == FixedAnswer.tip_id)
    for ask, answer, satisfaction, path in session.execute(query):
        county = county_code_of(path)
        answered[county, answer] += 1
        asked[county] += ask == EARLY
        rated[county] += bool(satisfaction)
        content[county] += satisfaction in _CONTENT
    return tuple(
        AskCount(
            county_code=county.code,
            asked=asked[county.code],
            fixed=answered[county.code, FIXED],
            not_fixed=answered[county.code, NOT_FIXED],
            unsure=answered[county.code, UNSURE],
            rated=rated[county.code],
            content=content[county.code],
        )
        for county in list_counties(session)
    )


def _asked(session: Session, today: date) -> Counter[str | None]:
    replied = select(TipMessage.tip_id).where(TipMessage.direction == "reply")
    query = (
        select(TipMessage.tip_id, TipMessage.direction, TipMessage.at, Tip.division_path)
        .join(Tip, Tip.id == TipMessage.tip_id)
        .where(TipMessage.tip_id.in_(replied), TipMessage.direction.in_(("reply", "notice")))
        .order_by(TipMessage.tip_id, TipMessage.at, TipMessage.id)
    )
    asked: Counter[str | None] = Counter()
    for _tip, rows in groupby(session.execute(query), key=lambda row: row.tip_id):
        messages = list(rows)
        county = county_code_of(messages[0].division_path)
        asked[county] += sum(len(asked_in(one, today)) for one in rounds_of(messages))
    return asked
