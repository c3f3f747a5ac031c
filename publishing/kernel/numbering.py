"""Running numbers without gaps or repeats, one sequence a scope (e.g. `tip:410822:2026`)."""

from sqlalchemy import String, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from publishing.kernel.db import Base

_NEXT = text(
    "INSERT INTO number_sequences (scope, last) VALUES (:scope, 1)"
    " ON CONFLICT (scope) DO UPDATE SET last = number_sequences.last + 1 RETURNING last"
)


class NumberSequence(Base):
    """The last number given in a scope."""

    __tablename__ = "number_sequences"

    scope: Mapped[str] = mapped_column(String(80), primary_key=True)
    last: Mapped[int]


def next_number(session: Session, scope: str) -> int:
    """The next number of `scope`, from 1; rolled back with the caller's transaction, so no gap remains.

    One statement: two transactions that open a sequence at once wait for one another instead of colliding.
    """
    number = session.connection().scalar(_NEXT, {"scope": scope})
    if not isinstance(number, int):
        raise TypeError(f"the sequence {scope} gave {number!r}")
    return number
