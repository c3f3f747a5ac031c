"""Finding tips for pages: the list by what is typed into its filter; one by its number for a custodian."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.tips.orders import order_numbers
from intake.tips.queries import list_tips
from intake.tips.values import TipValue
from publishing.kernel.audit import AuditRow
from publishing.kernel.identity import Actor


def find_tips(
    session: Session,
    *,
    actor: Actor,
    states: Sequence[str] | None,
    category: str | None,
    words: str,
    overdue_on: date | None = None,
    offset: int,
    limit: int,
) -> tuple[tuple[TipValue, ...], int]:
    """A page of the tips that this person may see, the newest first, and how many there are in all. `words`
    are looked for in the number, in the order numbers of 12345 and in the name of the kindergarten, spaces
    apart; with `overdue_on`, only those with something past its day."""
    if not words and overdue_on is None:
        return list_tips(session, actor=actor, states=states, category=category, offset=offset, limit=limit)
    wanted = _plain(words)
    every, _total = list_tips(session, actor=actor, states=states, category=category)
    orders = order_numbers(session, [tip.id for tip in every])
    fitting = tuple(
        tip
        for tip in every
        if any(
            wanted in _plain(text) for text in (tip.number, tip.kindergarten_name, *orders.get(tip.id, ()))
        )
        and (overdue_on is None or (tip.deadlines and tip.deadlines[0].due < overdue_on))
    )
    return fitting[offset : offset + limit], len(fitting)


def tip_id_of(session: Session, number: str) -> int | None:
    """The id of the tip that was received under this number, and nothing else of it: a custodian may see no
    tip, so that it is looked up where it was written down, in the log."""
    query = select(AuditRow.subject).where(
        AuditRow.action == "tip.receive", AuditRow.details["number"].as_string() == number
    )
    subject = session.scalars(query).one_or_none()
    return None if subject is None else int(subject.removeprefix("tip:"))


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()
