"""The reporter's answer to 问题解决了吗？: kept once for each ask, and acted on where it is not."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake.tips.asks import ANSWERS, EARLY, NOT_FIXED, SATISFACTION, ask_now, next_ask
from intake.tips.models import FixedAnswer, Tip, TipMessage
from intake.tips.values import Ask
from publishing.kernel.audit import record
from publishing.kernel.clock import local_day
from publishing.kernel.errors import Invalid
from publishing.kernel.identity import REPORTER


def ask_of(session: Session, row: Tip, leading: Tip, today: date) -> Ask | None:
    """What the reporter of `row` is, was or will be asked about the reply to `leading`; None before one."""
    if leading.state != "replied" or leading.replied_at is None or row.state not in ("replied", "merged"):
        return None
    replied_on, given = local_day(leading.replied_at), _given(session, row)
    last = given[-1] if given else None
    return Ask(
        now=ask_now(replied_on, {answer.ask for answer in given}, today),
        rate=not any(answer.satisfaction for answer in given),
        next_on=next_ask(replied_on, today),
        last=last.answer if last else "",
        last_at=last.at if last else None,
    )


def keep_answer(
    session: Session,
    row: Tip,
    leading: Tip,
    answer: str,
    *,
    satisfaction: str,
    message: TipMessage | None = None,
    now: datetime,
) -> None:
    """Keeps the answer to what is asked now; "not fixed" is kept also where nothing is asked. An ask that is
    answered stays as it was. Raises Invalid for an unknown answer or satisfaction."""
    if answer not in ANSWERS:
        raise Invalid(field="fixed", reason="unknown", value=answer)
    if satisfaction and satisfaction not in SATISFACTION:
        raise Invalid(field="satisfaction", reason="unknown", value=satisfaction)
    asked = ask_of(session, row, leading, local_day(now))
    ask = asked.now if asked else ""
    if not ask and answer != NOT_FIXED:
        return
    kept = FixedAnswer(
        tip_id=row.id,
        round=_round(session, row),
        ask=ask or EARLY,
        answer=answer,
        satisfaction=satisfaction,
        message_id=message.id if message else None,
        at=now,
    )
    session.add(kept)
    session.flush()
    details = {"round": kept.round, "ask": kept.ask, "answer": answer, "satisfaction": satisfaction}
    record(
        session, actor=REPORTER, action="tip.fixed_answer", subject=f"tip:{row.id}", details=details, now=now
    )


def times_not_fixed(session: Session, tip_ids: Sequence[int]) -> int:
    """How often the reporters of these tips have said that it is not fixed."""
    query = select(func.count()).select_from(FixedAnswer)
    found = query.where(FixedAnswer.tip_id.in_(tip_ids), FixedAnswer.answer == NOT_FIXED)
    return session.scalar(found) or 0


def _round(session: Session, row: Tip) -> int:
    """The number of the present round: how often this reporter was answered."""
    query = select(func.count()).select_from(TipMessage)
    return session.scalar(query.where(TipMessage.tip_id == row.id, TipMessage.direction == "reply")) or 0


def _given(session: Session, row: Tip) -> Sequence[FixedAnswer]:
    query = select(FixedAnswer).where(FixedAnswer.tip_id == row.id, FixedAnswer.round == _round(session, row))
    return session.scalars(query.order_by(FixedAnswer.id)).all()
