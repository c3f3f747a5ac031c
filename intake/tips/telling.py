"""What whoever wrote a tip down for a reporter knew of it: the letter's date, and the tip it repeats."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from intake.tips.models import Tip, TipTelling


@dataclass(frozen=True, kw_only=True, slots=True)
class Telling:
    """Who wrote the tip down, and what they knew."""

    account_id: int
    letter_on: date | None
    same_as: tuple[int, str] | None
    """Id and number of the tip that it repeats, as they think."""


def keep_telling(
    session: Session, tip_id: int, *, account_id: int, letter_on: date | None, same_as_id: int | None
) -> bool:
    """Keeps it, once a tip; whether it is new."""
    if session.get(TipTelling, tip_id) is not None:
        return False
    session.add(TipTelling(tip_id=tip_id, account_id=account_id, letter_on=letter_on, same_as_id=same_as_id))
    session.flush()
    return True


def telling_of(session: Session, tip_id: int) -> Telling | None:
    """None for a tip that its reporter wrote."""
    row = session.get(TipTelling, tip_id)
    if row is None:
        return None
    other = session.get(Tip, row.same_as_id) if row.same_as_id is not None else None
    return Telling(
        account_id=row.account_id,
        letter_on=row.letter_on,
        same_as=None if other is None else (other.id, other.number),
    )
