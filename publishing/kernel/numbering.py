"""Running numbers without gaps or repeats, one sequence a scope (e.g. `tip:410822:2026`)."""

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from publishing.kernel.db import Base


class NumberSequence(Base):
    """The last number given in a scope."""

    __tablename__ = "number_sequences"

    scope: Mapped[str] = mapped_column(String(80), primary_key=True)
    last: Mapped[int]


def next_number(session: Session, scope: str) -> int:
    """The next number of `scope`, from 1; rolled back with the caller's transaction, so no gap remains."""
    session.flush()
    row = session.scalars(
        select(NumberSequence).where(NumberSequence.scope == scope).with_for_update()
    ).one_or_none()
    if row is None:
        row = NumberSequence(scope=scope, last=0)
        session.add(row)
    row.last += 1
    session.flush()
    return row.last
