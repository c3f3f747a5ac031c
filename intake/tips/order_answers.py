"""What may be told to the office that sent an order: built from the public wording, nothing else."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from intake.tips.following import answering_office
from intake.tips.models import Tip
from intake.tips.orders import OrderValue, leading_tip
from intake.tips.rules import HARM
from intake.tips.showing import place_names, thread_of
from publishing.kernel.clock import local_day

_ENDED_OTHERWISE = ("not_accepted", "transferred")


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderAnswer:
    """What came of the case of an order. `wording` is empty where it stays with the reporter (harm to a
    child); `result` is table and code of a word."""

    office: str
    category: str
    township: str
    result: tuple[str, str]
    wording: str
    interim: bool
    replied_on: date


def answer_of(session: Session, order: OrderValue) -> OrderAnswer | None:
    """None until the reporter was told the end; of a merged report that of the case it was merged into."""
    row = session.get_one(Tip, leading_tip(session, order.tip_id))
    if row.state in _ENDED_OTHERWISE:
        # the last notice says why, as it was told to the reporter
        told = [message for message in thread_of(session, row.id) if message.direction == "notice"][-1]
        result, wording, at = ("tip_state", row.state), told.body, told.at
    elif row.state in ("replied", "archived") and row.replied_at is not None:
        result, wording, at = ("outcome", row.outcome), row.public_wording, row.replied_at
    else:
        return None
    return OrderAnswer(
        office=answering_office(session, row),
        category=row.category,
        township="".join(place_names(session, row.division_path)[:2]),
        result=result,
        wording="" if row.category == HARM else wording,
        interim=row.interim,
        replied_on=local_day(at),
    )
